import { cholesky, choleskySolve } from "./cholesky.ts"

/** A log likelihood at one point: value, gradient, and a positive semi-definite stand-in for its curvature. */
export interface Evaluation {
  readonly value: number
  readonly gradient: Float64Array
  /** Fisher information, size x size, row-major. */
  readonly information: Float64Array
}

/** The end of a maximisation. */
export interface Optimum {
  readonly parameters: Float64Array
  /** The last evaluation at `parameters`; null where it was stopped before the first. */
  readonly evaluation: Evaluation | null
  /** Minus the matrix of second derivatives at `parameters`, where the end was reached. */
  readonly curvature: Float64Array | null
  /** Parameters held at a bound, which the likelihood would like to cross. */
  readonly pinned: readonly number[]
  readonly status: "converged" | "stopped" | "failed"
  readonly steps: number
}

/** Bounds and limits of a maximisation. */
export interface MaximiseOptions {
  /** Lower bounds, -Infinity where there is none. */
  readonly lower: Float64Array
  /** Upper bounds, Infinity where there is none. */
  readonly upper: Float64Array
  /** Ends when a Newton step promises less than this, nats in total. */
  readonly tolerance?: number
  readonly maximumSteps?: number
}

const nearTheTop = 1
const smallestDamping = 1e-12
const largestDamping = 1e12

/**
 * Maximises a smooth function within bounds by damped scoring and, near the top, damped Newton steps whose
 * second derivatives are central differences of the exact gradient.
 *
 * A generator, so that the caller decides how evaluations run: it asks for the function at a point and is told an
 * evaluation, or null to stop. Every point asked for is a fresh array.
 * @see Nocedal & Wright 2006, Numerical Optimization, chapters 10 (Levenberg-Marquardt) and 16.7 (projection on bounds).
 */
export function* maximise(
  start: Float64Array,
  options: MaximiseOptions,
): Generator<Float64Array, Optimum, Evaluation | null> {
  const { tolerance = 1e-9, maximumSteps = 100 } = options
  let point = within(start, options)
  let curvature: Float64Array | null = null
  let steps = 0
  let gain = Number.POSITIVE_INFINITY
  let damping = 1e-3
  let here = yield point
  const end = (status: Optimum["status"]): Optimum => {
    const pinned = here === null ? [] : pinnedAt(point, here.gradient, options)
    return { parameters: point, evaluation: here, curvature, pinned, status, steps }
  }
  if (here === null) return end("stopped")
  if (!Number.isFinite(here.value)) return end("failed")
  for (; ; steps += 1) {
    curvature = null
    if (gain < nearTheTop) {
      curvature = yield* minusHessian(point, here, options)
      if (curvature === null) return end("stopped")
    }
    const free = freeAt(point, here, options)
    const bend: Float64Array = curvature ?? here.information
    if (curvature !== null && promised(here, bend, free) < tolerance) return end("converged")
    if (steps >= maximumSteps) return end("failed")
    let next: Evaluation | null = null
    for (; ; damping *= 10) {
      if (damping > largestDamping) return end(curvature === null ? "failed" : stalled(here, bend, free, tolerance))
      const step = dampedStep(here, bend, free, damping)
      if (step === null) continue
      const candidate = within(
        point.map((value, index) => value + step[index]!),
        options,
      )
      next = yield candidate
      if (next === null) return end("stopped")
      if (!(next.value >= here.value) || !next.gradient.every(Number.isFinite)) continue
      gain = next.value - here.value
      point = candidate
      here = next
      break
    }
    damping = Math.max(smallestDamping, damping / 30)
  }
}

/** Runs a maximisation whose function is cheap, in one go. */
export function maximiseNow(
  evaluate: (parameters: Float64Array) => Evaluation,
  start: Float64Array,
  options: MaximiseOptions,
): Optimum {
  const search = maximise(start, options)
  let asked = search.next()
  while (!asked.done) asked = search.next(evaluate(asked.value))
  return asked.value
}

function within(point: Float64Array, { lower, upper }: MaximiseOptions): Float64Array {
  return point.map((value, index) => Math.min(upper[index]!, Math.max(lower[index]!, value)))
}

function pinnedAt(point: Float64Array, gradient: Float64Array, { lower, upper }: MaximiseOptions): number[] {
  const pinned: number[] = []
  for (let i = 0; i < point.length; i += 1) {
    const below = point[i]! <= lower[i]! && gradient[i]! <= 0
    const above = point[i]! >= upper[i]! && gradient[i]! >= 0
    if (below || above) pinned.push(i)
  }
  return pinned
}

/** Parameters that may move: not pressed against a bound, and of some influence. */
function freeAt(point: Float64Array, here: Evaluation, options: MaximiseOptions): number[] {
  const pinned = pinnedAt(point, here.gradient, options)
  const size = point.length
  return [...point.keys()].filter((i) => !pinned.includes(i) && here.information[i * size + i]! > 0)
}

function dampedStep(
  here: Evaluation,
  bend: Float64Array,
  free: readonly number[],
  damping: number,
): Float64Array | null {
  const size = here.gradient.length
  const count = free.length
  const matrix = new Float64Array(count * count)
  free.forEach((row, i) => {
    free.forEach((column, j) => {
      matrix[i * count + j] = bend[row * size + column]!
    })
    matrix[i * count + i]! += damping * here.information[row * size + row]!
  })
  const factor = cholesky(matrix, count)
  if (factor === null) return null
  const solved = choleskySolve(
    factor,
    count,
    Float64Array.from(free, (index) => here.gradient[index]!),
  )
  const step = new Float64Array(size)
  free.forEach((index, i) => {
    step[index] = solved[i]!
  })
  return step
}

/** What a full Newton step would gain, or infinity where the function does not bend down. */
function promised(here: Evaluation, bend: Float64Array, free: readonly number[]): number {
  const step = dampedStep(here, bend, free, 0)
  if (step === null) return Number.POSITIVE_INFINITY
  return step.reduce((sum, value, index) => sum + (value * here.gradient[index]!) / 2, 0)
}

/** No step gains: at the top but for rounding, or stuck. */
function stalled(here: Evaluation, bend: Float64Array, free: readonly number[], tolerance: number): Optimum["status"] {
  return promised(here, bend, free) < Math.max(tolerance, 1e-12 * Math.abs(here.value)) * 100 ? "converged" : "failed"
}

/** Minus the second derivatives, by differences of the gradient over a thousandth of a standard error, central away from bounds. */
function* minusHessian(
  point: Float64Array,
  here: Evaluation,
  { lower, upper }: MaximiseOptions,
): Generator<Float64Array, Float64Array | null, Evaluation | null> {
  const size = point.length
  const hessian = new Float64Array(size * size)
  for (let i = 0; i < size; i += 1) {
    const information = here.information[i * size + i]!
    const h = information > 0 ? 1e-3 / Math.sqrt(information) : 1e-6
    const high = Math.min(upper[i]!, point[i]! + h)
    const low = Math.max(lower[i]!, point[i]! - h)
    const above = yield point.with(i, high)
    if (above === null) return null
    const below = yield point.with(i, low)
    if (below === null) return null
    for (let j = 0; j < size; j += 1) {
      const slope = (above.gradient[j]! - below.gradient[j]!) / (high - low)
      hessian[i * size + j]! -= slope / 2
      hessian[j * size + i]! -= slope / 2
    }
  }
  return hessian
}
