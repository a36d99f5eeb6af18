import assert from "node:assert/strict"
import fc from "fast-check"
import { erf, erfSlope } from "../../../lib/numerics/error-function.ts"
import { wilsonInterval } from "../../../lib/numerics/wilson-interval.ts"

describe("the error function", () => {
  it("has the published values (Abramowitz & Stegun, table 7.1)", () => {
    const values = [
      [0, 0],
      [0.5, 0.5204998778],
      [1, 0.8427007929],
      [2, 0.995322265],
      [2.5, 0.999593048],
      [3, 0.9999779095],
    ] as const
    for (const [x, expected] of values) assert.ok(Math.abs(erf(x) - expected) < 1e-10, `erf(${x}) is ${erf(x)}`)
  })

  it("is odd, rises, and joins without a step where its two formulas meet", () => {
    fc.assert(
      fc.property(fc.double({ min: -7, max: 7, noNaN: true }), (x) => {
        assert.equal(erf(-x), -erf(x))
        assert.ok(erf(x + 1e-3) >= erf(x))
      }),
    )
    assert.ok(Math.abs(erf(2.5) - erf(2.5 - 1e-9) - 1e-9 * erfSlope(2.5)) < 1e-15)
  })

  it("has the slope that differences give", () => {
    for (const x of [-3, -1, 0, 0.3, 2.49, 2.51, 4]) {
      const measured = (erf(x + 1e-5) - erf(x - 1e-5)) / 2e-5
      assert.ok(Math.abs(measured - erfSlope(x)) < 1e-9)
    }
  })
})

describe("Wilson's interval", () => {
  it("has the textbook limits for 8 of 10", () => {
    const [low, high] = wilsonInterval(8, 10)
    assert.ok(Math.abs(low - 0.4902) < 1e-4 && Math.abs(high - 0.9433) < 1e-4, `${low}, ${high}`)
  })

  it("solves (p - k/n)^2 = z^2 p (1 - p) / n, stays in [0, 1] and holds the proportion", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.nat(), (trials, draw) => {
        const successes = draw % (trials + 1)
        const share = successes / trials
        const ends = wilsonInterval(successes, trials)
        assert.ok(0 <= ends[0] && ends[0] <= share && share <= ends[1] && ends[1] <= 1)
        for (const p of ends) {
          if (p === 0 || p === 1) continue
          assert.ok(Math.abs((p - share) ** 2 - (1.959963984540054 ** 2 * p * (1 - p)) / trials) < 1e-12)
        }
      }),
    )
    assert.deepEqual(wilsonInterval(0, 0), [0, 1])
  })
})
