import { normal } from "./distributions.ts"
import { norm, normalised, type OrthonormalBasis, orthonormalBasis } from "./orthonormal-basis.ts"
import { foldIn, type Key } from "./random-key.ts"
import { endOf, type Interruption, type RitzPairs, type TridiagonalProjection } from "./ritz-pairs.ts"

/** What is wanted of a symmetric matrix, and how well. */
export interface LanczosOptions {
  /** Key of the first direction, normal in every entry. */
  readonly key: Key
  /** A guess at a leading eigenvector, of any length: makes up one half of the first direction, chance the other. */
  readonly guess?: ArrayLike<number>
  /** Number of eigenvalues wanted from the upper end; 1 where absent. */
  readonly largest?: number
  /** Number of eigenvalues wanted from the lower end; 0 where absent. */
  readonly smallest?: number
  /** Greatest error estimate, as a share of the greatest magnitude of an eigenvalue; 1e-5 where absent. */
  readonly tolerance?: number
  /** Greatest number of products, and so of directions kept; 200 where absent. */
  readonly maximumProducts?: number
}

/** Below this share of the longest product a direction is rounding: those before span an invariant subspace. */
const nothingLeft = 2 ** -43

/**
 * The ends of the spectrum of a symmetric matrix A of which only products with vectors are known, by the Lanczos iteration with full
 * reorthogonalisation. Directions and sums are f64, whatever the precision of the products.
 *
 * A generator, so that the caller decides how products run: it yields a direction, not to be written to, and is told A times it, or
 * null to stop. It keeps every direction: 8 bytes x `size` x products.
 *
 * The residual r of a pair certifies an eigenvalue within r. What ends the iteration is the estimate r^2 / gap of the error of a pair that
 * stands apart, with the gap as the iteration knows it: an eigenvalue in between that it has not seen yet makes the error larger than
 * that. At 1e-5 none of the Hessians it was tried on was off by more than 1e-5; at 1e-3 the second of two eigenvalues 2 % apart has
 * passed for the first. A repeated eigenvalue may be found once only. Products in f32 are themselves off by some 1e-7 to 1e-6 of the
 * largest magnitude, which no residual shows: tolerances that low need f64.
 * @see Parlett 1998, The Symmetric Eigenvalue Problem, chapters 11 and 13.
 * @throws RangeError where a product has the wrong length.
 */
export function* lanczos(
  size: number,
  options: LanczosOptions,
): Generator<Float64Array, RitzPairs, ArrayLike<number> | null> {
  const { key, guess, largest = 1, smallest = 0, tolerance = 1e-5, maximumProducts = 200 } = options
  const wanted = { largest, smallest, tolerance }
  const basis = orthonormalBasis(size)
  const projection: GrowingProjection = { basis, diagonal: [], offDiagonal: [], asymmetry: 0, longest: 0 }
  const endBy = (interruption: Interruption) => endOf(projection, wanted, interruption)!
  let nextLook = 1
  let direction = firstDirection(basis, key, guess)
  for (let products = 1; ; products += 1) {
    basis.add(direction)
    const product = yield direction
    if (product === null) return endBy("stopped")
    if (product.length !== size) throw new RangeError(`expected a product of ${size} numbers, got ${product.length}`)
    const next = extendProjection(projection, new Float64Array(product))
    if (next === "not finite") return endBy("not finite")
    const last = products === size || products >= maximumProducts
    if (products >= nextLook || next === "nothing left" || last) {
      const end = endOf(projection, wanted, last ? "out of products" : null)
      if (end !== null) return end
      // A look takes time as the cube of the products.
      nextLook = products + Math.max(1, products >> 4)
    }
    direction = next === "nothing left" ? freshDirection(basis, key) : next
  }
}

/** Runs a Lanczos iteration whose products are cheap, in one go. */
export function lanczosNow(
  multiply: (direction: Float64Array) => ArrayLike<number>,
  size: number,
  options: LanczosOptions,
): RitzPairs {
  const iteration = lanczos(size, options)
  let asked = iteration.next()
  while (!asked.done) asked = iteration.next(multiply(asked.value))
  return asked.value
}

/** A random direction and the guess, in equal parts; the random one alone where the guess is zeros, not finite, or its opposite. */
function firstDirection(basis: OrthonormalBasis, key: Key, guess: ArrayLike<number> = []): Float64Array {
  const random = freshDirection(basis, key)
  const length = norm(new Float64Array(guess))
  const both = random.map((value, i) => value + guess[i]! / length)
  return norm(both) > 0.1 ? normalised(both) : random
}

/** A random direction of length 1 at right angles to all so far. */
function freshDirection(basis: OrthonormalBasis, key: Key): Float64Array {
  const draw = normal(foldIn(key, basis.vectors.length), basis.size)
  basis.orthogonalise(draw)
  return normalised(draw)
}

/** A projection that grows by a row with each product. */
export interface GrowingProjection extends TridiagonalProjection {
  readonly diagonal: number[]
  readonly offDiagonal: number[]
  asymmetry: number
  /** Length of the longest product. */
  longest: number
}

/**
 * Takes in the product with the last direction, beta v_next = A v - alpha v - beta_before v_before, and returns v_next.
 * Where A is symmetric the product has no parts along earlier directions but what rounding leaves.
 */
export function extendProjection(
  projection: GrowingProjection,
  product: Float64Array,
): Float64Array | "nothing left" | "not finite" {
  const { basis, diagonal, offDiagonal } = projection
  const length = norm(product)
  if (!Number.isFinite(length)) return "not finite"
  projection.longest = Math.max(projection.longest, length)
  const parts = basis.orthogonalise(product)
  const last = diagonal.length
  for (let i = 0; i < last; i += 1) {
    const expected = i === last - 1 ? offDiagonal[i]! : 0
    projection.asymmetry = Math.max(projection.asymmetry, Math.abs(parts[i]! - expected))
  }
  const rest = norm(product)
  const ends = last + 1 === basis.size || rest <= nothingLeft * projection.longest
  diagonal.push(parts[last]!)
  offDiagonal.push(ends ? 0 : rest)
  return ends ? "nothing left" : normalised(product, rest)
}
