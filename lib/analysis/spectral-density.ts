import { type ColumnTable, table } from "arquero"
import { normal, signs } from "../numerics/distributions.ts"
import { exp } from "../numerics/elementary.ts"
import { lanczosQuadrature, type SpectralQuadrature } from "../numerics/lanczos-quadrature.ts"
import type { Objective, ObjectivePoint } from "../numerics/objective.ts"
import { choiceOption, integerOption, numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import { foldIn, type Key, keyOption } from "../numerics/random-key.ts"
import type { Progress, Solution, Status } from "../numerics/solution.ts"
import { type Pace, startPace } from "../runs/pace.ts"
import { startProgress } from "../runs/surroundings.ts"
import { provenanceOf } from "./provenance.ts"

/** Options of `spectralDensity`. */
export interface SpectralDensityOptions {
  /** Draws the probes. */
  readonly key: Key
  /** Random directions that are averaged over; 8 unless told. */
  readonly probes?: number
  /** Lanczos steps from each, and so Hessian-vector products; 60 unless told, never more than parameters. Each keeps 8 bytes a parameter. */
  readonly steps?: number
  /** What probes are drawn as: signs ("rademacher"), which is the default, or "normal". */
  readonly distribution?: "rademacher" | "normal"
  /**
   * Standard deviation of the Gaussian that stands for a node in the density, in the unit of the eigenvalues; 1/100 of the nodes' range unless
   * told. It is widened where the table would need more than 20,000 rows.
   */
  readonly broadening?: number
  /** Gets the reports of progress, and then no bar is drawn. */
  readonly onProgress?: (progress: Progress) => void
}

/** Where the eigenvalues of a Hessian lie. */
export interface SpectralDensity {
  /** Approximate eigenvalues, probe after probe, from the smallest up within each. */
  readonly nodes: Float64Array
  /** Share of all eigenvalues that each node stands for; they add up to 1. */
  readonly weights: Float64Array
  /** Standard deviation of the Gaussians of the table's density. */
  readonly broadening: number
  /** Probes that the nodes are of. */
  readonly probes: number
}

/** How a density was found. */
export interface SpectralDensityInfo {
  /** Loss at the point. */
  readonly loss: number
  /** Hessian-vector products that were made. */
  readonly products: number
  /** How far u . (H v) and v . (H u) are apart at most, over the directions used: what rounding leaves. */
  readonly asymmetry: number
}

/**
 * The spectral density of the Hessian of an objective at a point, by stochastic Lanczos quadrature: every random probe u gives nodes and weights of
 * u . f(H) u, whose mean over probes is the trace of f(H) over the number of parameters. The table has the density, each node a Gaussian, and its
 * standard error over the probes. Nodes at the ends of the spectrum are eigenvalues; those within stand for many. The weight of an outlier, one
 * over the number of parameters, is right only on average: its place is what to read, or \`leadingEigenvalues\`.
 * Stopped, it hands back the probes it has finished, or the first as far as it got.
 * @see Ghorbani, Krishnan & Xiao 2019, arXiv 1901.10159.
 * @throws on an unknown option, a missing key, an impossible value, parameters of the wrong length.
 */
export async function spectralDensity(
  objective: Objective,
  parameters: ArrayLike<number>,
  options: SpectralDensityOptions,
): Promise<Solution<SpectralDensity, ColumnTable, SpectralDensityInfo>> {
  const settings = settingsOf(objective, options)
  const { key, probes, steps, distribution } = settings
  const point = objective.at(new Float64Array(parameters))
  const { found, products, status } = await quadratures(point, objective.parameterCount, settings)
  const narrowest = shareOfRange(found, (2 * pointsPerBroadening) / mostPoints)
  const broadening = Math.max(settings.broadening ?? shareOfRange(found, 0.01), narrowest)
  const value = Object.freeze({
    nodes: joined(found.map(({ nodes }) => nodes)),
    weights: joined(found.map(({ weights }) => weights.map((weight) => weight / found.length))),
    broadening,
    probes: found.length,
  })
  return Object.freeze({
    value,
    table: densityTable(found, broadening),
    status,
    message: ending(status, value, products),
    info: Object.freeze({
      loss: point.loss,
      products,
      asymmetry: Math.max(0, ...found.map(({ asymmetry }) => asymmetry)),
    }),
    provenance: provenanceOf(objective, key, { probes, steps, distribution, broadening }),
  } satisfies Solution<SpectralDensity, ColumnTable, SpectralDensityInfo>)
}

function settingsOf({ parameterCount }: Objective, options: SpectralDensityOptions) {
  const what = "spectralDensity"
  const key = keyOption(what, options)
  refuseUnknownKeys(what, options, ["key", "probes", "steps", "distribution", "broadening", "onProgress"])
  const { onProgress, broadening } = options
  const probes = integerOption(`${what}: probes`, options.probes ?? 8, 1)
  const steps = Math.min(integerOption(`${what}: steps`, options.steps ?? 60, 1), parameterCount)
  const distribution = choiceOption(`${what}: distribution`, options.distribution ?? "rademacher", [
    "rademacher",
    "normal",
  ])
  if (broadening !== undefined) numberOption(`${what}: broadening`, broadening, 0)
  return { key, onProgress, probes, steps, distribution, broadening }
}

type Settings = ReturnType<typeof settingsOf>

/** The quadratures of all probes, as far as it got. */
async function quadratures(point: ObjectivePoint, size: number, settings: Settings) {
  const { key, probes, steps, distribution, onProgress } = settings
  const bar = startProgress("Spectral density", probes * steps, onProgress)
  const pace = startPace()
  const found: SpectralQuadrature[] = []
  let [products, status]: [number, Status] = [0, "converged"]
  try {
    for (let probe = 0; probe < probes && status === "converged"; probe++) {
      const start = (distribution === "normal" ? normal : signs)(foldIn(key, probe), size)
      const quadrature = await follow(lanczosQuadrature(start, steps), point, pace, () => {
        products += 1
        bar.report(products, `probe ${probe + 1}`)
      })
      const { end, nodes } = quadrature
      if (end === "complete" || (found.length === 0 && nodes.length > 0)) found.push(quadrature)
      if (end !== "complete") status = end === "stopped" ? "stopped" : "failed"
    }
  } finally {
    bar.finish()
  }
  return { found, products, status }
}

/** Runs a quadrature on the products at a point, watching the stop. */
async function follow(
  quadrature: ReturnType<typeof lanczosQuadrature>,
  point: ObjectivePoint,
  pace: Pace,
  report: () => void,
): Promise<SpectralQuadrature> {
  let asked = quadrature.next()
  while (!asked.done) {
    const going = await pace.goOn()
    asked = quadrature.next(going ? point.hessianVector(asked.value) : null)
    if (going) report()
  }
  return asked.value
}

function joined(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]))
}

