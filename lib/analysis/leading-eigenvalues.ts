import { type ColumnTable, table } from "arquero"
import { lanczos } from "../numerics/lanczos.ts"
import type { Objective, ObjectivePoint } from "../numerics/objective.ts"
import { integerOption, numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import { type Key, keyOption } from "../numerics/random-key.ts"
import type { RitzPair, RitzPairs } from "../numerics/ritz-pairs.ts"
import type { Progress, Solution } from "../numerics/solution.ts"
import { startPace } from "../runs/pace.ts"
import { startProgress } from "../runs/surroundings.ts"
import { provenanceOf } from "./provenance.ts"

/** Options of `leadingEigenvalues`. */
export interface LeadingEigenvaluesOptions {
  /** Key of the random half of the first direction. */
  readonly key: Key
  /** Number of eigenvalues from the upper end of the spectrum; 1 unless told. */
  readonly count?: number
  /** Number of eigenvalues from the lower end of the spectrum; 0 unless told. */
  readonly smallest?: number
  /**
   * Greatest error estimate, as a share of the greatest magnitude of an eigenvalue; 1e-5 unless told. At 1e-3 the second of two eigenvalues
   * 2 % apart may pass for the first. An objective in f32 has products good to some 1e-7 to 1e-6.
   */
  readonly tolerance?: number
  /** Greatest number of Hessian-vector products; 200 unless told. Each keeps a direction of 8 bytes a parameter. */
  readonly maximumProducts?: number
  /** Gets the reports of progress, and then no bar is drawn. */
  readonly onProgress?: (progress: Progress) => void
}

/** An eigenvalue of a Hessian with its direction in the space of parameters. */
export interface HessianEigenpair {
  /** Signed, in the unit of the loss per square of the parameters'. */
  readonly eigenvalue: number
  /** r = |H v - lambda v|: an eigenvalue lies within this distance, products taken as exact. */
  readonly residualBound: number
  /** r^2 / gap where the eigenvalue stands apart from those around it by a gap wider than r, else r. */
  readonly errorEstimate: number
  /** Of length 1, one entry a parameter, the one of greatest magnitude positive. */
  readonly eigenvector: Float64Array
}

/** The ends of the spectrum of a Hessian. */
export interface LeadingEigenvalues {
  /** From the largest down. */
  readonly largest: readonly HessianEigenpair[]
  /** From the smallest up. */
  readonly smallest: readonly HessianEigenpair[]
}

/** How eigenvalues were found. */
export interface LeadingEigenvaluesInfo {
  /** Loss at the point. */
  readonly loss: number
  /** Hessian-vector products that were made. */
  readonly products: number
  /** How far u . (H v) and v . (H u) are apart at most, over the directions used: what rounding leaves. */
  readonly asymmetry: number
}

/**
 * The leading eigenvalues of the Hessian of an objective at a point, signed, by the Lanczos iteration on exact products.
 * Gradient descent with a rate of eta stays at a minimum whose largest eigenvalue is below 2 / eta, and leaves others.
 * Stopped, or out of products, it hands back the best it has, with residuals. A repeated eigenvalue may show once only.
 * The iteration starts from the gradient, most of which lies along leading eigenvectors, and chance in equal parts.
 * @see Gur-Ari, Roberts & Dyer 2018, arXiv 1812.04754, on where gradients lie.
 * @throws on an unknown option, a missing key, an impossible value, parameters of the wrong length.
 */
export async function leadingEigenvalues(
  objective: Objective,
  parameters: ArrayLike<number>,
  options: LeadingEigenvaluesOptions,
): Promise<Solution<LeadingEigenvalues, ColumnTable, LeadingEigenvaluesInfo>> {
  const { key, onProgress, ...settings } = settingsOf(objective, options)
  const { count, smallest, tolerance, maximumProducts } = settings
  const bar = startProgress("Leading eigenvalues", maximumProducts, onProgress)
  const point = objective.at(new Float64Array(parameters))
  const wanted = { largest: count, smallest, tolerance, maximumProducts }
  const iteration = lanczos(objective.parameterCount, { key, guess: point.gradient(), ...wanted })
  const end = await follow(iteration, point, (products) => bar.report(products, `product ${products}`))
  bar.finish()
  const value = Object.freeze({ largest: eigenpairs(end.largest), smallest: eigenpairs(end.smallest) })
  return Object.freeze({
    value,
    table: eigenvalueTable(value),
    status: end.status,
    message: end.message,
    info: Object.freeze({ loss: point.loss, products: end.products, asymmetry: end.asymmetry }),
    provenance: provenanceOf(objective, key, settings),
  } satisfies Solution<LeadingEigenvalues, ColumnTable, LeadingEigenvaluesInfo>)
}

function settingsOf({ parameterCount }: Objective, options: LeadingEigenvaluesOptions) {
  const what = "leadingEigenvalues"
  const key = keyOption(what, options)
  const allowed = ["key", "count", "smallest", "tolerance", "maximumProducts", "onProgress"]
  refuseUnknownKeys(what, options, allowed)
  const { onProgress } = options
  const smallest = integerOption(`${what}: smallest`, options.smallest ?? 0, 0, parameterCount)
  const leastCount = smallest === 0 ? 1 : 0
  const count = integerOption(`${what}: count`, options.count ?? 1, leastCount, parameterCount - smallest)
  const tolerance = numberOption(`${what}: tolerance`, options.tolerance ?? 1e-5, 0)
  const maximumProducts = integerOption(`${what}: maximumProducts`, options.maximumProducts ?? 200, 1)
  return { key, onProgress, count, smallest, tolerance, maximumProducts }
}

/** Runs an iteration on the products at a point, watching the stop. */
async function follow(
  iteration: ReturnType<typeof lanczos>,
  point: ObjectivePoint,
  report: (products: number) => void,
): Promise<RitzPairs> {
  const pace = startPace()
  let asked = iteration.next()
  for (let products = 1; !asked.done; products += 1) {
    const going = await pace.goOn()
    asked = iteration.next(going ? point.hessianVector(asked.value) : null)
    if (going) report(products)
  }
  return asked.value
}

function eigenpairs(pairs: readonly RitzPair[]): readonly HessianEigenpair[] {
  return Object.freeze(
    pairs.map(({ value, residualBound, errorEstimate, vector }) =>
      Object.freeze({ eigenvalue: value, residualBound, errorEstimate, eigenvector: vector() }),
    ),
  )
}

/** One row an eigenvalue: its end of the spectrum, its rank there from 1, the eigenvalue, its residual bound and error estimate. */
function eigenvalueTable({ largest, smallest }: LeadingEigenvalues): ColumnTable {
  const rows = Object.entries({ largest, smallest }).flatMap(([end, pairs]) =>
    pairs.map((pair, index) => ({ ...pair, end, rank: index + 1 })),
  )
  return table({
    end: rows.map(({ end }) => end),
    rank: rows.map(({ rank }) => rank),
    eigenvalue: rows.map(({ eigenvalue }) => eigenvalue),
    residualBound: rows.map(({ residualBound }) => residualBound),
    errorEstimate: rows.map(({ errorEstimate }) => errorEstimate),
  })
}
