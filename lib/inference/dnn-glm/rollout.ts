import type { Arena, Matrix } from "../../engine/arena.ts"
import type { Precision, Primitives } from "../../engine/primitives.ts"
import { type Derived, derive, roomForDerived } from "../rule-network/perceptron.ts"
import type { PackedTrials } from "../rule-network/trials.ts"
import {
  chunkRows,
  createGround,
  type Ground,
  type StartingWeights,
  score,
  type Workspace,
  weightsOfLane,
} from "../rule-network/workspace.ts"
import type { UpdateNetwork } from "./network.ts"

/** What the DNNGLM's passes work on: beside the ground, what is derived from the parameters and the activations of one chunk. */
export interface DnnGround extends Ground {
  readonly network: UpdateNetwork
  readonly derived: Derived
  /** Activations of the hidden layers for the rows of one chunk (rows x H). */
  readonly first: Matrix
  readonly second: Matrix
}

/** The DNNGLM's ground and its way forward. */
export type DnnWorkspace = DnnGround & Workspace

/** Multiply-adds of the network in a slice, at most. */
const sliceWork = 2 ** 23

/** Allocates the workspace of a fit. */
export function createWorkspace(
  arena: Arena,
  primitives: Primitives,
  network: UpdateNetwork,
  trials: PackedTrials,
  chunkTrials: number,
  precision: Precision,
  start?: StartingWeights,
): DnnWorkspace {
  const { hiddenUnits, parameterCount } = network
  const rows = chunkRows(trials, chunkTrials)
  const ground: DnnGround = {
    ...createGround(arena, primitives, parameterCount, trials, chunkTrials, precision, start),
    network,
    derived: roomForDerived(arena, network, precision),
    first: arena.matrix(rows, hiddenUnits, precision),
    second: arena.matrix(rows, hiddenUnits, precision),
  }
  return {
    ...ground,
    sliceRows: Math.floor(sliceWork / parameterCount),
    derive: () => derive(network, ground.parameters, ground.derived),
    rollOut: (chunkStart, from, to) => rollOut(ground, chunkStart, from, to),
    score: (chunkStart, from, to, total) => score(ground, chunkStart, from, to, total),
    trajectory: (lane) => weightsOfLane(trials, lane),
  }
}

function rollOut(work: DnnGround, chunkStart: number, from: number, to: number): void {
  const { network, primitives, trials, parameters, derived, first, second, bytes } = work
  const { offsets, inputs } = trials
  const { hiddenUnits: units, weights: d, layers } = network
  const step = inputs.columns
  const [one, two] = layers
  const theta = parameters.pointer
  const base = offsets[chunkStart]!
  const inputStep = step * bytes
  const unitStep = units * bytes
  const w1 = theta + one.weights * bytes
  const w1Fixed = w1 + d * unitStep
  const [b1, w2, b2] = [theta + one.biases * bytes, theta + two.weights * bytes, theta + two.biases * bytes]
  const [head, headBias] = [derived.head.pointer, derived.headBias.pointer]
  const { product, productRelu, rowProduct } = primitives

  // The share of the first layer that does not depend on w, for all trials at once.
  const fixed = inputs.pointer + offsets[from]! * inputStep + d * bytes
  const start = first.pointer + (offsets[from]! - base) * unitStep
  const rows = offsets[to]! - offsets[from]!
  product(start, units, b1, 0, fixed, step, 1, w1Fixed, units, rows, units, step - d)

  for (let t = from; t < to; t++) {
    const row = offsets[t]!
    const after = offsets[t + 1]!
    const lanes = after - row
    const stillThere = t + 2 < offsets.length ? offsets[t + 2]! - after : 0
    const u = inputs.pointer + row * inputStep
    const h1 = first.pointer + (row - base) * unitStep
    const h2 = second.pointer + (row - base) * unitStep
    // h1 = relu(fixed part + w W1), h2 = relu(b2 + h1 W2), w' = w + (g b3 + h2 (g W3)).
    productRelu(h1, units, h1, units, u, step, 1, w1, units, lanes, units, d)
    productRelu(h2, units, b2, 0, h1, units, 1, w2, units, lanes, units, units)
    const next = inputs.pointer + after * inputStep
    rowProduct(next, step, u, step, headBias, 0, h2, units, head, units, stillThere, d, units)
  }
}
