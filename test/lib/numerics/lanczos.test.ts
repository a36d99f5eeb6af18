import assert from "node:assert/strict"
import fc from "fast-check"
import { normal } from "../../../lib/numerics/distributions.ts"
import { type LanczosOptions, lanczos, lanczosNow } from "../../../lib/numerics/lanczos.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import type { RitzPairs } from "../../../lib/numerics/ritz-pairs.ts"
import { symmetricEigen } from "../../../lib/numerics/symmetric-eigen.ts"
import { dot, symmetricMatrix, times } from "../../support/symmetric-matrices.ts"

const run = (matrix: Float64Array, options: Partial<LanczosOptions> = {}): RitzPairs =>
  lanczosNow((direction) => times(matrix, direction), Math.sqrt(matrix.length), { key: key(0), ...options })
const values = (pairs: RitzPairs["largest"]) => pairs.map(({ value }) => value)
const close = (found: readonly number[], expected: readonly number[], within: number) => {
  assert.equal(found.length, expected.length)
  for (const [i, value] of found.entries())
    assert.ok(Math.abs(value - expected[i]!) <= within, `${found} is not ${expected}`)
}

/** In quarters: different eigenvalues stand apart, and no square is lost near the smallest numbers of all. */
const quarters = (min: number, max: number) => fc.integer({ min, max }).map((count) => count / 4)
const sized = { minLength: 1, maxLength: 40 }
/** Spectra of every kind: of both signs, of one, of few values that repeat, and nothing but zeros. */
const spectra = fc.oneof(
  fc.array(quarters(-40, 40), sized),
  fc.array(quarters(-40, -1), sized),
  fc.array(fc.constantFrom(-3, 0, 1, 2.5), sized),
  fc.array(fc.constant(0), sized),
)

