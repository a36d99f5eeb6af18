import assert from "node:assert/strict"
import { bitsOf } from "../../../lib/numerics/bits.ts"

/** Held-out scores of Liu, Geadah & Pillow 2025, table 1: total log likelihood of 120,000 trials, nats and bits per trial. */
const published = [
  [-60576, -0.5048, -0.7283],
  [-68532, -0.5711, -0.8239],
  [-60504, -0.5042, -0.7274],
  [-60564, -0.5047, -0.7281],
  [-60360, -0.503, -0.7257],
  [-60168, -0.5014, -0.7234],
  [-59892, -0.4991, -0.72],
] as const

describe("bits", () => {
  it("are nats over ln 2", () => {
    assert.equal(bitsOf(-Math.LN2), -1)
    assert.ok(Math.abs(bitsOf(3 * Math.LN2) - 3) < 1e-15)
  })

  it("and totals of the published table follow from its nats per trial", () => {
    for (const [total, nats, bits] of published) {
      assert.ok(Math.abs(nats * 120_000 - total) < 1e-6)
      assert.ok(Math.abs(bitsOf(nats) - bits) < 1e-4)
    }
  })
})
