import { EigenvalueDecomposition, Matrix } from "ml-matrix"

/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface SymmetricEigen {
  /** From the smallest to the largest. */
  readonly values: Float64Array
  /** Entry j of the i-th eigenvector, of length 1, at i x size + j. */
  readonly vectors: Float64Array
}

/**
 * Eigenvalues and eigenvectors of a dense symmetric matrix, by tridiagonalisation and implicit QL steps: about 10 size^3 operations.
 * @param matrix size x size, row by row; the lower triangle is what counts.
 * @throws RangeError where an entry is not finite, or their number is no square.
 */
export function symmetricEigen(matrix: ArrayLike<number>): SymmetricEigen {
  const size = Math.sqrt(matrix.length)
  if (!Number.isInteger(size) || size === 0)
    throw new RangeError(`a square matrix of at least 1 x 1 has no ${matrix.length} entries`)
  const entries = Float64Array.from(matrix)
  // The library would look for the end of its steps for ever.
  if (!entries.every(Number.isFinite)) throw new RangeError("the entries of a symmetric matrix must be finite numbers")
  const scale = scaleOf(entries)
  const square = Matrix.from1DArray(
    size,
    size,
    entries.map((entry) => withoutSubnormals(scale * entry)),
  )
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(square, { assumeSymmetric: true })
  return {
    values: Float64Array.from(realEigenvalues, (value) => value / scale),
    vectors: Float64Array.from(eigenvectorMatrix.transpose().to1DArray()),
  }
}

const [smallestNormal, raise] = [2 ** -1022, 2 ** 700]

/** 1, or what lifts a matrix of tiny entries into the range where rounding errors are relative: the library's rotations are none below it. */
function scaleOf(entries: Float64Array): number {
  const largest = entries.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0)
  return largest < 2 ** -500 ? raise : 1
}

/** Far below the rounding errors of the others, whose rotations it would spoil. */
function withoutSubnormals(entry: number): number {
  return Math.abs(entry) < smallestNormal ? 0 : entry
}
