import assert from "node:assert/strict"
import type { Scalar, Tensor } from "@tensorflow/tfjs-core"
import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import { initialParameters, updateNetwork } from "../../../lib/inference/dnn-glm/network.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { rateObjective } from "../../../lib/rules/rate-objective.ts"
import { randomAnimal } from "../../support/choice-sequences.ts"
import { evaluate } from "../../support/dnn-glm.ts"
import { rateForms, rateProblem } from "../../support/rate-problems.ts"
import { relativeDistance } from "../../support/recurrent-rules.ts"
import { dnnGlmLoss, loadTensorFlow, rateLoss, rateTensors, type TensorFlow } from "../../support/tensorflow.ts"

let tf: TensorFlow
const load = async () => {
  tf = await loadTensorFlow("cpu")
}

for (const { title, ...form } of rateForms)
  describe(`a rate network beside TensorFlow.js: ${title}`, () => {
    before(load)

    const problem = rateProblem(key(40), form)
    const { network, trials, parameters } = problem
    const direction = normal(key(41), network.parameterCount)
    /** Entries of the blocks that the network has. */
    const blocks = Object.entries(network.layout).filter(([, { rows }]) => rows > 0)
    const ours = (mode: "exact" | "fast") => {
      const engine = borrowEngine(mode)
      const objective = rateObjective(engine, network, trials, { parameters, precision: "f32" })
      const point = objective.at(parameters)
      const result = { loss: point.loss, gradient: point.gradient(), product: point.hessianVector(direction) }
      objective.dispose()
      returnEngine(engine)
      return result
    }
    const compare = (got: ArrayLike<number>, expected: readonly { dataSync(): ArrayLike<number> }[]) => {
      for (const [i, [name, { first, rows, columns }]] of blocks.entries()) {
        const error = relativeDistance(Array.from(got).slice(first, first + rows * columns), expected[i]!.dataSync())
        assert.ok(error < 1e-4, `${name}: relative error ${error}`)
      }
    }

    it("has its loss, and its gradient in every block", () => {
      const loss = rateLoss(tf, problem, false)
      const tensors = rateTensors(tf, problem, parameters)
      const gradients = tf.grads(loss)(tensors)
      for (const mode of ["exact", "fast"] as const) {
        const result = ours(mode)
        assert.ok(Math.abs(result.loss - loss(...tensors).dataSync()[0]!) < 1e-5 * result.loss)
        compare(result.gradient, gradients)
      }
    })

    it("has its Hessian-vector product in every block, by the gradient of a gradient", () => {
      const along = rateTensors(tf, problem, direction)
      const slope = tf.grads(rateLoss(tf, problem, true))
      const slopeAlong = (...tensors: Tensor[]) =>
        tf.addN<Scalar>(slope(tensors).map((gradient, i) => tf.sum(tf.mul(gradient, along[i]!))))
      const expected = tf.grads(slopeAlong)(rateTensors(tf, problem, parameters))
      for (const mode of ["exact", "fast"] as const) compare(ours(mode).product, expected)
    })
  })

describe("the DNNGLM beside TensorFlow.js", () => {
  before(load)

  for (const chunkTrials of [30, 7])
    it(`has its loss and gradient in f32, cut every ${chunkTrials} trials`, () => {
      const network = updateNetwork(8)
      const parameters = initialParameters(network, key(42), 0.2)
      const animals = [30, 21].map((trials, i) => randomAnimal(key(43 + i), trials))
      const expected = tf.valueAndGrad(dnnGlmLoss(tf, network, animals, chunkTrials))(
        tf.tensor1d(Float32Array.from(parameters)),
      )
      const { loss, gradient } = evaluate(animals, 8, parameters, chunkTrials, "f32")
      assert.ok(Math.abs(loss - expected.value.dataSync()[0]!) < 1e-5 * loss)
      for (const { weights, inputs, outputs } of network.mlp.layers) {
        const layer = (values: ArrayLike<number>) => Array.from(values).slice(weights, weights + (inputs + 1) * outputs)
        const error = relativeDistance(layer(gradient), layer(expected.grad.dataSync()))
        assert.ok(error < 1e-4, `relative error ${error}`)
      }
      assert.ok(relativeDistance(gradient, expected.grad.dataSync()) < 1e-4)
    })
})
