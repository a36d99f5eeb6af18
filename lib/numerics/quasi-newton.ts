/** A function at one point, to be climbed. */
export interface Slope {
  readonly value: number
  readonly gradient: Float64Array
}

/** The top that a climb found. */
export interface Climb {
  readonly point: Float64Array
  /** Null where it was stopped before the first evaluation. */
  readonly slope: Slope | null
  /** Coordinates held at a bound that the function would like to cross. */
  readonly pinned: readonly number[]
  readonly status: "converged" | "stopped" | "failed"
  readonly evaluations: number
}

/** Bounds and limits of a climb. */
export interface ClimbOptions {
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** Ends where no slope that is free to move exceeds this. */
  readonly tolerance: number
  readonly maximumSteps: number
  /** The longest first step in any coordinate, 1 unless told. */
  readonly firstStep?: number
}

/**
 * Climbs a smooth function of a few coordinates within bounds by quasi-Newton steps (BFGS), halving a step until it gains.
 * A generator: it asks for the function at a point and is told a slope, or null to stop; every point asked for is a fresh array.
 * @see Nocedal & Wright 2006, Numerical Optimization, equation 6.17 (update of the inverse), 16.7 (projection on bounds).
 */
export function* climb(start: Float64Array, options: ClimbOptions): Generator<Float64Array, Climb, Slope | null> {
  const size = start.length
  let point = within(start, options)
  let evaluations = 1
  let here = yield point
  const end = (status: Climb["status"]): Climb => {
    const pinned = here === null ? [] : pinnedAt(point, here.gradient, options)
    return { point, slope: here, pinned, status, evaluations }
  }
  if (here === null) return end("stopped")
  if (!usable(here)) return end("failed")
  let inverse = firstInverse(here.gradient, options.firstStep ?? 1)
  let fresh = true
  for (let step = 0; step < options.maximumSteps; step++) {
    const pinned = pinnedAt(point, here.gradient, options)
    if (here.gradient.every((slope, i) => pinned.includes(i) || Math.abs(slope) <= options.tolerance))
      return end("converged")
    const direction = directionOf(inverse, here.gradient, pinned)
    let next: Slope | null = null
    let candidate = point
    for (let length = 1; length > 1e-6; length /= 2) {
      candidate = within(
        point.map((value, i) => value + length * direction[i]!),
        options,
      )
      evaluations++
      const told = yield candidate
      if (told === null) return end("stopped")
      if (!usable(told)) continue
      next = told
      const rise = here.gradient.reduce((sum, slope, i) => sum + slope * (candidate[i]! - point[i]!), 0)
      if (told.value >= here.value + 1e-4 * rise - rounding * Math.abs(here.value)) break
      next = null
    }
    if (next === null) {
      // Rounding alone is left, or the curvature remembered is wrong: once more from steepest ascent, then it is the end.
      if (fresh)
        return end(
          here.gradient.every((s, i) => pinned.includes(i) || Math.abs(s) <= 100 * options.tolerance)
            ? "converged"
            : "failed",
        )
      inverse = firstInverse(here.gradient, options.firstStep ?? 1)
      fresh = true
      continue
    }
    const moved = candidate.map((value, i) => value - point[i]!)
    const bent = next.gradient.map((slope, i) => here!.gradient[i]! - slope)
    fresh = !updateInverse(inverse, moved, bent, fresh, size) && fresh
    point = candidate
    here = next
  }
  return end("failed")
}

/** The value is trusted to so much of itself. */
const rounding = 1e-12

function usable({ value, gradient }: Slope): boolean {
  return Number.isFinite(value) && gradient.every(Number.isFinite)
}

function within(point: Float64Array, { lower, upper }: ClimbOptions): Float64Array {
  return point.map((value, i) => Math.min(upper[i]!, Math.max(lower[i]!, value)))
}

function pinnedAt(point: Float64Array, gradient: Float64Array, { lower, upper }: ClimbOptions): number[] {
  const indices = [...point.keys()]
  return indices.filter(
    (i) => (point[i]! <= lower[i]! && gradient[i]! <= 0) || (point[i]! >= upper[i]! && gradient[i]! >= 0),
  )
}

function firstInverse(gradient: Float64Array, firstStep: number): Float64Array {
  const size = gradient.length
  const steepest = gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0)
  const inverse = new Float64Array(size * size)
  for (let i = 0; i < size; i++) inverse[i * size + i] = steepest > 0 ? Math.min(1, firstStep / steepest) : 1
  return inverse
}

function directionOf(inverse: Float64Array, gradient: Float64Array, pinned: readonly number[]): Float64Array {
  const size = gradient.length
  const free = gradient.map((slope, i) => (pinned.includes(i) ? 0 : slope))
  const direction = free.map((_, i) =>
    pinned.includes(i) ? 0 : free.reduce((sum, slope, j) => sum + inverse[i * size + j]! * slope, 0),
  )
  return direction
}

/** B' = (I - rho m b^T) B (I - rho b m^T) + rho m m^T, where the function bends down along the step; else B stays as it is. */
function updateInverse(
  inverse: Float64Array,
  moved: Float64Array,
  bent: Float64Array,
  fresh: boolean,
  size: number,
): boolean {
  const along = dot(moved, bent)
  if (!(along > 1e-12 * Math.sqrt(dot(moved, moved) * dot(bent, bent)))) return false
  if (fresh) {
    const scale = along / dot(bent, bent)
    for (let i = 0; i < size; i++) inverse[i * size + i] = scale
  }
  const product = bent.map((_, i) => bent.reduce((sum, b, j) => sum + inverse[i * size + j]! * b, 0))
  const both = 1 / along + dot(bent, product) / (along * along)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      inverse[i * size + j]! +=
        both * moved[i]! * moved[j]! - (product[i]! * moved[j]! + moved[i]! * product[j]!) / along
  return true
}

function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, i) => sum + value * other[i]!, 0)
}
