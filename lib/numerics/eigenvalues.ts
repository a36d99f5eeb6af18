import { EigenvalueDecomposition, Matrix } from "ml-matrix"

/** Eigenvalues of a square matrix (size x size, row by row), largest magnitude first. */
export interface Eigenvalues {
  readonly real: Float64Array
  readonly imaginary: Float64Array
}

/** Eigenvalues of any real square matrix, ordered by magnitude, then real part, then imaginary part, all from the largest. */
export function eigenvalues(matrix: Float64Array, size: number): Eigenvalues {
  const found = new EigenvalueDecomposition(Matrix.from1DArray(size, size, matrix), { assumeSymmetric: false })
  const [re, im] = [found.realEigenvalues, found.imaginaryEigenvalues]
  const magnitude = (i: number) => Math.sqrt(re[i]! ** 2 + im[i]! ** 2)
  const order = re.map((_, i) => i)
  order.sort((a, b) => magnitude(b) - magnitude(a) || re[b]! - re[a]! || im[b]! - im[a]!)
  return { real: Float64Array.from(order, (i) => re[i]!), imaginary: Float64Array.from(order, (i) => im[i]!) }
}

/** Magnitudes of the eigenvalues of a square matrix, largest first. */
export function eigenvalueMagnitudes(matrix: Float64Array, size: number): Float64Array {
  const { real, imaginary } = eigenvalues(matrix, size)
  return real.map((value, i) => Math.sqrt(value ** 2 + imaginary[i]! ** 2))
}
