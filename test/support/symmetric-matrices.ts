import { normal } from "../../lib/numerics/distributions.ts"
import type { Key } from "../../lib/numerics/random-key.ts"

/** A symmetric matrix with these eigenvalues and random directions, row by row: Q diag(eigenvalues) Q^T. */
export function symmetricMatrix(key: Key, eigenvalues: readonly number[]): Float64Array {
  const size = eigenvalues.length
  const directions = orthonormalRows(normal(key, size * size), size)
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let entry = 0
      for (const [k, q] of directions.entries()) entry += eigenvalues[k]! * q[i]! * q[j]!
      matrix[i * size + j] = entry
      matrix[j * size + i] = entry
    }
  return matrix
}

/** A matrix, row by row, times a vector. */
export function times(matrix: Float64Array, vector: ArrayLike<number>): Float64Array {
  const size = vector.length
  return Float64Array.from({ length: size }, (_, i) => dot(matrix.subarray(i * size, (i + 1) * size), vector))
}

/** The inner product, plainly. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Rows of a random matrix made orthonormal, each against those before it, three times over. */
function orthonormalRows(entries: Float64Array, size: number): readonly Float64Array[] {
  const rows: Float64Array[] = []
  for (let i = 0; i < size; i++) {
    let row = entries.slice(i * size, (i + 1) * size)
    for (const other of [...rows, ...rows, ...rows]) {
      const part = dot(other, row)
      row = row.map((value, j) => value - part * other[j]!)
    }
    const length = Math.sqrt(dot(row, row))
    rows.push(row.map((value) => value / length))
  }
  return rows
}
