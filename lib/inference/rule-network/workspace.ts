import type { Arena, Matrix } from "../../engine/arena.ts"
import type { Precision, Primitives } from "../../engine/primitives.ts"
import { choiceColumn, inputColumns, type PackedTrials, regressorColumn, weightColumns } from "./trials.ts"

/** What a pass works on whatever the network is: parameters, trials, and the errors of one chunk. */
export interface Ground {
  readonly precision: Precision
  readonly primitives: Primitives
  readonly trials: PackedTrials
  /** Flat vector theta. */
  readonly parameters: Matrix
  /** dL/da x for the rows of one chunk: the direct part e_t of the adjoint (rows x 2). */
  readonly errors: Matrix
  /** Trials of a chunk, at most. */
  readonly chunkTrials: number
  /** Bytes of an element. */
  readonly bytes: number
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
}

/** A network's way back, after the chunk was rolled out and scored. */
export interface Adjoint {
  /** dL/dtheta. */
  readonly gradient: Matrix
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

/** Rows of the largest chunk: animals only end, so it is the first. */
export function chunkRows({ offsets }: PackedTrials, chunkTrials: number): number {
  return offsets[Math.min(chunkTrials, offsets.length - 1)]!
}

/** Allocates the ground of a network with so many parameters. */
export function createGround(
  arena: Arena,
  primitives: Primitives,
  parameterCount: number,
  trials: PackedTrials,
  chunkTrials: number,
  precision: Precision,
): Ground {
  return {
    precision,
    primitives,
    trials,
    parameters: arena.matrix(1, parameterCount, precision),
    errors: arena.matrix(chunkRows(trials, chunkTrials), weightColumns, precision),
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
  const { offsets, inputs } = trials
  const row = offsets[from]!
  const u = inputs.pointer + row * inputColumns * bytes
  return primitives.logisticLoss(
    errors.pointer + (row - offsets[chunkStart]!) * weightColumns * bytes,
    weightColumns,
    u,
    inputColumns,
    u + regressorColumn * bytes,
    inputColumns,
    u + choiceColumn * bytes,
    inputColumns,
    offsets[to]! - row,
    weightColumns,
    1 / inputs.rows,
    total,
  )
}