describe("the Lanczos iteration", () => {
  it("finds both ends of the spectrum of a dense eigen-solve", () => {
    fc.assert(
      fc.property(spectra, fc.nat(1000), (eigenvalues, seed) => {
        const matrix = symmetricMatrix(key(seed), eigenvalues)
        const smallest = eigenvalues.length > 1 ? 1 : 0
        const found = run(matrix, { key: key(seed), smallest, tolerance: 1e-12 })
        const dense = symmetricEigen(matrix).values
        assert.equal(found.status, "converged", found.message)
        close(values(found.largest), [dense.at(-1)!], 1e-9)
        close(values(found.smallest), [dense[0]!].slice(0, smallest), 1e-9)
      }),
    )
  })

  it("has residuals within their bounds, an eigenvalue within each, and vectors of length 1 whose greatest entry is positive", () => {
    fc.assert(
      fc.property(spectra, fc.nat(1000), fc.integer({ min: 1, max: 12 }), (eigenvalues, seed, maximumProducts) => {
        const matrix = symmetricMatrix(key(seed), eigenvalues)
        const largest = Math.min(3, eigenvalues.length)
        const found = run(matrix, { key: key(seed), largest, tolerance: 1e-6, maximumProducts })
        assert.ok(found.products <= maximumProducts)
        for (const { value, residualBound, errorEstimate, vector } of found.largest) {
          assert.ok(errorEstimate <= residualBound)
          const y = vector()
          const residual = times(matrix, y).map((entry, i) => entry - value * y[i]!)
          assert.ok(Math.sqrt(dot(residual, residual)) <= residualBound + 1e-11)
          assert.ok(eigenvalues.some((one) => Math.abs(one - value) <= residualBound + 1e-11))
          assert.ok(Math.abs(dot(y, y) - 1) < 1e-12)
          assert.ok(Math.max(...y) >= -Math.min(...y))
        }
      }),
    )
  })

  it("asked for as many as there are finds the whole spectrum, repeated eigenvalues as often as they repeat", () => {
    fc.assert(
      fc.property(spectra, fc.nat(1000), (eigenvalues, seed) => {
        const matrix = symmetricMatrix(key(seed), eigenvalues)
        const found = run(matrix, { largest: eigenvalues.length, tolerance: 1e-9 })
        assert.equal(found.status, "converged", found.message)
        close(
          values(found.largest),
          eigenvalues.toSorted((a, b) => b - a),
          1e-10,
        )
      }),
    )
  })

  it("needs one product for each different eigenvalue, and one for a matrix of zeros", () => {
    const repeated = symmetricMatrix(
      key(1),
      Array.from({ length: 30 }, (_, i) => [4, 1, -2][i % 3]!),
    )
    const found = run(repeated, { smallest: 1, tolerance: 1e-12 })
    assert.equal(found.products, 3)
    close([...values(found.largest), ...values(found.smallest)], [4, -2], 1e-12)
    const zeros = run(new Float64Array(25))
    assert.deepEqual([zeros.products, zeros.status, zeros.largest[0]!.value], [1, "converged", 0])
  })

  it("ends where the square of the residual over the gap is within the tolerance, and so is the error", () => {
    const matrix = symmetricMatrix(key(2), [10, 8, ...normal(key(3), 38)])
    const products = [1e-3, 1e-5, 1e-7, 1e-9].map((tolerance) => {
      const found = run(matrix, { tolerance })
      const { value, residualBound, errorEstimate } = found.largest[0]!
      assert.ok(10 - value <= errorEstimate + 1e-13 && errorEstimate <= 10 * tolerance)
      // The gap is hardly above 2, and the second eigenvalue's own residual takes at most half of it.
      assert.ok(errorEstimate >= residualBound ** 2 / 2.5 && errorEstimate <= residualBound ** 2, `${errorEstimate}`)
      return found.products
    })
    assert.ok(
      products.every((count, i) => i === 0 || count > products[i - 1]!),
      `${products}`,
    )
  })

  it("has the residual itself for an error estimate after a single product, as no gap is known", () => {
    const { residualBound, errorEstimate } = run(symmetricMatrix(key(2), [3, 2, 1]), { maximumProducts: 1 }).largest[0]!
    assert.ok(residualBound > 0)
    assert.equal(errorEstimate, residualBound)
  })

  it("needs fewer products with a good guess, and does without one that says nothing", () => {
    const size = 2000
    const eigenvalues = [10, 9, ...normal(key(15), size - 2)]
    const stretch = (direction: Float64Array) => direction.map((entry, i) => eigenvalues[i]! * entry)
    const [plain, ...empty] = [undefined, new Float64Array(size), new Float64Array(size).fill(Number.NaN)].map(
      (guess) => lanczosNow(stretch, size, { key: key(0), ...(guess && { guess }) }),
    )
    const guess = new Float64Array(size).fill(1e3, 0, 1)
    const guessed = lanczosNow(stretch, size, { key: key(0), guess })
    assert.ok(guessed.products < plain!.products, `${guessed.products} and ${plain!.products}`)
    assert.ok(Math.abs(guessed.largest[0]!.value - 10) <= 1e-3)
    for (const other of empty) assert.deepEqual(values(other.largest), values(plain!.largest))
    for (const only of [-1, 1]) assert.deepEqual(values(run(Float64Array.of(3), { guess: [only] }).largest), [3])
  })

  it("keeps to the default tolerance with products in single precision", () => {
    const matrix = symmetricMatrix(key(4), [5, 4.9, ...normal(key(5), 38)])
    const found = lanczosNow((direction) => Float32Array.from(times(matrix, direction)), 40, { key: key(0) })
    assert.equal(found.status, "converged")
    assert.ok(Math.abs(found.largest[0]!.value - 5) < 5e-5)
    assert.ok(found.asymmetry > 1e-9 && found.asymmetry < 1e-5)
  })

  it("gives the same bits for the same key, and other last bits for another", () => {
    const matrix = symmetricMatrix(key(6), [...normal(key(7), 30)])
    const bits = (seed: number) => {
      const [pair] = run(matrix, { key: key(seed), tolerance: 1e-3 }).largest
      return [pair!.value, ...pair!.vector()]
    }
    assert.deepEqual(bits(1), bits(1))
    assert.notDeepEqual(bits(1), bits(2))
  })

  it("told to stop hands back the best it has, with honest bounds", () => {
    const matrix = symmetricMatrix(key(8), [...normal(key(9), 40)])
    const iteration = lanczos(40, { key: key(0) })
    let asked = iteration.next()
    for (let product = 0; product < 6 && !asked.done; product++) asked = iteration.next(times(matrix, asked.value))
    const end = iteration.next(null)
    assert.ok(end.done)
    const { status, message, products, largest } = end.value
    assert.deepEqual([status, products], ["stopped", 6])
    assert.equal(message, "Stopped on request after 6 products: the residual bounds say how far off the values may be.")
    const top = symmetricEigen(matrix).values.at(-1)!
    assert.ok(largest[0]!.value < top && Math.abs(largest[0]!.value - top) < 1)
  })

  it("told to stop before the first product has nothing", () => {
    const iteration = lanczos(3, { key: key(0), smallest: 1 })
    iteration.next()
    const end = iteration.next(null)
    assert.ok(end.done)
    assert.deepEqual([end.value.largest, end.value.smallest, end.value.products], [[], [], 0])
    assert.equal(end.value.message, "Stopped on request before the first product.")
  })

  it("says failed, with the best found, where the products run out", () => {
    const matrix = symmetricMatrix(key(10), [...normal(key(11), 40)])
    const { status, message, products, largest } = run(matrix, { maximumProducts: 5, tolerance: 1e-8 })
    assert.deepEqual([status, products, largest.length], ["failed", 5, 1])
    assert.match(message, /^Not converged after 5 products: an error estimate is \d\.\de-\d of .* tolerance of 1e-8;/)
  })

  it("says failed where a product is not finite, and keeps what came before", () => {
    const matrix = symmetricMatrix(key(12), [3, 2, 1])
    let asked = 0
    const found = lanczosNow((v) => times(matrix, v).map((x) => (asked++ < 3 ? x : Number.NaN)), 3, { key: key(0) })
    assert.deepEqual([found.status, found.products, found.largest.length], ["failed", 1, 1])
    assert.match(found.message, /^Product 2 is not finite/)
  })

  it("says failed where the matrix is not symmetric", () => {
    const matrix = symmetricMatrix(key(13), [...normal(key(14), 12)])
    for (const i of matrix.keys()) if (i % 12 > i / 12) matrix[i]! *= 1.2
    const { status, message } = run(matrix)
    assert.equal(status, "failed")
    assert.match(message, /^The products are those of a symmetric matrix only to \d\.\de-\d of the largest magnitude/)
  })

  it("refuses products of another length", () => {
    assert.throws(
      () => lanczosNow(() => [1, 2], 3, { key: foldIn(key(0), 1) }),
      /expected a product of 3 numbers, got 2/,
    )
  })
})
