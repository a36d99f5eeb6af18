import type { Arena, Matrix } from "../../engine/arena.ts"
import type { Precision, Primitives } from "../../engine/primitives.ts"
import { type Derived, roomForDerived, type UpdateNetwork } from "./network.ts"
import { choiceColumn, inputColumns, type PackedTrials, regressorColumn, weightColumns } from "./trials.ts"

/** Everything a pass over the trials works on: parameters, trials, and the activations of one chunk. */
export interface Workspace {
  readonly network: UpdateNetwork
  readonly precision: Precision
  readonly primitives: Primitives
  readonly trials: PackedTrials
  /** Flat vector theta. */
  readonly parameters: Matrix
  readonly derived: Derived
  /** Activations of the hidden layers for the rows of one chunk (rows x H). */
  readonly first: Matrix
  readonly second: Matrix
  /** dL/da x for the rows of one chunk: the direct part e_t of the adjoint (rows x 2). */
  readonly errors: Matrix
  /** Trials of a chunk, at most. */
  readonly chunkTrials: number
  /** Bytes of an element. */
  readonly bytes: number
}

/** Allocates the workspace of a fit. */
export function createWorkspace(
  arena: Arena,
  primitives: Primitives,
  network: UpdateNetwork,
  trials: PackedTrials,
  chunkTrials: number,
  precision: Precision,
): Workspace {
  const { hiddenUnits, parameterCount } = network
  const longest = trials.offsets.length - 1
  const chunk = Math.min(chunkTrials, longest)
  // Animals only end, so the first chunk has the most rows.
  const rows = trials.offsets[chunk]!
  return {
    network,
    precision,
    primitives,
    trials,
    parameters: arena.matrix(1, parameterCount, precision),
    derived: roomForDerived(arena, network, precision),
    first: arena.matrix(rows, hiddenUnits, precision),
    second: arena.matrix(rows, hiddenUnits, precision),
    errors: arena.matrix(rows, weightColumns, precision),
    chunkTrials: chunk,
    bytes: precision === "f32" ? 4 : 8,
  }
}

/**
 * Rolls the weights through trials `from` … `to` - 1 of the chunk that begins at `chunkStart`: for each trial, w_t is there;
 * then w_{t+1} = w_t + g (.) NN(u_t), with u_t holding the animal's own choice and reward (teacher forcing).
 */
export function rollOut(work: Workspace, chunkStart: number, from: number, to: number): void {
  const { network, primitives, trials, parameters, derived, first, second, bytes } = work
  const { offsets, inputs } = trials
  const { hiddenUnits: units, layers } = network
  const step = inputColumns
  const [one, two] = layers
  const theta = parameters.pointer
  const base = offsets[chunkStart]!
  const inputStep = inputColumns * bytes
  const unitStep = units * bytes
  const w1 = theta + one.weights * bytes
  const w1Fixed = w1 + weightColumns * unitStep
  const [b1, w2, b2] = [theta + one.biases * bytes, theta + two.weights * bytes, theta + two.biases * bytes]
  const [head, headBias] = [derived.head.pointer, derived.headBias.pointer]
  const { product, productRelu, rowProduct } = primitives

  // The share of the first layer that does not depend on w, for all trials at once.
  const fixed = inputs.pointer + offsets[from]! * inputStep + weightColumns * bytes
  const start = first.pointer + (offsets[from]! - base) * unitStep
  const rows = offsets[to]! - offsets[from]!
  product(start, units, b1, 0, fixed, inputColumns, 1, w1Fixed, units, rows, units, inputColumns - weightColumns)

  for (let t = from; t < to; t++) {
    const row = offsets[t]!
    const after = offsets[t + 1]!
    const lanes = after - row
    const stillThere = t + 2 < offsets.length ? offsets[t + 2]! - after : 0
    const u = inputs.pointer + row * inputStep
    const h1 = first.pointer + (row - base) * unitStep
    const h2 = second.pointer + (row - base) * unitStep
    // h1 = relu(fixed part + w W1), h2 = relu(b2 + h1 W2), w' = w + (g b3 + h2 (g W3)).
    productRelu(h1, units, h1, units, u, inputColumns, 1, w1, units, lanes, units, weightColumns)
    productRelu(h2, units, b2, 0, h1, units, 1, w2, units, lanes, units, units)
    const next = inputs.pointer + after * inputStep
    rowProduct(next, step, u, step, headBias, 0, h2, units, head, units, stillThere, weightColumns, units)
  }
}

/**
 * Scores trials `from` … `to` - 1 at the weights that were there before them: `total` plus their negative log likelihood in nats, in f64.
 * Also leaves dL/dw_t's direct part, e_t = (q_t - y_t) x_t / M, for the adjoint (section 2.4).
 */
export function score(work: Workspace, chunkStart: number, from: number, to: number, total: number): number {
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
