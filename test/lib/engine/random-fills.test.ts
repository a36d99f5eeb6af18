import assert from "node:assert/strict"
import fc from "fast-check"
import { normal, uniform } from "../../../lib/numerics/distributions.ts"
import { normalQuantile } from "../../../lib/numerics/normal-quantile.ts"
import { key, split, threefry } from "../../../lib/numerics/random-key.ts"
import { describeInBoth } from "../../support/primitives-in-both.ts"

describeInBoth("random fills", (test) => {
  const { bytes, round, put, same } = test
  const fills = [
    ["uniformFill", uniform],
    ["normalFill", normal],
  ] as const

  it("have the bits of numerics after one rounding, for any key and length", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 70 }), (seed, n) =>
        test.arena.scope(() => {
          const from = split(key(seed), 1)[0]!
          for (const [name, numbers] of fills) {
            const X = put(new Float64Array(n), 1, n)
            test.call[name](X.pointer, n, ...from.words, 0)
            same(X, numbers(from, n).map(round))
          }
        }),
      ),
      { numRuns: 200 },
    )
  })

  it("have the bits of numerics in the tails too", () => {
    const n = 100_003
    for (const [name, numbers] of fills) {
      const X = put(new Float64Array(n), 1, n)
      test.call[name](X.pointer, n, ...key(2).words, 0)
      const expected = numbers(key(2), n).map(round)
      same(X, expected)
      if (numbers === normal) assert.ok(expected.some((x) => x > 4) && expected.some((x) => x < -4))
    }
  })

  it("have the bits of numerics beyond 6.6 standard deviations, where one draw in 3e10 falls", () => {
    // Found by deciphering the words that such a draw needs, until one of them came from a counter whose second word is 0.
    for (const [seed, block, sign] of [
      [6, 993_481_469, -1],
      [12, 1_171_451_865, 1],
    ] as const) {
      const [high, low] = threefry(0, seed, block, 0)
      const p = ((high! >>> 5) * 2 ** 26 + (low! >>> 6)) * 2 ** -53 + 2 ** -54
      const X = put([0], 1, 1)
      test.call.normalFill(X.pointer, 1, ...key(seed).words, block)
      assert.ok(sign * X.read()[0]! > 6.6)
      same(X, [round(normalQuantile(p))])
    }
  })

  it("can be cut anywhere", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 40 }), fc.nat(40), (seed, n, cut) =>
        test.arena.scope(() => {
          const first = Math.min(cut, n)
          for (const [name] of fills) {
            const [whole, parts] = [put(new Float64Array(n), 1, n), put(new Float64Array(n), 1, n)]
            test.call[name](whole.pointer, n, ...key(seed).words, 0)
            test.call[name](parts.pointer, first, ...key(seed).words, 0)
            test.call[name](parts.pointer + first * bytes, n - first, ...key(seed).words, first)
            same(parts, whole.read())
          }
        }),
      ),
      { numRuns: 100 },
    )
  })

  it("reach blocks beyond 2^31", () => {
    const [low, high] = [put([0], 1, 1), put([0], 1, 1)]
    test.call.uniformFill(low.pointer, 1, 1, 2, 2 ** 31 - 1)
    test.call.uniformFill(high.pointer, 1, 1, 2, 2 ** 32 - 1)
    assert.notEqual(low.read()[0], high.read()[0])
  })
})
