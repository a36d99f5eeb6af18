import { arctangent } from "../numerics/elementary.ts"

/** How an approximate gradient lies to the exact one. */
export interface GradientAlignment {
  /** Relative step along the exact gradient g, rho = <g^, g> / |g|^2; NaN where g is zero. */
  readonly rho: number
  /** <g^, g> / (|g^| |g|), from -1 to 1; NaN where either is zero. */
  readonly cosine: number
  /** The angle between both, from 0 to 180 degrees; NaN where either is zero. */
  readonly thetaDegrees: number
}

/**
 * Relative step and angle of an approximate gradient g^ to the exact gradient g.
 * A rule g^ = rho g + e is stable up to a leading eigenvalue of 2 / (rate rho), where e adds no curvature along the leading eigenvector.
 * @param exact g, as many numbers as `approximate`.
 * @throws RangeError where the lengths differ, or a number is not finite.
 * @see Liu et al. 2022, arXiv 2206.00823.
 */
export function gradientAlignment(exact: ArrayLike<number>, approximate: ArrayLike<number>): GradientAlignment {
  requirePair("gradientAlignment", exact, approximate)
  const [size, otherSize] = [length(exact), length(approximate)]
  let [apart, together] = [0, 0]
  for (let i = 0; i < exact.length; i++) {
    const [one, other] = [exact[i]! / size, approximate[i]! / otherSize]
    apart += (one - other) ** 2
    together += (one + other) ** 2
  }
  // tan(theta / 2) is good where the cosine is near 1 and would have lost the digits of the angle.
  const tangent = Math.sqrt(apart) / Math.sqrt(together)
  return Object.freeze({
    rho: relativeStep(exact, approximate),
    cosine: tangent === Number.POSITIVE_INFINITY ? -1 : (1 - tangent ** 2) / (1 + tangent ** 2),
    thetaDegrees: (360 / Math.PI) * arctangent(tangent),
  })
}

/**
 * Share of a rule's error e = g^ - rho g that lies along a direction v, |<e, v>| / (|e| |v|), from 0 to 1; 0 where there is no error, NaN where g is zero.
 * The stability of a rule depends on rho alone as far as this is small for the leading eigenvector of the Hessian.
 * @param exact g, as many numbers as `approximate`.
 * @param direction v; where it has fewer numbers than g, the others are 0, as for a direction of the first block alone.
 * @throws RangeError where the lengths do not fit, a number is not finite, or the direction is zero.
 * @see Liu et al. 2022, arXiv 2206.00823.
 */
export function errorShareAlong(
  exact: ArrayLike<number>,
  approximate: ArrayLike<number>,
  direction: ArrayLike<number>,
): number {
  requirePair("errorShareAlong", exact, approximate)
  requireFinite("errorShareAlong", "direction", direction)
  if (direction.length > exact.length)
    throw new RangeError(
      `errorShareAlong: a direction has at most as many numbers as the gradient, ${exact.length}, got ${direction.length}`,
    )
  const along = length(direction)
  if (along === 0) throw new RangeError("errorShareAlong: the direction must not be zero")
  const rho = relativeStep(exact, approximate)
  const error = Float64Array.from(exact, (g, i) => approximate[i]! - rho * g)
  const size = length(error)
  return size === 0 ? 0 : Math.min(1, Math.abs(inner(direction, error)) / (size * along))
}

/** <g^, g> / |g|^2. */
function relativeStep(exact: ArrayLike<number>, approximate: ArrayLike<number>): number {
  return inner(exact, approximate) / inner(exact, exact)
}

/** The inner product over the entries of the first vector. */
function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function length(vector: ArrayLike<number>): number {
  return Math.sqrt(inner(vector, vector))
}

function requirePair(what: string, exact: ArrayLike<number>, approximate: ArrayLike<number>): void {
  if (exact.length !== approximate.length || exact.length === 0)
    throw new RangeError(
      `${what}: expected two gradients of one length, got ${exact.length} and ${approximate.length} numbers`,
    )
  requireFinite(what, "exact gradient", exact)
  requireFinite(what, "approximate gradient", approximate)
}

function requireFinite(what: string, name: string, vector: ArrayLike<number>): void {
  for (let i = 0; i < vector.length; i++)
    if (!Number.isFinite(vector[i]))
      throw new RangeError(`${what}: the ${name} must be finite numbers, got ${vector[i]} at ${i}`)
}
