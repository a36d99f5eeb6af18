import { extendProjection, type GrowingProjection } from "./lanczos.ts"
import { normalised, orthonormalBasis } from "./orthonormal-basis.ts"
import { tridiagonal } from "./ritz-pairs.ts"
import { symmetricEigen } from "./symmetric-eigen.ts"

/** Where the spectrum of a symmetric matrix lies as a direction u of length 1 sees it: u . f(A) u is about sum_i weights_i f(nodes_i). */
export interface SpectralQuadrature {
  /** From the smallest up. */
  readonly nodes: Float64Array
  /** None below 0, adding up to 1. */
  readonly weights: Float64Array
  /** How far v_i . (A v_j) and v_j . (A v_i) are apart at most, over the directions v: what rounding leaves where A is symmetric. */
  readonly asymmetry: number
  /** "complete" after all steps, or before where the direction sees no more of the matrix. */
  readonly end: "complete" | "stopped" | "not finite"
}

/**
 * Gauss quadrature of the spectrum of a symmetric matrix A, by Lanczos steps from a direction, with full reorthogonalisation: exact for polynomials
 * of degree 2 steps - 1. The nodes are the eigenvalues of the tridiagonal projection, the weights the squares of its eigenvectors' first entries.
 * A generator, as `lanczos`: it yields a direction, not to be written to, and is told A times it, or null to stop.
 * @param start of any length but 0.
 * @see Golub & Meurant 2010, Matrices, Moments and Quadrature, chapters 6 and 7.
 * @throws RangeError where a product has the wrong length.
 */
export function* lanczosQuadrature(
  start: Float64Array,
  steps: number,
): Generator<Float64Array, SpectralQuadrature, ArrayLike<number> | null> {
  const size = start.length
  const basis = orthonormalBasis(size)
  const projection: GrowingProjection = { basis, diagonal: [], offDiagonal: [], asymmetry: 0, longest: 0 }
  let direction = normalised(start)
  for (let step = 1; ; step += 1) {
    basis.add(direction)
    const product = yield direction
    if (product === null) return quadratureOf(projection, "stopped")
    if (product.length !== size) throw new RangeError(`expected a product of ${size} numbers, got ${product.length}`)
    const next = extendProjection(projection, new Float64Array(product))
    if (next === "not finite") return quadratureOf(projection, "not finite")
    if (next === "nothing left" || step === steps) return quadratureOf(projection, "complete")
    direction = next
  }
}

function quadratureOf(projection: GrowingProjection, end: SpectralQuadrature["end"]): SpectralQuadrature {
  const { asymmetry, diagonal } = projection
  const count = diagonal.length
  if (count === 0) return { nodes: new Float64Array(0), weights: new Float64Array(0), asymmetry, end }
  const { values, vectors } = symmetricEigen(tridiagonal(projection))
  return { nodes: values, weights: values.map((_, i) => vectors[i * count]! ** 2), asymmetry, end }
}
