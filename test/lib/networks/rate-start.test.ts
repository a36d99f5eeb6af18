import assert from "node:assert/strict"
import { connectivity } from "../../../lib/networks/connectivity/kinds.ts"
import { rateNetwork } from "../../../lib/networks/rate-network.ts"
import { initialRateParameters, type RateStartOptions } from "../../../lib/networks/rate-start.ts"
import { key } from "../../../lib/numerics/random-key.ts"

const network = rateNetwork({ units: 60, inputs: 40, outputs: 20, readoutBias: true })
const { layout } = network
const block = (name: "recurrent" | "input" | "readout" | "bias", options: RateStartOptions = {}) => {
  const { first, rows, columns } = layout[name]
  return initialRateParameters(network, key(1), options).subarray(first, first + rows * columns)
}
const deviation = (values: Float64Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length)
const largest = (values: Float64Array) => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

describe("the start of a rate network", () => {
  it("is normal with standard deviation gain over the root of the presynaptic number, biases 0", () => {
    assert.ok(Math.abs(deviation(block("recurrent", { recurrentGain: 1.5 })) * Math.sqrt(60) - 1.5) < 0.05)
    assert.ok(Math.abs(deviation(block("input")) * Math.sqrt(40) - 1) < 0.05)
    assert.ok(block("bias").every((b) => b === 0))
  })

  it("is uniform within PyTorch's bound, or Glorot's", () => {
    const uniform = largest(block("input", { inputDistribution: "uniform" })) * Math.sqrt(40)
    assert.ok(uniform <= 1 && uniform > 0.99)
    const glorot = largest(block("readout", { readoutDistribution: "glorot" })) / Math.sqrt(6 / 80)
    assert.ok(glorot <= 1 && glorot > 0.99)
  })

  it("takes the recurrent weights of a connectivity, and leaves input and readout as they are without it", () => {
    const recurrent = connectivity.lowRank({ rank: 2 })
    assert.notDeepEqual(block("recurrent", { recurrent }), block("recurrent"))
    assert.deepEqual(block("input", { recurrent }), block("input"))
    assert.deepEqual(block("readout", { recurrent }), block("readout"))
  })

  it("refuses two gains at once and distributions it does not know", () => {
    const recurrent = connectivity.gaussian()
    assert.throws(() => block("input", { recurrent, recurrentGain: 2 }), /either recurrent or recurrentGain/)
    assert.throws(() => block("input", { inputDistribution: "cauchy" as never }), /"normal" or "uniform" or "glorot"/)
  })
})
