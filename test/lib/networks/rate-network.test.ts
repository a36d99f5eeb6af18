import assert from "node:assert/strict"
import { rateNetwork } from "../../../lib/networks/rate-network.ts"

const sizes = { units: 5, inputs: 3, outputs: 2 }

describe("rateNetwork", () => {
  it("lays its blocks out one after the other, a bias of the outputs only where there is one", () => {
    const { layout, parameterCount } = rateNetwork({ ...sizes, readoutBias: true })
    assert.deepEqual(layout, {
      recurrent: { first: 0, rows: 5, columns: 5 },
      input: { first: 25, rows: 5, columns: 3 },
      readout: { first: 40, rows: 2, columns: 5 },
      bias: { first: 50, rows: 1, columns: 2 },
    })
    assert.equal(parameterCount, 52)
    assert.equal(rateNetwork(sizes).parameterCount, 50)
    assert.deepEqual(rateNetwork(sizes).layout.bias, { first: 50, rows: 0, columns: 2 })
  })

  it("keeps exp(-dt / tau) of the past, or 1 - dt / tau by Euler's method", () => {
    const times = { dtMs: 20, tauMs: 50 }
    assert.ok(Math.abs(rateNetwork({ ...sizes, ...times }).leak - Math.exp(-0.4)) < 1e-15)
    for (const integration of ["euler", "expEuler"] as const) {
      const { leak, gain } = rateNetwork({ ...sizes, ...times, integration })
      assert.equal(leak + gain, 1)
    }
    assert.equal(rateNetwork({ ...sizes, ...times, integration: "euler" }).leak, 0.6)
  })

  it("takes an option that is undefined for one that is absent", () => {
    const undefinedOptions = { selfConnections: undefined, activation: undefined, dtMs: undefined }
    assert.deepEqual(rateNetwork({ ...sizes, ...undefinedOptions }), rateNetwork(sizes))
    assert.equal(rateNetwork(sizes).selfConnections, true)
  })

  it("refuses unknown options and impossible values, quoting them", () => {
    const make = (more: object) => () => rateNetwork({ ...sizes, ...more })
    assert.throws(make({ dt: 1 }), /rateNetwork has no option "dt"; its options are units, inputs, outputs, activation/)
    assert.throws(make({ units: 0 }), /rateNetwork: units must be an integer of at least 1, got 0/)
    assert.throws(make({ outputs: undefined }), /rateNetwork: outputs must be an integer of at least 1, got undefined/)
    assert.throws(make({ activation: "sigmoid" }), /rateNetwork: activation must be "tanh" or "relu", got "sigmoid"/)
    assert.throws(make({ integration: "rk4" }), /must be "euler" or "expEuler", got "rk4"/)
    assert.throws(make({ tauMs: 0 }), /rateNetwork: tauMs must be a finite number above 0, got 0/)
    assert.throws(make({ integration: "euler", dtMs: 200 }), /must not exceed tauMs, got dtMs 200 and tauMs 100/)
  })
})
