import type { Arena, Matrix } from "../../engine/arena.ts"
import type { Precision, Primitives } from "../../engine/primitives.ts"
import type { PackedTrials } from "./trials.ts"

/** What a pass works on whatever the network is: parameters, trials, and the errors of one chunk. */
export interface Ground {
  readonly precision: Precision
  readonly primitives: Primitives
  readonly trials: PackedTrials
  /** Flat vector theta, and behind it the weights that animals start from where these are trained (animals x d). */
  readonly parameters: Matrix
  /** Length of theta. */
  readonly parameterCount: number
  /** The weights that animals start from (animals x d), where these are not trained. */
  readonly starts: Float64Array | null
  /** dL/da x for the rows of one chunk: the direct part e_t of the adjoint (rows x d). */
  readonly errors: Matrix
  /** Trials of a chunk, at most. */
  readonly chunkTrials: number
  /** Bytes of an element. */
  readonly bytes: number
}

/** Where the weights of animals start, at 0 unless told. */
export interface StartingWeights {
  /** Fixed starts (animals x d). */
  readonly starts?: Float64Array | null
  /** Animals whose starts are parameters; none or all. */
  readonly trainedStarts?: number
}

/** The ground and a network's way forward over it. */
export interface Workspace extends Ground {
  /** Rows of a slice, at most, but for slices of one trial: what is computed between two looks at the clock. */
  readonly sliceRows: number
  /** Makes what is derived from the parameters once a pass. */
  derive(): void
  /**
   * Rolls the weights through trials `from` … `to` - 1 of the chunk that begins at `chunkStart`: for each trial, w_t is there; then
   * w_{t+1} = w_t + g (.) NN(u_t), with u_t holding the animal's own choice and reward (teacher forcing).
   */
  rollOut(chunkStart: number, from: number, to: number): void
  /** Scores the trials just rolled out: `total` plus their negative log likelihood, nats. */
  score(chunkStart: number, from: number, to: number, total: number): number
  /** w_t of every trial of the animal in a lane (trials x d), copied out after a pass. */
  trajectory(lane: number): Float64Array
}

/** A network's way back, after the chunk was rolled out and scored. */
export interface Adjoint {
  /** dL/dtheta, and with respect to the starting weights where these are trained. */
  readonly gradient: Matrix
  /** lambda_0 = dL/dw_0 of each lane (lanes x d), once the first chunk was rolled back. */
  readonly startAdjoint: Matrix
  /** Begins a gradient: all sums at 0. */
  begin(): void
  /** Begins a chunk at its end: nothing reaches back from the next one, since gradients do not cross (section 2.4). */
  beginChunk(): void
  /** The adjoint recursion over trials `to` - 1 down to `from` of a chunk. */
  rollBack(chunkStart: number, from: number, to: number): void
  /** Adds the share of the trials just rolled back to the gradient, one product a layer. */
  addGradient(chunkStart: number, from: number, to: number): void
  /** Ends a gradient: what was summed in other forms is brought into that of the parameters. */
  end(): void
}

/** w_t of every trial of the animal in a lane (trials x d): the first columns of its inputs. */
export function weightsOfLane({ offsets, inputs, weights }: PackedTrials, lane: number): Float64Array {
  let trials = 0
  while (trials < offsets.length - 1 && offsets[trials + 1]! - offsets[trials]! > lane) trials++
  const rolled = new Float64Array(trials * weights)
  for (let t = 0; t < trials; t++)
    for (let k = 0; k < weights; k++)
      rolled[t * weights + k] = inputs.values[(offsets[t]! + lane) * inputs.columns + k]!
  return rolled
}

/** Rows of the largest chunk: animals only end, so it is the first. */
export function chunkRows({ offsets }: PackedTrials, chunkTrials: number): number {
  return offsets[Math.min(chunkTrials, offsets.length - 1)]!
}

/** Allocates the ground of a network with so many parameters, all animals starting from weights of 0. */
export function createGround(
  arena: Arena,
  primitives: Primitives,
  parameterCount: number,
  trials: PackedTrials,
  chunkTrials: number,
  precision: Precision,
  { starts = null, trainedStarts = 0 }: StartingWeights = {},
): Ground {
  return {
    precision,
    primitives,
    trials,
    parameters: arena.matrix(1, parameterCount + trainedStarts * trials.weights, precision),
    parameterCount,
    starts,
    errors: arena.matrix(chunkRows(trials, chunkTrials), trials.weights, precision),
    chunkTrials: Math.min(chunkTrials, trials.offsets.length - 1),
    bytes: precision === "f32" ? 4 : 8,
  }
}

/**
 * Scores trials `from` … `to` - 1 at the weights that were there before them: `total` plus their negative log likelihood in nats, in f64.
 * Also leaves dL/dw_t's direct part, e_t = (q_t - y_t) x_t / M, for the adjoint (section 2.4).
 */
export function score(work: Ground, chunkStart: number, from: number, to: number, total: number): number {
  const { primitives, trials, errors, bytes } = work
  const { offsets, inputs, weights, regressors, choiceColumn, scored, scoreFrom } = trials
  const { columns } = inputs
  const first = Math.min(Math.max(from, scoreFrom), to)
  const row = offsets[first]!
  const base = offsets[chunkStart]!
  if (first > from) errors.values.fill(0, (offsets[from]! - base) * weights, (row - base) * weights)
  if (first === to) return total
  const u = inputs.pointer + row * columns * bytes
  return primitives.logisticLoss(
    errors.pointer + (row - base) * weights * bytes,
    weights,
    u,
    columns,
    regressors.pointer + row * regressors.stride * bytes,
    regressors.stride,
    u + choiceColumn * bytes,
    columns,
    offsets[to]! - row,
    weights,
    1 / scored,
    total,
  )
}
