import type { Arena, Matrix } from "../../engine/arena.ts"
import type { Primitives } from "../../engine/primitives.ts"
import { blocks } from "./parameters.ts"

/** A cloud of particles: all matrices have a column a particle, and most of them a row a regressor. */
export interface Particles {
  readonly count: number
  readonly primitives: Primitives
  /** w (regressors x particles). */
  readonly weights: Matrix
  /** What log alpha or beta has drifted by (regressors x particles). */
  readonly drift: Matrix
  /** Standard normal numbers of a trial: those of the weights, then those of the drift (2 regressors x particles). */
  readonly normals: Matrix
  /** Logit and probability of "right", and y - q (1 x particles each). */
  readonly logit: Matrix
  readonly right: Matrix
  readonly surprise: Matrix
  /** e to the drift of one regressor, where rates drift. */
  readonly factor: Matrix
  /** Share of each particle; they sum to 1. */
  readonly share: Float64Array
  /** Slope of the log density of each particle's path in all parameters (6 regressors x particles), by Fisher's identity. */
  readonly scores: Float64Array
  readonly ancestor: Int32Array
  readonly scratch: Float64Array
}

/** An empty cloud in the arena. */
export function createParticles(arena: Arena, primitives: Primitives, count: number, regressors: number): Particles {
  const row = () => arena.matrix(1, count, "f64")
  return {
    count,
    primitives,
    weights: arena.matrix(regressors, count, "f64"),
    drift: arena.matrix(regressors, count, "f64"),
    normals: arena.matrix(2 * regressors, count, "f64"),
    logit: row(),
    right: row(),
    surprise: row(),
    factor: row(),
    share: new Float64Array(count).fill(1 / count),
    scores: new Float64Array(blocks.length * regressors * count),
    ancestor: new Int32Array(count),
    scratch: new Float64Array(count),
  }
}

/** Sum of the squared shares, inverted: how many equal particles are worth as much. */
export function effectiveCount({ share }: Particles): number {
  let squares = 0
  for (let i = 0; i < share.length; i += 1) squares += share[i]! * share[i]!
  return 1 / squares
}

/**
 * Share of a score's distance from the mean that a resampling keeps. Paths that meet in one ancestor have its score in common, and with
 * it the luck of one path; drawn towards the mean, the scores of long ago settle where they were averaged over many paths, and the
 * variance grows with the number of trials, not with its square (Nemeth, Fearnhead & Mihaylova 2016, J. Comput. Graph. Stat. 25:1138).
 */
const keptDistance = 0.95

/**
 * Systematic resampling: particle i is copied as often as its share says, up to one; shares are equal afterwards.
 * @param u uniform on [0, 1).
 * @param scoredRows rows of `scores` in use.
 */
export function resample(particles: Particles, u: number, scoredRows: readonly number[]): void {
  const { count, share, ancestor, weights, drift, surprise, scores } = particles
  let reached = share[0]!
  for (let i = 0, from = 0; i < count; i += 1) {
    const place = (i + u) / count
    while (reached < place && from < count - 1) {
      from += 1
      reached += share[from]!
    }
    ancestor[i] = from
  }
  for (const matrix of [weights, drift, surprise])
    for (let row = 0; row < matrix.rows; row += 1) gather(particles, matrix.values, row * count)
  for (const row of scoredRows) {
    const first = row * count
    const mean = weightedMean(particles, scores, first)
    gather(particles, scores, first)
    for (let i = first; i < first + count; i += 1) scores[i] = mean + keptDistance * (scores[i]! - mean)
  }
  share.fill(1 / count)
}

/** Mean of a row under the shares. */
export function weightedMean({ share, count }: Particles, values: Float64Array | Float32Array, first: number): number {
  let sum = 0
  for (let i = 0; i < count; i += 1) sum += share[i]! * values[first + i]!
  return sum
}

function gather({ ancestor, scratch, count }: Particles, values: Float64Array | Float32Array, first: number): void {
  for (let i = 0; i < count; i += 1) scratch[i] = values[first + i]!
  for (let i = 0; i < count; i += 1) values[first + i] = scratch[ancestor[i]!]!
}
