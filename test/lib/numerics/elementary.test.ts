import assert from "node:assert/strict"
import fc from "fast-check"
import { arctangent, exp, log, log1p, sigmoid, softplus } from "../../../lib/numerics/elementary.ts"

/** Distance to the oracle in units of relative rounding; Math.* is itself allowed about one unit. */
function units(value: number, oracle: number): number {
  return value === oracle ? 0 : Math.abs(value - oracle) / (Math.abs(oracle) * Number.EPSILON + Number.MIN_VALUE)
}

describe("elementary functions", () => {
  it("exp agrees with Math.exp to two units in the last place", () => {
    fc.assert(
      fc.property(fc.double({ min: -708, max: 709.7, noNaN: true }), (x) => units(exp(x), Math.exp(x)) <= 2),
      { numRuns: 2000 },
    )
  })

  it("log agrees with Math.log to two units in the last place, for subnormal numbers too", () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, noNaN: true }), (x) => units(log(x), Math.log(x)) <= 2),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), (x) => units(log(x), Math.log(x)) <= 2),
      { numRuns: 2000 },
    )
  })

  it("log1p, sigmoid and softplus agree with their definitions where these are accurate", () => {
    fc.assert(
      fc.property(fc.double({ min: -0.9, max: 100, noNaN: true }), (x) => units(log1p(x), Math.log1p(x)) <= 4),
      { numRuns: 1000 },
    )
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (x) => {
        assert.ok(units(sigmoid(x), 1 / (1 + Math.exp(-x))) <= 8, `sigmoid ${x}`)
        assert.ok(units(softplus(x), Math.log1p(Math.exp(x))) <= 8, `softplus ${x}`)
      }),
      { numRuns: 1000 },
    )
  })

  it("arctangent agrees with Math.atan to four units in the last place, at both ends as well", () => {
    for (const most of [1, 1e9])
      fc.assert(
        fc.property(fc.double({ min: -most, max: most, noNaN: true }), (x) => units(arctangent(x), Math.atan(x)) <= 4),
        { numRuns: 2000 },
      )
    const infinity = Number.POSITIVE_INFINITY
    assert.deepEqual([0, infinity, -infinity, Number.NaN].map(arctangent), [0, Math.PI / 2, -Math.PI / 2, Number.NaN])
  })

  it("the ends of the line are right", () => {
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number
    assert.deepEqual([exp(0), exp(-infinity), exp(infinity), exp(-800), exp(nan)], [1, 0, infinity, 0, nan])
    assert.ok(exp(-740) > 0 && units(exp(-740), Math.exp(-740)) <= 1, "subnormal results")
    assert.deepEqual([log(1), log(0), log(infinity), log(-1), log(nan)], [0, -infinity, infinity, nan, nan])
    assert.deepEqual([log1p(0), log1p(1e-300), log1p(-1), log1p(infinity)], [0, 1e-300, -infinity, infinity])
    assert.deepEqual([sigmoid(-800), sigmoid(800), softplus(-800), softplus(800)], [0, 1, 0, 800])
  })
})
