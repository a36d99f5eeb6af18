import assert from "node:assert/strict"
import fc from "fast-check"
import { rankCorrelation } from "../../../lib/analysis/rank-correlation.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"

// From test/golden/rank-correlation.py, by scipy 1.17.1.
const golden: readonly (readonly [seed: number, count: number, levels: number | null, rho: number, p: number])[] = [
  [1, 6, null, 0.14285714285714288, 0.8027777777777778],
  [2, 6, 3, 0.9045340337332908, 0.1],
  [5, 7, 4, 0.2288310214189422, 0.6047619047619047],
  [3, 20, null, 0.6887218045112782, 0.0007852045694487574],
  [4, 20, 5, 0.5576502212007344, 0.010626433435587683],
  [6, 100, null, 0.5926072607260726, 8.293522703530425e-11],
  [7, 100, 3, 0.4668268284153338, 9.789590338521541e-7],
]

/** The integer recurrence of the script. */
function numbers(seed: number, count: number, levels: number | null): number[] {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return levels === null ? state >>> 16 : (state >>> 16) % levels
  })
}

const columns = (least: number, most: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: -6, max: 6 }), fc.integer({ min: -6, max: 6 })), {
      minLength: least,
      maxLength: most,
    })
    .map((pairs) => [pairs.map(([x]) => x), pairs.map(([, y]) => y)] as const)
    .filter(([x, y]) => new Set(x).size > 1 && new Set(y).size > 1)

/** Pearson's correlation of average ranks by their definition: a value's rank is 1 + those below + half of its other equals. */
function plainRho(x: readonly number[], y: readonly number[]): number {
  const ranks = (column: readonly number[]) =>
    column.map(
      (value) => column.filter((other) => other < value).length + column.filter((other) => other === value).length / 2,
    )
  const centred = (column: number[]) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length
    return column.map((value) => value - mean)
  }
  const [a, b] = [centred(ranks(x)), centred(ranks(y))]
  const dot = (u: number[], v: number[]) => u.reduce((sum, value, i) => sum + value * v[i]!, 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

describe("the rank correlation", () => {
  it("has the rho and p of SciPy, with ties and without", () => {
    for (const [seed, count, levels, rho, p] of golden) {
      const [x, noise] = [numbers(seed, count, levels), numbers(seed + 1, count, levels)]
      const found = rankCorrelation(
        x,
        x.map((value, i) => 2 * value + 3 * noise[i]!),
      )
      assert.ok(Math.abs(found.rho - rho) < 1e-14, `${seed}: ${found.rho}`)
      assert.ok(Math.abs(found.p / p - 1) < 1e-10, `${seed}: ${found.p}`)
      assert.deepEqual([found.method, found.pairs], [count <= 9 ? "permutations" : "t", count])
    }
  })

  it("is the correlation of average ranks", () => {
    fc.assert(
      fc.property(columns(3, 9), ([x, y]) => {
        const { rho, p } = rankCorrelation(x, y)
        assert.ok(Math.abs(rho - plainRho(x, y)) < 1e-14)
        assert.ok(p > 0 && p <= 1)
      }),
      { numRuns: 60, seed: 5 },
    )
  })

  it("is the same after any monotone map, turns its sign with one column, and does not tell the columns apart", () => {
    fc.assert(
      fc.property(columns(10, 30), ([x, y]) => {
        const found = rankCorrelation(x, y)
        assert.deepEqual(
          rankCorrelation(
            x.map((value) => Math.exp(value) + value),
            y.map((value) => value ** 3 - 7),
          ),
          found,
        )
        assert.deepEqual(rankCorrelation(y, x), found)
        const turned = rankCorrelation(
          x.map((value) => -value),
          y,
        )
        assert.ok(turned.rho === -found.rho && turned.p === found.p)
        if (found.interval !== null)
          for (const end of [0, 1] as const)
            assert.ok(Math.abs(turned.interval![end] + found.interval[1 - end]!) < 1e-14)
      }),
      { seed: 6 },
    )
  })

  it("of one order is 1 with two orders of all as extreme, and has no interval", () => {
    const up = [1, 2, 5, 7]
    assert.deepEqual(rankCorrelation(up, up), { rho: 1, p: 2 / 24, method: "permutations", interval: null, pairs: 4 })
    const long = Array.from({ length: 12 }, (_, i) => i)
    const down = rankCorrelation(long, long.toReversed())
    assert.deepEqual(down, { rho: -1, p: 0, method: "t", interval: null, pairs: 12 })
  })

  it("has an interval by Bonett and Wright around rho, wider for a higher level, and all there is with three pairs", () => {
    const [x, y] = [numbers(3, 20, null), numbers(8, 20, null)]
    const { rho, interval } = rankCorrelation(x, y)
    const half = (1.959963984540054 * Math.sqrt(1 + rho ** 2 / 2)) / Math.sqrt(17)
    assert.ok(Math.abs(interval![0] - Math.tanh(Math.atanh(rho) - half)) < 1e-14)
    assert.ok(Math.abs(interval![1] - Math.tanh(Math.atanh(rho) + half)) < 1e-14)
    const wide = rankCorrelation(x, y, { level: 0.99 }).interval!
    assert.ok(wide[0] < interval![0] && wide[1] > interval![1] && wide[1] < 1)
    assert.deepEqual(rankCorrelation([1, 2, 3], [1, 3, 2]).interval, [-1, 1])
  })

  it("has an interval that holds the true correlation of normal pairs about as often as it says", () => {
    // Rank correlation of normal pairs with correlation 0.7: (6 / pi) asin(0.35).
    const truth = (6 / Math.PI) * Math.asin(0.35)
    let [held, rejected] = [0, 0]
    for (let i = 0; i < 1000; i++) {
      const draws = normal(foldIn(key(9), i), 90)
      const [x, other, alone] = [draws.subarray(0, 30), draws.subarray(30, 60), draws.subarray(60)]
      const [low, high] = rankCorrelation(
        x,
        x.map((value, j) => 0.7 * value + Math.sqrt(0.51) * other[j]!),
      ).interval!
      if (low <= truth && truth <= high) held += 1
      if (rankCorrelation(x, alone).p < 0.05) rejected += 1
    }
    // Four standard errors of 1,000 draws: 0.028.
    assert.ok(Math.abs(held / 1000 - 0.95) < 0.028, `${held}`)
    assert.ok(Math.abs(rejected / 1000 - 0.05) < 0.028, `${rejected}`)
  })

  it("refuses columns that have none, quoting them", () => {
    assert.throws(() => rankCorrelation([1, 2], [1, 2]), /at least 3 pairs, got 2/)
    assert.throws(() => rankCorrelation([1, 2, 3], [1, 2]), /two columns of one length, got 3 and 2 numbers/)
    assert.throws(() => rankCorrelation([1, 2, 3], [4, 4, 4]), /y must not be constant, got 4 in all 3 places/)
    assert.throws(() => rankCorrelation([1, Number.NaN, 3], [4, 5, 6]), /x must hold finite numbers, got NaN at 1/)
    assert.throws(() => rankCorrelation([1, 2, 3], [1, 3, 2], { level: 1 }), /level must lie between 0 and 1, got 1/)
    assert.throws(
      () => rankCorrelation([1, 2, 3], [1, 3, 2], { alpha: 1 } as never),
      /has no option "alpha"; its options are level/,
    )
  })
})
