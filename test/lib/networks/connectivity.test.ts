import assert from "node:assert/strict"
import fc from "fast-check"
import { chainStrength, drawAdjacency } from "../../../lib/networks/connectivity/chain-motif.ts"
import { matchings } from "../../../lib/networks/connectivity/connectivity.ts"
import { connectivity } from "../../../lib/networks/connectivity/kinds.ts"
import { frobeniusNorm, spectralNorm, spectralRadius } from "../../../lib/networks/connectivity/scaling.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { singularValues } from "../../../lib/numerics/singular-values.ts"

const types = [
  { name: "E", share: 0.8 },
  { name: "PV", share: 0.08 },
  { name: "SST", share: 0.07 },
  { name: "VIP", share: 0.05 },
]
const means = [
  [1, -2, -1, -0.5],
  [1.5, -1, -1, 0.1],
  [0.5, -0.5, 0.2, -2],
  [0.7, -0.3, -1.5, 0.1],
]
const scaled = [
  connectivity.lowRank({ rank: 3 }),
  connectivity.dale(),
  connectivity.dale({ balance: "unbalanced" }),
  connectivity.chainMotif(),
  connectivity.erdosRenyi(),
  connectivity.emProxy(),
  connectivity.cellTypes({ types, means, gain: 1.25 }),
]

describe("connectivity of low rank", () => {
  it("has numerical rank r, and keeps the norm of the whole matrix that it is asked to keep", () => {
    const sizes = {
      frobenius: frobeniusNorm,
      spectralNorm: (w: Float64Array) => spectralNorm(w, 20),
      spectralRadius: (w: Float64Array) => spectralRadius(w, 20),
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 19 }), fc.constantFrom(...matchings), fc.nat(1000), (rank, match, seed) => {
        const w = connectivity.lowRank({ rank, match }).draw(20, key(seed))
        const whole = connectivity.gaussian().draw(20, key(seed))
        const values = singularValues(w, 20)
        assert.ok(values[rank - 1]! > 1e-12 * values[0]! && (rank === 20 || values[rank]! < 1e-12 * values[0]!))
        assert.ok(Math.abs(sizes[match](w) / sizes[match](whole) - 1) < (match === "frobenius" ? 1e-12 : 1e-9))
      }),
      { numRuns: 40 },
    )
  })

  it("is the whole Gaussian matrix of the same key at rank N and above", () => {
    const whole = connectivity.gaussian({ gain: 0.7 }).draw(12, key(4))
    for (const rank of [12, 100]) assert.deepEqual(connectivity.lowRank({ rank, gain: 0.7 }).draw(12, key(4)), whole)
  })

  it("of rank 1 has singular value g sqrt(N) on average at equal Frobenius norm", () => {
    const top = spectralNorm(connectivity.lowRank({ rank: 1, gain: 1.25 }).draw(100, key(2)), 100)
    assert.ok(Math.abs(top / 12.5 - 1) < 0.03, `${top}`)
  })
})

describe("structured connectivity", () => {
  for (const kind of scaled)
    it(`${kind.name} ${kind.options.balance ?? ""} has Frobenius norm g sqrt(N), the same for the same key only`, () => {
      if (kind.name !== "lowRank")
        assert.ok(Math.abs(frobeniusNorm(kind.draw(50, key(1))) - 1.25 * Math.sqrt(50)) < 1e-12)
      assert.deepEqual(kind.draw(30, key(1)), kind.draw(30, key(1)))
      assert.notDeepEqual(kind.draw(30, key(1)), kind.draw(30, key(2)))
    })

  it("of Dale's law gives every presynaptic unit one sign, and in balance a mean of about 0", () => {
    for (const balance of ["balanced", "unbalanced"] as const) {
      const w = connectivity.dale({ balance }).draw(100, key(3))
      for (let j = 0; j < 100; j++)
        for (let i = 0; i < 100; i++) assert.equal(Math.sign(w[i * 100 + j]!), j < 80 ? 1 : -1)
      const mean = w.reduce((sum, x) => sum + x, 0) / w.length
      const typical = frobeniusNorm(w) / 100
      assert.equal(Math.abs(mean) < 0.05 * typical, balance === "balanced")
    }
  })

  it("of chain motifs has more chains than its null, which has as many as chance gives", () => {
    const strength = (deviation: number) => chainStrength(drawAdjacency(200, deviation, key(6)), 200)
    assert.ok(strength(1) > 0.5, `${strength(1)}`)
    assert.ok(Math.abs(strength(0)) < 0.05, `${strength(0)}`)
  })

  it("counts chains as the square of the adjacency matrix does", () => {
    const [n, a] = [15, drawAdjacency(15, 1, key(8))]
    let chains = 0
    for (let i = 0; i < n; i++)
      for (let k = 0; k < n; k++) if (i !== k) for (let j = 0; j < n; j++) chains += a[i * n + j]! * a[j * n + k]!
    const mean = a.reduce((sum, edge) => sum + edge, 0) / n ** 2
    assert.ok(Math.abs(chainStrength(a, n) - (chains / (n ** 3 * mean ** 2) - 1)) < 1e-12)
  })

  it("by cell types has the signs of its table, block by block", () => {
    const w = connectivity.cellTypes({ types, means }).draw(100, key(1))
    const typeOf = (unit: number) => (unit < 80 ? 0 : unit < 88 ? 1 : unit < 95 ? 2 : 3)
    for (let i = 0; i < 100; i++)
      for (let j = 0; j < 100; j++) assert.equal(Math.sign(w[i * 100 + j]!), Math.sign(means[typeOf(i)]![typeOf(j)]!))
  })

  it("that was measured is taken as it is or to a gain, and for its own size alone", () => {
    const weights = [0, 1, -2, 0.5]
    assert.deepEqual(connectivity.measured({ weights, scaling: "none" }).draw(2, key(1)), Float64Array.from(weights))
    assert.ok(
      Math.abs(frobeniusNorm(connectivity.measured({ weights, gain: 2 }).draw(2, key(1))) - 2 * Math.SQRT2) < 1e-15,
    )
    assert.throws(() => connectivity.measured({ weights }).draw(3, key(1)), /a connectome of 2 units is not one of 3/)
  })

  it("refuses what it cannot be", () => {
    assert.throws(() => connectivity.measured({ weights: [1, 2, 3] }), /square matrix, row by row, got 3 numbers/)
    assert.throws(() => connectivity.measured({ weights: [1, 2, Number.NaN, 3] }), /got NaN in row 1, column 0/)
    assert.throws(() => connectivity.lowRank({ rank: 0 }), /rank must be an integer of at least 1, got 0/)
    assert.throws(() => connectivity.lowRank({ rank: 1, match: "trace" as never }), /frobenius/)
    assert.throws(
      () => connectivity.cellTypes({ types: types.slice(1), means }),
      /shares of the types must add up to 1/,
    )
    assert.throws(() => connectivity.cellTypes({ types, means: means.slice(1) }), /a table of 4 x 4 numbers/)
    assert.throws(() => connectivity.dale({ sparsity: 1 } as never), /has no option "sparsity"/)
  })
})
