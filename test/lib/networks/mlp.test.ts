import assert from "node:assert/strict"
import { evaluateMlp, initialMlp, mlp } from "../../../lib/networks/mlp.ts"
import { key } from "../../../lib/numerics/random-key.ts"

describe("the perceptron", () => {
  it("lays its layers out one after the other, weights before biases", () => {
    const { layers, parameterCount } = mlp([8, 32, 32, 2])
    assert.equal(parameterCount, 288 + 1056 + 66)
    assert.deepEqual(layers[1], { inputs: 32, outputs: 32, weights: 288, biases: 288 + 1024 })
  })

  it("computes by hand what it computes", () => {
    // h = relu([1, 2] [[1, -1], [1, 0]] + [0.5, 0]) = [3.5, 0]; y = 2 * 3.5 + 3 * 0 - 1.
    const parameters = [1, -1, 1, 0, 0.5, 0, 2, 3, -1]
    assert.deepEqual([...Array.from(evaluateMlp(mlp([2, 2, 1]), parameters, [1, 2]))], [6])
  })

  it("does not rectify its output", () => {
    assert.deepEqual([...Array.from(evaluateMlp(mlp([1, 1]), [-2, 0], [1]))], [-2])
  })

  it("starts uniform within one over the square root of a layer's inputs", () => {
    const network = mlp([16, 400, 100])
    const parameters = initialMlp(network, key(3))
    for (const { inputs, outputs, weights } of network.layers) {
      const bound = 1 / Math.sqrt(inputs)
      const values = parameters.subarray(weights, weights + (inputs + 1) * outputs)
      assert.ok(values.every((value) => Math.abs(value) <= bound))
      const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length
      // The variance of a uniform number is bound^2 / 3; its square's relative standard deviation is sqrt(4 / 5).
      assert.ok(Math.abs((3 * variance) / bound ** 2 - 1) < 5 * Math.sqrt(0.8 / values.length))
    }
  })
})
