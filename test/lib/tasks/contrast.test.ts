import assert from "node:assert/strict"
import fc from "fast-check"
import { transformContrast } from "../../../lib/tasks/contrast.ts"

describe("the contrast transform", () => {
  it("has the published values", () => {
    const published = [
      [0, 0],
      [0.04, 0.19739],
      [0.0625, 0.30274],
      [0.08, 0.37998],
      [0.125, 0.55465],
      [0.25, 0.84836],
      [0.5, 0.9867],
      [1, 1],
    ] as const
    for (const [contrast, value] of published) {
      assert.ok(Math.abs(transformContrast(contrast) - value) < 1e-5, `${contrast}`)
    }
  })

  it("is tanh(5c) / tanh(5) to the last places", () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (c) => {
        assert.ok(Math.abs(transformContrast(c) - Math.tanh(5 * c) / Math.tanh(5)) < 5e-16)
      }),
    )
  })

  it("is odd and monotone", () => {
    const contrast = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(contrast, contrast, (a, b) => {
        assert.equal(transformContrast(-a) + transformContrast(a), 0)
        if (a <= b) assert.ok(transformContrast(a) <= transformContrast(b) + 1e-15)
      }),
    )
  })
})