/** The least and the greatest node; both 0 without any. */
function rangeOf(found: readonly SpectralQuadrature[]): readonly [number, number] {
  if (found.length === 0) return [0, 0]
  return [Math.min(...found.map(({ nodes }) => nodes[0]!)), Math.max(...found.map(({ nodes }) => nodes.at(-1)!))]
}

const [pointsPerBroadening, tails, mostPoints] = [3, 4, 20_000]

/** Of the range of the nodes, or of a millionth of their magnitude where all are one up to rounding: a peak of any width shows it. */
function shareOfRange(found: readonly SpectralQuadrature[], share: number): number {
  const [least, greatest] = rangeOf(found)
  const magnitude = Math.max(Math.abs(least), Math.abs(greatest)) || 1
  return share * Math.max(greatest - least, 1e-6 * magnitude)
}

/** Density and its standard error on an even grid that reaches four broadenings beyond the nodes, where less than 1e-4 of a node is left. */
function densityTable(found: readonly SpectralQuadrature[], broadening: number): ColumnTable {
  const [least, greatest] = rangeOf(found)
  const from = least - tails * broadening
  const intervals = Math.ceil(((greatest - least) / broadening + 2 * tails) * pointsPerBroadening)
  const points = found.length === 0 ? 0 : intervals + 1
  const grid = Float64Array.from({ length: points }, (_, i) => from + (i * broadening) / pointsPerBroadening)
  const each = found.map(({ nodes, weights }) => grid.map((at) => densityAt(at, nodes, weights, broadening)))
  const density = grid.map((_, i) => each.reduce((sum, one) => sum + one[i]! / each.length, 0))
  const standardError = grid.map((_, i) => {
    const squares = each.reduce((sum, one) => sum + (one[i]! - density[i]!) ** 2, 0)
    return Math.sqrt(squares / (each.length * (each.length - 1)))
  })
  return table({ eigenvalue: grid, density, standardError })
}

function densityAt(at: number, nodes: Float64Array, weights: Float64Array, broadening: number): number {
  let sum = 0
  for (let i = 0; i < nodes.length; i++) sum += weights[i]! * exp(-(((at - nodes[i]!) / broadening) ** 2) / 2)
  return sum / (broadening * Math.sqrt(2 * Math.PI))
}

function ending(status: Status, { nodes, probes }: SpectralDensity, products: number): string {
  if (status === "failed") return `Product ${products} is not finite: the Hessian has no spectrum here.`
  if (nodes.length === 0) return "Stopped on request before the first product."
  const sorted = nodes.toSorted()
  const range = `eigenvalues from ${sorted[0]!.toPrecision(4)} to ${sorted.at(-1)!.toPrecision(4)}`
  const done = `${probes === 1 ? "1 probe" : `${probes} probes`}, ${products} products: ${range}`
  return status === "stopped" ? `Stopped on request after ${done}.` : `${done}.`
}
