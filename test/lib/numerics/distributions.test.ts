import assert from "node:assert/strict"
import fc from "fast-check"
import { bernoulli, integers, normal, permutation, signs, uniform } from "../../../lib/numerics/distributions.ts"
import { normalQuantile } from "../../../lib/numerics/normal-quantile.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"

const n = 100_000
// Made by test/golden/random-draws.py.
const golden: { uniform: number[]; normal: number[] } = {
  uniform: [0.8441069458065502, 0.4261604167918227, 0.6504592527309165, 0.6086879403149678],
  normal: [1.0114813385867598, -0.18615803282224358, 0.38656064951555924, 0.2759009823659608],
}
const mean = (values: ArrayLike<number>, of: (x: number) => number = (x) => x) =>
  Array.from(values, of).reduce((sum, x) => sum + x, 0) / values.length

describe("distributions", () => {
  it("uniform numbers fill [0, 1) evenly: chi-squared of 100 bins within five standard deviations", () => {
    for (const seed of [1, 2, 3]) {
      const counts = new Float64Array(100)
      for (const u of uniform(key(seed), n)) counts[Math.floor(100 * u)]!++
      const chi = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
      assert.ok(Math.abs(chi - 99) < 5 * Math.sqrt(2 * 99), `chi-squared ${chi} for 99 degrees of freedom`)
    }
  })

  it("successive draws and draws of sibling keys are uncorrelated within five standard errors", () => {
    const a = uniform(key(4), n)
    const sibling = uniform(foldIn(key(4), 0), n)
    let lag = 0
    let across = 0
    for (let i = 1; i < n; i++) {
      lag += 12 * (a[i]! - 0.5) * (a[i - 1]! - 0.5)
      across += 12 * (a[i]! - 0.5) * (sibling[i]! - 0.5)
    }
    assert.ok(Math.abs(lag) < 5 * Math.sqrt(n) && Math.abs(across) < 5 * Math.sqrt(n))
  })

  it("signs are 1 or -1 equally often within five standard errors, and uncorrelated", () => {
    const draws = signs(key(5), n)
    assert.ok(draws.every((sign) => sign === 1 || sign === -1))
    assert.ok(Math.abs(mean(draws)) < 5 / Math.sqrt(n))
    const next = draws.map((sign, i) => sign * (draws[i + 1] ?? 0))
    assert.ok(Math.abs(mean(next)) < 5 / Math.sqrt(n))
    assert.deepEqual(signs(key(5), 10), draws.slice(0, 10))
  })

  it("normal numbers have the moments of a standard normal within five standard errors", () => {
    const z = normal(key(5), n)
    for (const [power, moment, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const)
      assert.ok(Math.abs(mean(z, (x) => x ** power) - moment) < 5 * Math.sqrt(variance / n), `moment ${power}`)
  })

  it("the normal quantile inverts the normal distribution", () => {
    // Python's statistics.NormalDist().inv_cdf.
    for (const [p, x] of [
      [0.5, 0],
      [0.975, 1.959963984540054],
      [0.999, 3.090232306167813],
      [1e-10, -6.361340902404056],
      [1e-300, -37.0470962993612],
    ] as const)
      assert.ok(Math.abs(normalQuantile(p) - x) < 1e-12, `${p}: ${normalQuantile(p)}`)
    assert.deepEqual([normalQuantile(0), normalQuantile(1), normalQuantile(2)], [-Infinity, Infinity, Number.NaN])
  })

  it("the first draws do not depend on how many are asked for", () => {
    assert.deepEqual(uniform(key(6), 50).slice(0, 7), uniform(key(6), 7))
    assert.deepEqual(normal(key(6), 50).slice(0, 7), normal(key(6), 7))
  })

  it("the draws of a key are those of an implementation in another language", () => {
    assert.deepEqual([...uniform(key(7), 4)], golden.uniform)
    for (const [i, z] of normal(key(7), 4).entries()) assert.ok(Math.abs(z - golden.normal[i]!) < 1e-14)
  })

  it("integers are even and below their bound", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, below) =>
        integers(key(seed), 20, below).every((i) => i < below),
      ),
    )
    const counts = new Float64Array(7)
    for (const i of integers(key(8), 70_000, 7)) counts[i]!++
    assert.ok(counts.every((count) => Math.abs(count - 10_000) < 5 * Math.sqrt(10_000)))
  })

  it("coins fall as often as they should", () => {
    for (const p of [0, 0.2, 1]) {
      const share = mean(bernoulli(key(9), n, p))
      assert.ok(Math.abs(share - p) <= 5 * Math.sqrt((p * (1 - p)) / n))
    }
  })

  it("a permutation holds every index once and puts each anywhere equally often", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 60 }), (seed, length) => {
        assert.deepEqual(
          [...permutation(key(seed), length)].sort((a, b) => a - b),
          Array.from({ length }, (_, i) => i),
        )
      }),
    )
    const counts = new Float64Array(16)
    for (let i = 0; i < 8000; i++)
      permutation(foldIn(key(10), i), 4).forEach((item, at) => void counts[4 * at + item]!++)
    assert.ok(counts.every((count) => Math.abs(count - 2000) < 5 * Math.sqrt(8000 * 0.25 * 0.75)))
  })

  it("refuses counts, bounds and probabilities out of range, quoting them", () => {
    assert.throws(() => uniform(key(1), -1), /number of draws must be .* got -1/)
    assert.throws(() => integers(key(1), 1, 0), /below must be an integer from 1 to 2\^32, got 0/)
    assert.throws(() => bernoulli(key(1), 1, 1.5), /\[0, 1\], got 1\.5/)
  })
})
