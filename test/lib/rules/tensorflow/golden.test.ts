import assert from "node:assert/strict"
import type { Tensor } from "@tensorflow/tfjs-core"
import { leadingEigenvalues } from "../../../../lib/analysis/leading-eigenvalues.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { fromTensorFlow } from "../../../../lib/rules/tensorflow/objective.ts"
import { loadTensorFlow } from "../../../support/tensorflow.ts"

// Made by test/golden/mlp-curvature.py with PyHessian 0.1 and torch 2.13.0 in f64.
const golden = { loss: 2.4340719976933745, eigenvalues: [2.363576476033168, 1.5533116912753788] }

const sizes = [8, 16, 16, 3]
const trials = 40

/** Multiples of 2^-16 in [-1, 1). */
function numbers(seed: number, count: number): number[] {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 15) / 2 ** 16 - 1
  })
}

describe("a perceptron of TensorFlow.js", () => {
  for (const [name, hessianVector] of [
    ["twice differentiated", "differentiation"],
    ["by differences", "differences"],
  ] as const)
    it(`has the leading eigenvalues that PyHessian finds in PyTorch, ${name}`, async () => {
      const tf = await loadTensorFlow("wasm")
      const x = tf.tensor2d(numbers(1, trials * sizes[0]!), [trials, sizes[0]!])
      const chosen = tf.oneHot(tf.argMax(tf.slice(x, [0, 0], [trials, 3]), 1), 3)
      const layers = sizes.slice(1).map((outputs, i) => ({
        weights: tf.variable(tf.tensor2d(numbers(10 + i, sizes[i]! * outputs), [sizes[i]!, outputs])),
        biases: tf.variable(tf.tensor1d(numbers(20 + i, outputs).map((value) => value / 2))),
      }))
      const loss = () => {
        const logits = layers.reduce<Tensor>((h, { weights, biases }, i) => {
          const drive = tf.add(tf.matMul(h, weights), biases)
          return i < layers.length - 1 ? tf.tanh(drive) : drive
        }, x)
        return tf.neg(tf.mean(tf.sum(tf.mul(chosen, tf.sub(logits, tf.logSumExp(logits, 1, true))), 1)))
      }
      const variables = layers.flatMap(({ weights, biases }) => [weights, biases])
      const objective = fromTensorFlow(tf, { variables, loss }, { hessianVector })
      const start = objective.parameters()
      assert.ok(Math.abs(objective.at(start).loss / golden.loss - 1) < 1e-6)
      const { value } = await leadingEigenvalues(objective, start, { key: key(1), count: 2, onProgress() {} })
      for (const [i, { eigenvalue }] of value.largest.entries()) {
        const error = Math.abs(eigenvalue / golden.eigenvalues[i]! - 1)
        assert.ok(error < (hessianVector === "differentiation" ? 1e-5 : 1e-3), `eigenvalue ${i + 1}: ${error}`)
      }
    })
})
