import assert from "node:assert/strict"
import { updateNetwork } from "../../../../lib/inference/dnn-glm/network.ts"
import { evaluateModel } from "../../../support/network-model.ts"
import { plainRollOut } from "../../../support/plain-rule-network.ts"
import { differences, distance } from "../../../support/rule-network.ts"
import { cohort, kindsOf, modelOf, plainOf, units, variants } from "../../../support/rule-network-variants.ts"

const lengths = [11, 7, 13]
const animals = cohort(lengths)

for (const variant of variants)
  for (const kind of kindsOf(variant)) {
    const plain = plainOf(variant, kind)
    describe(`the adjoint of the ${kind.toUpperCase()}GLM, ${variant.title},`, () => {
      it("agrees with central differences in f64 on the model as one would write it down (T7)", () => {
        const { loss, gradient, parameters, weights } = evaluateModel(modelOf(variant, kind), animals)
        const { loss: expectedLoss, starts } = plainRollOut(plain, parameters, animals)
        assert.ok(Math.abs(loss - expectedLoss) < 1e-13, `loss ${loss}, expected ${expectedLoss}`)
        for (const [index, own] of starts.entries())
          for (const [t, { w }] of own.entries())
            for (const [k, value] of w.entries())
              assert.ok(Math.abs(weights[index]![t * w.length + k]! - value) < 1e-13)
        assertGradient(gradient, parameters, (theta) => plainRollOut(plain, theta, animals).loss)
      })

      it("with chunks of 5 is the sum of the chunks' gradients from detached starts (T7)", () => {
        const { gradient, parameters } = evaluateModel(modelOf(variant, kind, { chunkTrials: 5 }), animals)
        const truncation = { chunkTrials: 5, starts: plainRollOut(plain, parameters, animals).starts }
        assertGradient(gradient, parameters, (theta) => plainRollOut(plain, theta, animals, truncation).loss)
      })

      it("has the same bits for every chunk length that holds all trials, and forward for any (T8; truncation resets nothing)", () => {
        for (const precision of ["f32", "f64"] as const) {
          const [whole, longer] = [13, 400].map((chunkTrials) =>
            evaluateModel(modelOf(variant, kind, { chunkTrials, precision }), animals),
          )
          assert.deepEqual(longer, whole)
          for (const chunkTrials of [1, 4, 5, 12]) {
            const { loss, weights } = evaluateModel(modelOf(variant, kind, { chunkTrials, precision }), animals)
            assert.deepEqual([loss, weights], [whole!.loss, whole!.weights])
          }
        }
      })

      it("of some animals loaded in the place of others is that of these animals alone, animals too short for the longest (T9)", () => {
        const model = modelOf(variant, kind, { chunkTrials: 5 })
        const { parameters } = evaluateModel(model, animals)
        for (const batch of [[1], [2, 0], [0, 1]]) {
          const loaded = evaluateModel(model, animals, { parameters, batch })
          const alone = evaluateModel(
            model,
            batch.map((index) => animals[index]!),
            {
              parameters: startsOf(parameters, batch, plain.trainedStarts === true, plain.start(animals[0]!).length),
            },
          )
          assert.equal(loaded.loss, alone.loss)
          for (const [place, index] of batch.entries()) assert.deepEqual(loaded.weights[index], alone.weights[place])
          const shared =
            plain.trainedStarts === true ? parameters.length - 3 * plain.start(animals[0]!).length : parameters.length
          assert.deepEqual(loaded.gradient.slice(0, shared), alone.gradient.slice(0, shared))
        }
      })
    })
  }

/** Compares with central differences at every third parameter and the last ten, which are factors and starts. */
function assertGradient(gradient: Float64Array, parameters: Float64Array, of: (theta: Float64Array) => number): void {
  const chosen = Array.from(parameters.keys()).filter((i) => i % 3 === 0 || i >= parameters.length - 10)
  const at = (values: Float64Array) => Float64Array.from(chosen, (i) => values[i]!)
  const expected = differences(at(parameters), (moved) => {
    const theta = Float64Array.from(parameters)
    for (const [place, i] of chosen.entries()) theta[i] = moved[place]!
    return of(theta)
  })
  const error = distance(at(gradient), expected)
  assert.ok(error < 1e-6, `relative error ${error}`)
}

/** Parameters with the starts of these animals only. */
function startsOf(parameters: Float64Array, batch: readonly number[], trained: boolean, d: number): Float64Array {
  if (!trained) return parameters
  const shared = parameters.length - lengths.length * d
  const starts = batch.flatMap((index) => Array.from(parameters.subarray(shared + index * d, shared + (index + 1) * d)))
  return Float64Array.from([...parameters.subarray(0, shared), ...starts])
}

describe("frozen parameters of a rule network", () => {
  const { scale, layers } = updateNetwork(units)

  it("with a fixed scale are the factors: their gradient is 0, all others are as with a trained one", () => {
    for (const kind of ["dnn", "rnn"] as const) {
      const trained = evaluateModel(modelOf(variants[0]!, kind), animals)
      const fixed = evaluateModel(modelOf(variants[0]!, kind, { scale: "fixed" }), animals)
      assert.deepEqual(Array.from(fixed.gradient.slice(-2)), [0, 0])
      assert.ok(trained.gradient.slice(-2).every((value) => value !== 0))
      assert.deepEqual(fixed.gradient.slice(0, -2), trained.gradient.slice(0, -2))
    }
  })

  it("where only stimulus weights are learned hold the bias where it starts, and nothing leads to its change", () => {
    const options = { learnedWeights: "stimulus", initialWeights: "known" } as const
    const { gradient, weights, parameters } = evaluateModel(modelOf(variants[0]!, "dnn", options), animals)
    for (const [index, own] of weights.entries()) {
      const [, bias] = animals[index]!.initialWeights!
      assert.ok(own.every((w, i) => i % 2 === 0 || w === bias))
      assert.ok(own.some((w, i) => i % 2 === 0 && w !== own[0]))
    }
    assert.equal(parameters[scale + 1], 0)
    assert.equal(gradient[scale + 1], 0)
    const { weights: from, biases } = layers[2]
    const toHeld = Array.from({ length: units }, (_, i) => gradient[from + 2 * i + 1])
    assert.ok(toHeld.every((value) => value === 0))
    assert.ok(gradient[biases + 1] === 0)
    const plain = { ...plainOf(variants[1]!, "dnn") }
    const expected = differences(parameters, (theta) => plainRollOut(plain, theta, animals).loss)
    const free = Float64Array.from(expected, (value, i) => (i === scale + 1 ? 0 : value))
    assert.ok(distance(gradient, free) < 1e-6)
  })
})
