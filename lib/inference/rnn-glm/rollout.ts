import type { Arena, Matrix } from "../../engine/arena.ts"
import type { Precision, Primitives } from "../../engine/primitives.ts"
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
import { createDerived, derive, type RecurrentDerived } from "./derived.ts"
import type { RecurrentUpdateNetwork } from "./network.ts"

/**
 * What the RNNGLM's passes work on. Rows are trials of one chunk; what a trial starts from, and what was computed to get there, lies in its
 * own row, as w_t does: h_{t-1} and the perceptron's activations behind it. So the rows of the trial after the chunk are there too.
 */
export interface RnnGround extends Ground {
  readonly network: RecurrentUpdateNetwork
  readonly derived: RecurrentDerived
  /** W_hn h + b_hn, reset, update and candidate of the step out of a trial (rows x 4H); the way back puts gradients in their place. */
  readonly gates: Matrix
  /** h_{t-1}, the state that trial t starts from (rows x H). */
  readonly states: Matrix
  /** Activations of the perceptron's hidden layers that made w_t from h_{t-1} (rows x H). */
  readonly first: Matrix
  readonly second: Matrix
  /** The recurrent sums of one trial (lanes x 3H). */
  readonly recurrent: Matrix
}

/** The RNNGLM's ground and its way forward. */
export type RnnWorkspace = RnnGround & Workspace

/** Multiply-adds of the network in a slice, at most: its gates and signals should stay in a core's own cache. */
const sliceWork = 2 ** 19

/** Allocates the workspace of a fit. */
export function createWorkspace(
  arena: Arena,
  primitives: Primitives,
  network: RecurrentUpdateNetwork,
  trials: PackedTrials,
  chunkTrials: number,
  precision: Precision,
  start?: StartingWeights,
): RnnWorkspace {
  const { hiddenUnits: units, parameterCount } = network
  const lanes = trials.laneAnimal.length
  const rows = chunkRows(trials, chunkTrials)
  const ground: RnnGround = {
    ...createGround(arena, primitives, parameterCount, trials, chunkTrials, precision, start),
    network,
    derived: createDerived(arena, network, precision),
    gates: arena.matrix(rows, 4 * units, precision),
    states: arena.matrix(rows + lanes, units, precision),
    first: arena.matrix(rows + lanes, units, precision),
    second: arena.matrix(rows + lanes, units, precision),
    recurrent: arena.matrix(lanes, 3 * units, precision),
  }
  return {
    ...ground,
    sliceRows: Math.floor(sliceWork / parameterCount),
    derive: () => derive(network, ground.parameters, ground.derived),
    rollOut(chunkStart, from, to) {
      if (from === chunkStart) carryStates(ground, chunkStart)
      rollOut(ground, chunkStart, from, to)
    },
    score: (chunkStart, from, to, total) => score(ground, chunkStart, from, to, total),
    trajectory: (lane) => weightsOfLane(trials, lane),
  }
}

/** Brings the states that a chunk starts from to its first rows: 0, or those after the chunk before, which lie behind its last row. */
function carryStates({ network, trials, states, chunkTrials }: RnnGround, chunkStart: number): void {
  const { offsets } = trials
  const { hiddenUnits: units } = network
  const lanes = offsets[chunkStart + 1]! - offsets[chunkStart]!
  if (chunkStart === 0) {
    states.values.fill(0, 0, lanes * units)
    return
  }
  const behind = offsets[chunkStart]! - offsets[chunkStart - chunkTrials]!
  states.values.copyWithin(0, behind * units, (behind + lanes) * units)
}

function rollOut(work: RnnGround, chunkStart: number, from: number, to: number): void {
  const { network, primitives, trials, parameters, derived, gates, states, first, second, recurrent, bytes } = work
  const { offsets, inputs } = trials
  const { hiddenUnits: units, weights: d, layers, gru } = network
  const at = (index: number) => parameters.pointer + index * bytes
  const [blocks, step] = [4 * units, inputs.columns]
  const [wi, bi] = [at(gru.inputWeights), at(gru.inputBiases)]
  const [wh, bh] = [at(gru.recurrentWeights), at(gru.recurrentBiases)]
  const [w1, b1] = [at(layers[0].weights), at(layers[0].biases)]
  const [w2, b2] = [at(layers[1].weights), at(layers[1].biases)]
  const [head, headBias] = [derived.head.pointer, derived.headBias.pointer]
  const { productRelu, rowProduct, gruStep } = primitives
  const base = offsets[chunkStart]!
  const unitStep = units * bytes

  for (let t = from; t < to; t++) {
    // An animal's last trial leads nowhere.
    const lanes = t + 2 < offsets.length ? offsets[t + 2]! - offsets[t + 1]! : 0
    if (lanes === 0) continue
    const row = offsets[t]! - base
    const next = (offsets[t + 1]! - base) * unitStep
    const u = inputs.pointer + offsets[t]! * step * bytes
    const uNext = inputs.pointer + offsets[t + 1]! * step * bytes
    const [h, hNext] = [states.pointer + row * unitStep, states.pointer + next]
    const g = gates.pointer + row * blocks * bytes
    const [a1, a2] = [first.pointer + next, second.pointer + next]
    // h' = GRU(u, h), a1 = relu(b1 + h' W1), a2 = relu(b2 + a1 W2), w' = w + (g b3 + a2 (g W3)), or without w.
    gruStep(hNext, units, g, blocks, u, step, wi, bi, step, h, units, wh, bh, recurrent.pointer, lanes, units)
    productRelu(a1, units, b1, 0, hNext, units, 1, w1, units, lanes, units, units)
    productRelu(a2, units, b2, 0, a1, units, 1, w2, units, lanes, units, units)
    rowProduct(uNext, step, network.direct ? 0 : u, step, headBias, 0, a2, units, head, units, lanes, d, units)
  }
}
