import { type ColumnTable, table } from "arquero"
import { signs } from "../numerics/distributions.ts"
import type { Objective, ObjectivePoint } from "../numerics/objective.ts"
import { integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import { dot, norm, normalised, orthonormalBasis } from "../numerics/orthonormal-basis.ts"
import { foldIn, type Key, keyOption, split } from "../numerics/random-key.ts"
import type { Progress, Solution, Status } from "../numerics/solution.ts"
import { startPace } from "../runs/pace.ts"
import { startProgress } from "../runs/surroundings.ts"
import { provenanceOf } from "./provenance.ts"

/** Options of `hessianTrace`. */
export interface HessianTraceOptions {
  /** Draws the probes. */
  readonly key: Key
  /** Random probes, and so Hessian-vector products, whose mean is taken; 32 unless told, at least 2. */
  readonly probes?: number
  /**
   * Number of leading directions whose share is computed rather than estimated (Hutch++), for two more products each, 8 bytes a parameter kept;
   * 0 unless told, which is Hutchinson's estimator. A third of the probes is a good number where a few eigenvalues stand out.
   */
  readonly directions?: number
  /** Gets the reports of progress, and then no bar is drawn. */
  readonly onProgress?: (progress: Progress) => void
}

/** An estimate of the trace of a Hessian. */
export interface HessianTrace {
  /** Sum of all eigenvalues, in the unit of the loss per square of the parameters'; NaN where no probe was finished. */
  readonly trace: number
  /** Standard error of the estimate, over the probes; NaN with fewer than 2. */
  readonly standardError: number
  /** The part of the trace that was computed, along the leading directions. */
  readonly computed: number
  /** Probes that were finished. */
  readonly probes: number
}

/** How a trace was found. */
export interface HessianTraceInfo {
  /** Loss at the point. */
  readonly loss: number
  /** Hessian-vector products that were made. */
  readonly products: number
}

/**
 * The trace of the Hessian of an objective at a point: the mean of u . (H u) over probes u of random signs (Hutchinson), or that of what is left of
 * them at right angles to leading directions Q, which are spanned by products with random signs, plus the trace of Q^T H Q (Hutch++).
 * The table has what each probe says of the trace. Stopped, it hands back the mean of the probes it has finished.
 * @see Hutchinson 1990, Communications in Statistics 19:433; Meyer, Musco, Musco & Woodruff 2021, arXiv 2010.09649, algorithm 1.
 * @throws on an unknown option, a missing key, an impossible value, parameters of the wrong length.
 */
export async function hessianTrace(
  objective: Objective,
  parameters: ArrayLike<number>,
  options: HessianTraceOptions,
): Promise<Solution<HessianTrace, ColumnTable, HessianTraceInfo>> {
  const { key, onProgress, ...settings } = settingsOf(objective, options)
  const { probes, directions } = settings
  const point = objective.at(new Float64Array(parameters))
  const found: Found = { computed: 0, each: [], products: 0, isFinite: true }
  const bar = startProgress("Hessian trace", probes + 2 * directions, onProgress)
  const pace = startPace()
  let status: Status = "converged"
  try {
    for (const _ of products(point, objective.parameterCount, settings, key, found)) {
      bar.report(found.products, `product ${found.products}`)
      if (!found.isFinite) status = "failed"
      else if (found.each.length < probes && !(await pace.goOn())) status = "stopped"
      if (status !== "converged") break
    }
  } finally {
    bar.finish()
  }
  const value = estimateOf(found)
  const of = found.each.map((estimate) => found.computed + estimate)
  return Object.freeze({
    value,
    table: table({ probe: of.map((_, probe) => probe), estimate: of }),
    status,
    message: ending(status, value, found),
    info: Object.freeze({ loss: point.loss, products: found.products }),
    provenance: provenanceOf(objective, key, settings),
  } satisfies Solution<HessianTrace, ColumnTable, HessianTraceInfo>)
}

function settingsOf({ parameterCount }: Objective, options: HessianTraceOptions) {
  const what = "hessianTrace"
  const key = keyOption(what, options)
  refuseUnknownKeys(what, options, ["key", "probes", "directions", "onProgress"])
  const { onProgress } = options
  const probes = integerOption(`${what}: probes`, options.probes ?? 32, 2)
  const directions = integerOption(`${what}: directions`, options.directions ?? 0, 0, parameterCount)
  return { key, onProgress, probes, directions }
}

/** What the products have said so far. */
interface Found {
  computed: number
  /** u . (H u) of each probe, or of what is left of it. */
  readonly each: number[]
  products: number
  isFinite: boolean
}

/** Below this share of its length, what is left of a product is rounding: the Hessian reaches no further direction. */
const nothingLeft = 2 ** -43

/** Makes one product after the other, a turn each, and writes down what it says. */
function* products(
  point: ObjectivePoint,
  size: number,
  { probes, directions }: { readonly probes: number; readonly directions: number },
  key: Key,
  found: Found,
): Generator<void> {
  const [probeKey, directionKey] = split(key, 2)
  const basis = orthonormalBasis(size)
  const multiply = (direction: Float64Array) => {
    const product = Float64Array.from(point.hessianVector(direction))
    found.products += 1
    found.isFinite &&= Number.isFinite(norm(product))
    return product
  }
  for (let i = 0; i < directions; i++) {
    const product = multiply(signs(foldIn(directionKey!, i), size))
    yield
    const length = norm(product)
    basis.orthogonalise(product)
    const rest = norm(product)
    if (rest > nothingLeft * length) basis.add(normalised(product, rest))
  }
  for (const direction of basis.vectors) {
    found.computed += dot(direction, multiply(direction))
    yield
  }
  for (let i = 0; i < probes; i++) {
    const probe = signs(foldIn(probeKey!, i), size)
    basis.orthogonalise(probe)
    const estimate = dot(probe, multiply(probe))
    if (found.isFinite) found.each.push(estimate)
    yield
  }
}

function estimateOf({ computed, each }: Found): HessianTrace {
  const count = each.length
  const mean = each.reduce((sum, estimate) => sum + estimate, 0) / count
  const squares = each.reduce((sum, estimate) => sum + (estimate - mean) ** 2, 0)
  return Object.freeze({
    trace: computed + mean,
    standardError: count < 2 ? Number.NaN : Math.sqrt(squares / (count * (count - 1))),
    computed,
    probes: count,
  })
}

function ending(status: Status, { trace, standardError, probes }: HessianTrace, { products }: Found): string {
  if (status === "failed") return `Product ${products} is not finite: the Hessian has no trace here.`
  const found = `${probes === 1 ? "1 probe" : `${probes} probes`}: ${trace.toPrecision(4)} with a standard error of ${standardError.toPrecision(2)}`
  if (status === "converged") return `${found}.`
  return probes === 0 ? "Stopped on request before the first probe." : `Stopped on request after ${found}.`
}
