import assert from "node:assert/strict"
import { assert as check, integer, property } from "fast-check"
import {
  type BandedFactor,
  createBandedFactor,
  factorise,
  invertBand,
  logDeterminant,
  solveBanded,
} from "../../../lib/numerics/banded-factor.ts"
import { cholesky, choleskySolve } from "../../../lib/numerics/cholesky.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import { key } from "../../../lib/numerics/random-key.ts"

/** A = B B^T + I with B lower banded, as a band and in full. */
function problem(seed: number, size: number, bandwidth: number): { factor: BandedFactor; full: Float64Array } {
  const draws = normal(key(seed), size * size)
  const root = draws.map((value, at) => {
    const below = Math.floor(at / size) - (at % size)
    return below >= 0 && below <= bandwidth ? value : 0
  })
  const full = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      let sum = i === j ? 1 : 0
      for (let k = 0; k < size; k++) sum += root[i * size + k]! * root[j * size + k]!
      full[i * size + j] = sum
    }
  const factor = createBandedFactor(size, bandwidth)
  for (let i = 0; i < size; i++)
    for (let j = Math.max(0, i - bandwidth); j <= i; j++)
      factor.band[i * (bandwidth + 1) + bandwidth - i + j] = full[i * size + j]!
  return { factor, full }
}

const sizes = [integer(), integer({ min: 1, max: 24 }), integer({ min: 0, max: 7 })] as const

function close(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 * (1 + Math.abs(other))
}

describe("a banded factor", () => {
  it("solves what a dense factor solves, of any size and bandwidth", () => {
    check(
      property(...sizes, (seed, size, bandwidth) => {
        const { factor, full } = problem(seed >>> 0, size, bandwidth)
        const right = normal(key(1), size)
        const expected = choleskySolve(cholesky(full, size)!, size, right)
        assert.ok(factorise(factor))
        solveBanded(factor, right)
        assert.ok(right.every((value, i) => close(value, expected[i]!)))
      }),
      { numRuns: 60 },
    )
  })

  it("has the determinant of a dense factor", () => {
    check(
      property(...sizes, (seed, size, bandwidth) => {
        const { factor, full } = problem(seed >>> 0, size, bandwidth)
        const dense = cholesky(full, size)!
        let expected = 0
        for (let i = 0; i < size; i++) expected += 2 * Math.log(dense[i * size + i]!)
        factorise(factor)
        assert.ok(close(logDeterminant(factor), expected))
      }),
      { numRuns: 40 },
    )
  })

  it("has the inverse within the band that a dense factor has there", () => {
    check(
      property(...sizes, (seed, size, bandwidth) => {
        const { factor, full } = problem(seed >>> 0, size, bandwidth)
        const dense = cholesky(full, size)!
        factorise(factor)
        invertBand(factor)
        for (let i = 0; i < size; i++) {
          const unit = new Float64Array(size)
          unit[i] = 1
          const column = choleskySolve(dense, size, unit)
          for (let j = Math.max(0, i - bandwidth); j <= i; j++)
            assert.ok(close(factor.inverse[i * (bandwidth + 1) + bandwidth - i + j]!, column[j]!))
        }
      }),
      { numRuns: 40 },
    )
  })

  it("says so where a matrix is not positive definite", () => {
    const factor = createBandedFactor(2, 1)
    factor.band.set([0, 1, 2, 1])
    assert.equal(factorise(factor), false)
  })
})
