import assert from "node:assert/strict"
import fc from "fast-check"
import { normal, uniform } from "../../../lib/numerics/distributions.ts"
import { key, split } from "../../../lib/numerics/random-key.ts"
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
