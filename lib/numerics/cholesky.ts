/**
 * Lower factor of a symmetric positive definite matrix, A = L L^T.
 * @param matrix size x size, row-major.
 * @returns L, row-major, or null where the matrix is not positive definite.
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array | null {
  const factor = new Float64Array(size * size)
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * size + column]!
      for (let k = 0; k < column; k += 1) sum -= factor[row * size + k]! * factor[column * size + k]!
      if (row !== column) {
        factor[row * size + column] = sum / factor[column * size + column]!
        continue
      }
      if (!(sum > 0)) return null
      factor[row * size + row] = Math.sqrt(sum)
    }
  }
  return factor
}

/** Solves L L^T x = b. */
export function choleskySolve(factor: Float64Array, size: number, right: Float64Array): Float64Array {
  const x = Float64Array.from(right)
  for (let row = 0; row < size; row += 1) {
    for (let k = 0; k < row; k += 1) x[row]! -= factor[row * size + k]! * x[k]!
    x[row]! /= factor[row * size + row]!
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let k = row + 1; k < size; k += 1) x[row]! -= factor[k * size + row]! * x[k]!
    x[row]! /= factor[row * size + row]!
  }
  return x
}

/** Diagonal of the inverse of L L^T: the variances, where L L^T is an information matrix. */
export function choleskyInverseDiagonal(factor: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, index) => {
    const unit = new Float64Array(size)
    unit[index] = 1
    return choleskySolve(factor, size, unit)[index]!
  })
}
