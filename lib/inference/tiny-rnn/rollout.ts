import type { Arena, Matrix } from "../../engine/arena.ts"
import type { Precision, Primitives } from "../../engine/primitives.ts"
import { transposeRecurrent } from "../rule-network/gru-blocks.ts"
import type { PackedTrials } from "../rule-network/trials.ts"
import { chunkRows, type Ground, type Workspace } from "../rule-network/workspace.ts"
import type { TinyNetwork } from "./network.ts"

/** What the tiny network's passes work on; `errors` are dL/da of the log odds a (rows x 1). */
export interface TinyGround extends Ground {
  readonly network: TinyNetwork
  /** W_right - W_left (1 x H) and b_right - b_left: with two choices the softmax is a sigmoid of the difference. */
  readonly head: Matrix
  readonly headBias: Matrix
  readonly recurrentTransposed: Matrix
  /** Gates of the rows of one chunk, as `gruStep` leaves them (rows x 4H). */
  readonly gates: Matrix
  /** States before and after the trials of one chunk (rows x H). */
  readonly before: Matrix
  readonly after: Matrix
  /** Log odds of all rows (rows x 1). */
  readonly logits: Matrix
  /** The recurrent sums of one trial (lanes x 3H). */
  readonly recurrent: Matrix
  /** The number 1. */
  readonly one: Matrix
}

/** The tiny network's ground and its way forward. */
export type TinyWorkspace = TinyGround & Workspace

/** Multiply-adds of the network in a slice, at most. */
const sliceWork = 2 ** 19

/** Allocates the workspace of a fit. */
export function createWorkspace(
  arena: Arena,
  primitives: Primitives,
  network: TinyNetwork,
  trials: PackedTrials,
  chunkTrials: number,
  precision: Precision,
): TinyWorkspace {
  const { units } = network.gru
  const rows = chunkRows(trials, chunkTrials)
  const matrix = (height: number, width: number) => arena.matrix(height, width, precision)
  const ground: TinyGround = {
    precision,
    primitives,
    trials,
    parameters: matrix(1, network.parameterCount),
    parameterCount: network.parameterCount,
    starts: null,
    errors: matrix(rows, 1),
    chunkTrials: Math.min(chunkTrials, trials.offsets.length - 1),
    bytes: precision === "f32" ? 4 : 8,
    network,
    head: matrix(1, units),
    headBias: matrix(1, 1),
    recurrentTransposed: matrix(3 * units, units),
    gates: matrix(rows, 4 * units),
    before: matrix(rows, units),
    after: matrix(rows, units),
    logits: matrix(trials.inputs.rows, 1),
    recurrent: matrix(trials.laneAnimal.length, 3 * units),
    one: matrix(1, 1),
  }
  ground.one.values[0] = 1
  return {
    ...ground,
    sliceRows: Math.floor(sliceWork / network.parameterCount),
    derive: () => derive(ground),
    rollOut(chunkStart, from, to) {
      if (from === chunkStart) carryStates(ground, chunkStart)
      rollOut(ground, chunkStart, from, to)
    },
    score: (chunkStart, from, to, total) => score(ground, chunkStart, from, to, total),
    trajectory: (lane) => logitsOfLane(trials, ground.logits, lane),
  }
}

function derive({ network, parameters, head, headBias, recurrentTransposed }: TinyGround): void {
  const { gru, readOut } = network
  const theta = parameters.values
  transposeRecurrent(gru, parameters, recurrentTransposed)
  headBias.values[0] = theta[readOut.biases + 1]! - theta[readOut.biases]!
  for (let i = 0; i < gru.units; i++)
    head.values[i] = theta[readOut.weights + 2 * i + 1]! - theta[readOut.weights + 2 * i]!
}

/** Brings the states that a chunk starts from to its first rows: 0, or those after the last trial of the chunk before. */
function carryStates(work: TinyGround, chunkStart: number): void {
  const { network, trials, before, chunkTrials } = work
  const { offsets } = trials
  const lanes = offsets[chunkStart + 1]! - offsets[chunkStart]!
  if (chunkStart === 0) before.values.fill(0, 0, lanes * network.gru.units)
  else handOn(work, offsets[chunkStart - 1]! - offsets[chunkStart - chunkTrials]!, 0, lanes)
}

/** Copies the states after the trial whose rows begin at `from` to those before the next, for the animals that have one. */
function handOn({ network, before, after }: TinyGround, from: number, to: number, lanes: number): void {
  const { units } = network.gru
  for (let i = 0; i < lanes * units; i++) before.values[to * units + i] = after.values[from * units + i]!
}

function rollOut(work: TinyGround, chunkStart: number, from: number, to: number): void {
  const { network, primitives, trials, parameters, head, headBias, gates, before, after, recurrent, bytes } = work
  const { offsets, inputs } = trials
  const { gru } = network
  const { units } = gru
  const at = (index: number) => parameters.pointer + index * bytes
  const [wi, bi] = [at(gru.inputWeights), at(gru.inputBiases)]
  const [wh, bh] = [at(gru.recurrentWeights), at(gru.recurrentBiases)]
  const { gruStep, rowProduct } = primitives
  const base = offsets[chunkStart]!
  const unitStep = units * bytes
  for (let t = from; t < to; t++) {
    const row = offsets[t]! - base
    const lanes = offsets[t + 1]! - offsets[t]!
    if (t > chunkStart) handOn(work, offsets[t - 1]! - base, row, lanes)
    const u = inputs.pointer + offsets[t]! * inputs.columns * bytes
    const [h, hNext] = [before.pointer + row * unitStep, after.pointer + row * unitStep]
    const g = gates.pointer + row * 4 * unitStep
    const scratch = recurrent.pointer
    gruStep(hNext, units, g, 4 * units, u, inputs.columns, wi, bi, gru.inputs, h, units, wh, bh, scratch, lanes, units)
  }
  const states = after.pointer + (offsets[from]! - base) * unitStep
  const logits = work.logits.pointer + offsets[from]! * bytes
  const rows = offsets[to]! - offsets[from]!
  rowProduct(logits, 1, 0, 0, headBias.pointer, 0, states, units, head.pointer, units, rows, 1, units)
}

/** As for networks with weights, the log odds in the place of the one weight of a regressor that is always 1. */
function score(work: TinyGround, chunkStart: number, from: number, to: number, total: number): number {
  const { primitives, trials, errors, logits, one, bytes } = work
  const { offsets, inputs, choiceColumn, scored, scoreFrom } = trials
  const first = Math.min(Math.max(from, scoreFrom), to)
  const row = offsets[first]!
  const base = offsets[chunkStart]!
  if (first > from) errors.values.fill(0, offsets[from]! - base, row - base)
  if (first === to) return total
  const e = errors.pointer + (row - base) * bytes
  const a = logits.pointer + row * bytes
  const y = inputs.pointer + (row * inputs.columns + choiceColumn) * bytes
  const rows = offsets[to]! - row
  return primitives.logisticLoss(e, 1, a, 1, one.pointer, 0, y, inputs.columns, rows, 1, 1 / scored, total)
}

function logitsOfLane({ offsets }: PackedTrials, { values }: Matrix, lane: number): Float64Array {
  const logits: number[] = []
  for (let t = 0; t < offsets.length - 1 && offsets[t + 1]! - offsets[t]! > lane; t++)
    logits.push(values[offsets[t]! + lane]!)
  return Float64Array.from(logits)
}
