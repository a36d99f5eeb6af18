import assert from "node:assert/strict"
import { evaluateGru, gruLayer, initialGru } from "../../../lib/networks/gru.ts"
import { key } from "../../../lib/numerics/random-key.ts"

describe("the layer of gated recurrent units", () => {
  it("lies in its vector as input weights, recurrent weights, input biases, recurrent biases, from where it is told", () => {
    assert.deepEqual(
      { ...gruLayer(8, 32, 5) },
      {
        inputs: 8,
        units: 32,
        inputWeights: 5,
        recurrentWeights: 5 + 8 * 96,
        inputBiases: 5 + 40 * 96,
        recurrentBiases: 5 + 41 * 96,
        parameterCount: 4032,
      },
    )
  })

  it("starts uniform within 1 / sqrt(units) everywhere, by its key alone", () => {
    const layer = gruLayer(3, 16, 7)
    const parameters = initialGru(layer, key(1))
    assert.equal(parameters.length, layer.parameterCount)
    assert.ok(parameters.every((value) => Math.abs(value) <= 0.25))
    assert.ok(Math.max(...parameters) > 0.24 && Math.min(...parameters) < -0.24)
    assert.ok(Math.abs(parameters.reduce((sum, value) => sum + value, 0) / parameters.length) < 0.02)
    assert.deepEqual(initialGru(layer, key(1)), parameters)
    assert.notDeepEqual(initialGru(layer, key(2)), parameters)
  })

  // One unit, one input: weights of reset, update, candidate, then the recurrent ones, then both biases.
  const layer = gruLayer(1, 1)
  const step = (parameters: readonly number[], u: number, h: number) => evaluateGru(layer, parameters, [u], [h])[0]!

  it("keeps its state where the update gate is open, and forgets it where it is shut", () => {
    const gate = (bias: number) => [0, 0, 2, 0, 0, 0, 0, bias, 0, 0, 0, 0]
    assert.ok(Math.abs(step(gate(40), 0.3, 0.8) - 0.8) < 1e-15)
    assert.ok(Math.abs(step(gate(-40), 0.3, 0.8) - Math.tanh(0.6)) < 1e-15)
  })

  it("reads its state into the candidate through the reset gate, the recurrent bias included", () => {
    const gate = (bias: number) => [0, 0, 0, 0, 0, 1.5, bias, -40, 0.1, 0, 0, 0.2]
    assert.ok(Math.abs(step(gate(40), 0, 0.8) - Math.tanh(0.1 + 1.5 * 0.8 + 0.2)) < 1e-15)
    assert.ok(Math.abs(step(gate(-40), 0, 0.8) - Math.tanh(0.1)) < 1e-15)
  })
})
