import { eigenvalueMagnitudes } from "../../numerics/eigenvalues.ts"
import { singularValues } from "../../numerics/singular-values.ts"
import type { Matching } from "./connectivity.ts"

/** Root of the sum of squares. */
export function frobeniusNorm(matrix: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < matrix.length; i++) sum += matrix[i]! ** 2
  return Math.sqrt(sum)
}

/** Largest magnitude of an eigenvalue of an N x N matrix. */
export function spectralRadius(matrix: Float64Array, units: number): number {
  return eigenvalueMagnitudes(matrix, units)[0]!
}

/** Largest singular value of an N x N matrix. */
export function spectralNorm(matrix: Float64Array, units: number): number {
  return singularValues(matrix, units)[0]!
}

/** The matrix times the factor that gives it the other one's norm of this kind. */
export function scaledLike(matrix: Float64Array, other: Float64Array, units: number, match: Matching): Float64Array {
  const size = {
    frobenius: frobeniusNorm,
    spectralNorm: (one: Float64Array) => spectralNorm(one, units),
    spectralRadius: (one: Float64Array) => spectralRadius(one, units),
  }[match]
  const factor = size(other) / size(matrix)
  return matrix.map((weight) => factor * weight)
}

/** The matrix times the factor that gives it Frobenius norm g sqrt(N), that of a Gaussian one on average. */
export function scaledToGain(matrix: Float64Array, units: number, gain: number): Float64Array {
  const factor = (gain * Math.sqrt(units)) / frobeniusNorm(matrix)
  return matrix.map((weight) => factor * weight)
}
