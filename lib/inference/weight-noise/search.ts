import { cholesky, choleskyInverseDiagonal } from "../../numerics/cholesky.ts"
import { type Climb, climb, type Slope } from "../../numerics/quasi-newton.ts"
import type { Progress } from "../../numerics/solution.ts"
import { type Pace, startPace } from "../../runs/pace.ts"
import { startProgress } from "../../runs/surroundings.ts"
import {
  createSlopes,
  type Evidence,
  evidenceSteps,
  fillSlopes,
  laplaceEvidence,
  type SlopeWorkspace,
} from "./evidence.ts"
import { addSlopes, setConstants, type WalkForm } from "./form.ts"
import { createConstants, createPosterior, type Posterior } from "./posterior.ts"
import type { Walk } from "./walk.ts"

/** The hyper-parameters with the highest evidence that was found, and the walks' posteriors at them. */
export interface WalkFit {
  readonly form: WalkForm
  /** In the order of `form.free`. */
  readonly values: Float64Array
  /** From the curvature of the evidence; null where it does not bend down, was not asked for or the user stopped. */
  readonly standardErrors: Float64Array | null
  readonly evidence: number
  readonly logLikelihood: number
  /** One for each walk, at their most probable weights, H factorised. */
  readonly posteriors: readonly Posterior[]
  /** Hyper-parameters held at a bound, by index. */
  readonly pinned: readonly number[]
  readonly status: "converged" | "stopped" | "failed"
  readonly evaluations: number
}

/** How a search goes about it. */
export interface SearchOptions {
  readonly label: string
  readonly onProgress?: (progress: Progress) => void
  /** Further places where the search begins, in the order of `form.free`, besides the starts that the form names. */
  readonly starts?: readonly (readonly number[])[]
  /** Whether standard errors of the hyper-parameters are wanted; true unless told. */
  readonly errors?: boolean
}

/** Slopes of the evidence, in nats a unit of log2 sigma, that count as 0. */
const flat = 1e-4
/** Adders move in steps of this size where log2 of a deviation moves by 1. */
const adderUnit = 1 / 32
/** How many of the starts, by their evidence, are climbed from. */
const climbed = 2

interface Search {
  readonly form: WalkForm
  readonly works: readonly SlopeWorkspace[]
  readonly units: Float64Array
  readonly pace: Pace
  readonly report: (value: number) => void
  evaluations: number
  /** The highest evidence that was met, and all walks' weights there: another start may have left them where there is no way back. */
  best: { readonly value: number; readonly weights: readonly Float64Array[] }
}

/**
 * Climbs the Laplace evidence of several walks that share their hyper-parameters. Its slope is exact, so that quasi-Newton steps reach the
 * top itself, where decoupled searches stop near it; of several starts the two best are climbed from, and the higher top counts.
 */
export async function searchEvidence(walks: readonly Walk[], form: WalkForm, options: SearchOptions): Promise<WalkFit> {
  const works = walks.map((walk) => createSlopes(createPosterior(walk, createConstants(walk.names.length))))
  const bar = startProgress(options.label, 1, options.onProgress)
  const search: Search = {
    form,
    works,
    units: Float64Array.from(form.free, ({ kind }) => (kind === "adder" ? adderUnit : 1)),
    pace: startPace(),
    // The number of evaluations up to the top is not known beforehand.
    report: (value) => bar.report(search.evaluations / (search.evaluations + 20), `evidence ${value.toFixed(2)}`),
    evaluations: 0,
    best: { value: Number.NEGATIVE_INFINITY, weights: [] },
  }
  const best = await climbFromStarts(search, options.starts ?? [])
  const wanted = best.status === "converged" && (options.errors ?? true)
  const standardErrors = wanted ? await errorsOf(search, best) : null
  const evidences = settle(search, best.point)
  if (!search.pace.stopped()) bar.report(1)
  bar.finish()
  return {
    form,
    values: best.point.map((value, i) => value * search.units[i]!),
    standardErrors,
    evidence: sumOf(evidences, ({ value }) => value),
    logLikelihood: sumOf(evidences, ({ logLikelihood }) => logLikelihood),
    posteriors: works.map(({ posterior }) => posterior),
    pinned: best.pinned,
    status: search.pace.stopped() ? "stopped" : best.status,
    evaluations: search.evaluations,
  }
}

