import { Matrix, SingularValueDecomposition } from "ml-matrix"

/** Singular values of a square matrix (size x size, row by row), largest first. */
export function singularValues(matrix: Float64Array, size: number): Float64Array {
  const options = { computeLeftSingularVectors: false, computeRightSingularVectors: false }
  return Float64Array.from(new SingularValueDecomposition(view(matrix, size), options).diagonal)
}

/** The nearest matrix of a rank: U_r S_r V_r^T of a square matrix (size x size, row by row). Signs of singular vectors do not matter to it. */
export function truncated(matrix: Float64Array, size: number, rank: number): Float64Array {
  const {
    leftSingularVectors: u,
    rightSingularVectors: v,
    diagonal,
  } = new SingularValueDecomposition(view(matrix, size))
  const cut = new Float64Array(size * size)
  for (let k = 0; k < Math.min(rank, size); k++)
    for (let i = 0; i < size; i++) {
      const left = u.get(i, k) * diagonal[k]!
      for (let j = 0; j < size; j++) cut[i * size + j]! += left * v.get(j, k)
    }
  return cut
}

function view(matrix: Float64Array, size: number): Matrix {
  return Matrix.from1DArray(size, size, matrix)
}
