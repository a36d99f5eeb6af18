import assert from "node:assert/strict"
import fc from "fast-check"
import { key } from "../../../lib/numerics/random-key.ts"
import { symmetricEigen } from "../../../lib/numerics/symmetric-eigen.ts"
import { dot, symmetricMatrix, times } from "../../support/symmetric-matrices.ts"

describe("the eigenvalues of a dense symmetric matrix", () => {
  const spectrum = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 25 })

  it("come in order, with vectors of length 1 at right angles for which A v = lambda v", () => {
    fc.assert(
      fc.property(spectrum, fc.nat(1000), (eigenvalues, seed) => {
        const size = eigenvalues.length
        const matrix = symmetricMatrix(key(seed), eigenvalues)
        const { values, vectors } = symmetricEigen(matrix)
        for (const [i, expected] of eigenvalues.toSorted((a, b) => a - b).entries())
          assert.ok(Math.abs(values[i]! - expected) < 1e-12, `${values[i]} is not ${expected}`)
        const vector = (i: number) => vectors.subarray(i * size, (i + 1) * size)
        for (let i = 0; i < size; i++) {
          for (const [j, entry] of times(matrix, vector(i)).entries())
            assert.ok(Math.abs(entry - values[i]! * vector(i)[j]!) < 1e-12)
          for (let j = 0; j <= i; j++) assert.ok(Math.abs(dot(vector(i), vector(j)) - (i === j ? 1 : 0)) < 1e-13)
        }
      }),
      { numRuns: 30 },
    )
  })

  it("of matrices of the smallest numbers there are keep their vectors at right angles", () => {
    for (const spectrum of [
      [0, 1e-323],
      [-1e-323, 5e-324, 1e-310],
      [1e-310, 3, -1e-323],
    ]) {
      const size = spectrum.length
      const { vectors } = symmetricEigen(symmetricMatrix(key(1), spectrum))
      const vector = (i: number) => vectors.subarray(i * size, (i + 1) * size)
      for (let i = 0; i < size; i++)
        for (let j = 0; j <= i; j++) assert.ok(Math.abs(dot(vector(i), vector(j)) - (i === j ? 1 : 0)) < 1e-13)
    }
  })

  it("are refused where an entry is not finite, or where there is no square matrix", () => {
    assert.throws(() => symmetricEigen([1, Number.NaN, Number.NaN, 1]), /must be finite numbers/)
    assert.throws(() => symmetricEigen([1, 2, 3]), /has no 3 entries/)
    assert.throws(() => symmetricEigen([]), /has no 0 entries/)
  })
})