/** Progress and slopes are asked for by coordinates: values in units of their own. */
async function climbFromStarts(search: Search, further: readonly (readonly number[])[]): Promise<Climb> {
  const { form, units } = search
  const starts = [form.free.map(({ start }) => start), ...further].map((start) =>
    Float64Array.from(start, (value, i) => value / units[i]!),
  )
  const heights: { start: Float64Array; value: number }[] = []
  if (starts.length > climbed)
    for (const start of starts)
      heights.push({ start, value: (await evaluate(search, start))?.value ?? Number.NEGATIVE_INFINITY })
  heights.sort((one, other) => other.value - one.value)
  const chosen = starts.length > climbed ? heights.slice(0, climbed).map(({ start }) => start) : starts
  const ends: Climb[] = []
  for (const start of chosen) {
    ends.push(await climbFrom(search, start))
    if (search.pace.stopped()) break
  }
  return ends.reduce((one, other) => (height(other) > height(one) ? other : one))
}

async function climbFrom(search: Search, start: Float64Array): Promise<Climb> {
  const { form, units } = search
  const lower = Float64Array.from(form.free, (constant, i) => constant.lower / units[i]!)
  const upper = Float64Array.from(form.free, (constant, i) => constant.upper / units[i]!)
  const steps = climb(start, { lower, upper, tolerance: flat, maximumSteps: 200 })
  let asked = steps.next()
  while (!asked.done) asked = steps.next(await evaluate(search, asked.value))
  return asked.value
}

function height({ slope }: Climb): number {
  return slope?.value ?? Number.NEGATIVE_INFINITY
}

/** Evidence and slopes at some coordinates; null once the user asked to stop. */
async function evaluate(search: Search, coordinates: Float64Array): Promise<Slope | null> {
  const { form, works, units, pace } = search
  const values = coordinates.map((value, i) => value * units[i]!)
  const gradient = new Float64Array(values.length)
  let value = 0
  search.evaluations++
  for (const work of works) {
    const { posterior, slopes } = work
    setConstants(posterior.constants, form, values)
    const rest = posterior.weights.slice()
    const steps = evidenceSteps(posterior)
    let step = steps.next()
    for (; !step.done; step = steps.next()) if (!(await pace.goOn())) return null
    value += step.value.value
    if (value === Number.NEGATIVE_INFINITY) {
      // Weights that ran away are no place to begin the next search from.
      posterior.weights.set(rest)
      return { value, gradient }
    }
    fillSlopes(work)
    addSlopes(form, posterior.constants, slopes, gradient)
    if (!(await pace.goOn())) return null
  }
  search.report(value)
  if (value > search.best.value)
    search.best = { value, weights: works.map(({ posterior }) => posterior.weights.slice()) }
  return { value, gradient: gradient.map((slope, i) => slope * units[i]!) }
}

/** Leaves every posterior at given coordinates. */
function settle({ form, works, units, best }: Search, coordinates: Float64Array): readonly Evidence[] {
  const values = coordinates.map((value, i) => value * units[i]!)
  return works.map(({ posterior }, index) => {
    const weights = best.weights[index]
    if (weights) posterior.weights.set(weights)
    setConstants(posterior.constants, form, values)
    return laplaceEvidence(posterior)
  })
}

/** From the inverse of minus the second derivatives, central differences of the exact slope, over what is not pinned. */
async function errorsOf(search: Search, { point, pinned }: Climb): Promise<Float64Array | null> {
  const loose = [...point.keys()].filter((i) => !pinned.includes(i))
  const size = loose.length
  const curvature = new Float64Array(size * size)
  const h = 1e-2
  for (const [row, i] of loose.entries()) {
    const above = await evaluate(search, point.with(i, point[i]! + h))
    const below = above && (await evaluate(search, point.with(i, point[i]! - h)))
    if (!above || !below) return null
    for (const [column, j] of loose.entries()) {
      const slope = (below.gradient[j]! - above.gradient[j]!) / (4 * h)
      curvature[row * size + column]! += slope
      curvature[column * size + row]! += slope
    }
  }
  const factor = cholesky(curvature, size)
  if (factor === null) return null
  const variances = choleskyInverseDiagonal(factor, size)
  const errors = new Float64Array(point.length).fill(Number.NaN)
  for (const [row, i] of loose.entries()) errors[i] = Math.sqrt(variances[row]!) * search.units[i]!
  return errors
}

function sumOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0)
}
