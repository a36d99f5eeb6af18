import type { OrthonormalBasis } from "./orthonormal-basis.ts"
import type { Status } from "./solution.ts"
import { type SymmetricEigen, symmetricEigen } from "./symmetric-eigen.ts"

/** An approximate eigenvalue theta of a symmetric matrix A with its vector y, of length 1. */
export interface RitzPair {
  /** Signed. */
  readonly value: number
  /** r = |A y - theta y|, as the recurrence has it: an eigenvalue of A lies within this distance of `value`. */
  readonly residualBound: number
  /** r^2 / gap where theta stands apart from the other approximate eigenvalues by a gap wider than r, else r. */
  readonly errorEstimate: number
  /** A fresh copy of y, its entry of greatest magnitude positive. */
  vector(): Float64Array
}

/** What an iteration found at the ends of a spectrum. */
export interface RitzPairs {
  /** From the largest down; fewer than wanted where the end came early. */
  readonly largest: readonly RitzPair[]
  /** From the smallest up; fewer than wanted where the end came early. */
  readonly smallest: readonly RitzPair[]
  readonly products: number
  /** How far v_i . (A v_j) and v_j . (A v_i) are apart at most, over the directions v: what rounding leaves where A is symmetric. */
  readonly asymmetry: number
  readonly status: Status
  /** One sentence: how it ended and, where it did not converge, what to do. */
  readonly message: string
}

/** The projection of A on an orthonormal basis in which it is tridiagonal. */
export interface TridiagonalProjection {
  readonly basis: OrthonormalBasis
  readonly diagonal: readonly number[]
  /** As many as in the diagonal: the last entry leads out of the basis. */
  readonly offDiagonal: readonly number[]
  readonly asymmetry: number
}

/** How many eigenvalues are wanted from each end, and the greatest error estimate as a share of the greatest magnitude. */
export interface WantedPairs {
  readonly largest: number
  readonly smallest: number
  readonly tolerance: number
}

/** Why an iteration cannot go on. */
export type Interruption = "stopped" | "not finite" | "out of products"

/** The pairs of a projection where everything wanted has converged, or where the iteration cannot go on; else null. */
export function endOf(
  projection: TridiagonalProjection,
  wanted: WantedPairs,
  interruption: Interruption | null,
): RitzPairs | null {
  const products = projection.diagonal.length
  const pairs = wantedPairs(projection, wanted)
  const shares = { error: pairs.worst / pairs.greatest || 0, asymmetry: projection.asymmetry / pairs.greatest || 0 }
  const enough = products >= Math.min(projection.basis.size, wanted.largest + wanted.smallest)
  const within = enough && shares.error <= wanted.tolerance
  if (interruption === null && !within) return null
  const { status, message } =
    interruption === "stopped" || interruption === "not finite"
      ? early(interruption, products)
      : judged(within, shares, wanted.tolerance, products)
  const { largest, smallest } = pairs
  return { largest, smallest, products, asymmetry: projection.asymmetry, status, message }
}

type Ending = Pick<RitzPairs, "status" | "message">

function early(interruption: "stopped" | "not finite", products: number): Ending {
  if (interruption === "not finite")
    return { status: "failed", message: `Product ${products + 1} is not finite: the matrix has no eigenvalues here.` }
  const message =
    products === 0
      ? "Stopped on request before the first product."
      : `Stopped on request after ${counted(products)}: the residual bounds say how far off the values may be.`
  return { status: "stopped", message }
}

function judged(
  within: boolean,
  shares: { readonly error: number; readonly asymmetry: number },
  tolerance: number,
  products: number,
): Ending {
  const [error, asymmetry] = [shares.error.toExponential(1), shares.asymmetry.toExponential(1)]
  if (shares.asymmetry > tolerance) {
    const message = `The products are those of a symmetric matrix only to ${asymmetry} of the largest magnitude, above the tolerance of ${tolerance}: allow more, or make them in f64 and exact.`
    return { status: "failed", message }
  }
  if (within)
    return {
      status: "converged",
      message: `Converged after ${counted(products)}: no error estimate is above ${error} of the largest magnitude.`,
    }
  const message = `Not converged after ${counted(products)}: an error estimate is ${error} of the largest magnitude, above the tolerance of ${tolerance}; allow more products or a larger tolerance.`
  return { status: "failed", message }
}

function counted(products: number): string {
  return products === 1 ? "1 product" : `${products} products`
}

/** The pairs wanted, the worst of their error estimates, and the greatest magnitude of all eigenvalues of the projection. */
function wantedPairs(projection: TridiagonalProjection, wanted: WantedPairs) {
  const { basis, diagonal, offDiagonal } = projection
  const count = diagonal.length
  if (count === 0) return { largest: [], smallest: [], worst: 0, greatest: 0 }
  const eigen = symmetricEigen(tridiagonal(projection))
  const { values, vectors } = eigen
  // |beta_m s_mi|: Parlett 1998, section 13.2.
  const residuals = values.map((_, i) => Math.abs(offDiagonal[count - 1]! * vectors[(i + 1) * count - 1]!))
  const pair = (index: number): RitzPair => ({
    value: values[index]!,
    residualBound: residuals[index]!,
    errorEstimate: errorEstimate(values, residuals, index),
    vector: () => ritzVector(basis, eigen, index),
  })
  const largest = Array.from({ length: Math.min(wanted.largest, count) }, (_, i) => pair(count - 1 - i))
  const smallest = Array.from({ length: Math.min(wanted.smallest, count) }, (_, i) => pair(i))
  const worst = Math.max(...[...largest, ...smallest].map((found) => found.errorEstimate))
  return { largest, smallest, worst, greatest: Math.max(Math.abs(values[0]!), Math.abs(values[count - 1]!)) }
}

/** r^2 / gap: Parlett 1998, section 11.7, the gap taken to the nearest interval in which another eigenvalue is known to lie. */
function errorEstimate(values: Float64Array, residuals: Float64Array, index: number): number {
  const [value, residual] = [values[index]!, residuals[index]!]
  const gaps = values.map((other, i) =>
    i === index ? Number.POSITIVE_INFINITY : Math.abs(other - value) - residuals[i]!,
  )
  const gap = gaps.reduce((least, one) => Math.min(least, one))
  return gap > residual && gap < Number.POSITIVE_INFINITY ? residual ** 2 / gap : residual
}

/** The matrix of a projection, row by row. */
export function tridiagonal({ diagonal, offDiagonal }: TridiagonalProjection): Float64Array {
  const count = diagonal.length
  const matrix = new Float64Array(count * count)
  for (const [i, entry] of diagonal.entries()) {
    matrix[i * count + i] = entry
    if (i > 0) matrix[i * count + i - 1] = matrix[(i - 1) * count + i] = offDiagonal[i - 1]!
  }
  return matrix
}

function ritzVector(basis: OrthonormalBasis, { vectors, values }: SymmetricEigen, index: number): Float64Array {
  const vector = basis.combine(vectors.subarray(index * values.length, (index + 1) * values.length))
  const greatest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
  return greatest < 0 ? vector.map((value) => -value) : vector
}
