import type { Arena, Matrix } from "../../engine/arena.ts"
import { gruGradient } from "../rule-network/gru-blocks.ts"
import type { Adjoint } from "../rule-network/workspace.ts"
import type { TinyGround } from "./rollout.ts"

/** What the way back works on beside the ground. */
interface BackwardGround {
  readonly gradient: Matrix
  /** dL/dh_t of the trial at hand (lanes x H). */
  readonly stateAdjoint: Matrix
  readonly recurrentProducts: Matrix
  readonly gateSums: Matrix
  /** Sums over trials of e_t h_t (1 x H) and of e_t. */
  readonly headProducts: Matrix
  readonly headSum: Matrix
}

/** The tiny network's way back. */
export function createAdjoint(arena: Arena, work: TinyGround): Adjoint {
  const { precision, network, trials, errors } = work
  const { units } = network.gru
  const back: BackwardGround = {
    gradient: arena.matrix(1, network.parameterCount, precision),
    stateAdjoint: arena.matrix(trials.laneAnimal.length, units, precision),
    recurrentProducts: arena.matrix(units, 3 * units, precision),
    gateSums: arena.matrix(1, 4 * units, precision),
    headProducts: arena.matrix(1, units, precision),
    headSum: arena.matrix(1, 1, precision),
  }
  const begun = [back.gradient, back.recurrentProducts, back.gateSums, back.headProducts, back.headSum]
  return {
    gradient: back.gradient,
    // There are no weights, so none that animals start from.
    startAdjoint: errors,
    begin() {
      for (const { values } of begun) values.fill(0)
    },
    beginChunk: () => void back.stateAdjoint.values.fill(0),
    rollBack: (chunkStart, from, to) => rollBack(work, back, chunkStart, from, to),
    addGradient: (chunkStart, from, to) => addGradient(work, back, chunkStart, from, to),
    end: () => endGradient(work, back),
  }
}

/** mu_t = e_t W + (what came from trial t + 1), mu_{t-1} = update (.) mu_t + W_h delta_h; gates become gradients of their sums. */
function rollBack(work: TinyGround, back: BackwardGround, chunkStart: number, from: number, to: number): void {
  const { network, primitives, trials, errors, head, recurrentTransposed, gates, before, bytes } = work
  const { offsets } = trials
  const { units } = network.gru
  const base = offsets[chunkStart]!
  const unitStep = units * bytes
  const mu = back.stateAdjoint.pointer
  const [v, vh] = [head.pointer, recurrentTransposed.pointer]
  for (let t = to - 1; t >= from; t--) {
    const row = offsets[t]! - base
    const lanes = offsets[t + 1]! - offsets[t]!
    const g = gates.pointer + row * 4 * unitStep
    const h = before.pointer + row * unitStep
    const e = errors.pointer + row * bytes
    primitives.gruStepBackward(mu, units, g, 4 * units, h, units, e, 1, v, 1, vh, lanes, units)
  }
}

/** Adds the share of trials `from` … `to` - 1: dL/dW = sum over rows of activation^T signal. */
function addGradient(work: TinyGround, back: BackwardGround, chunkStart: number, from: number, to: number): void {
  const { network, primitives, trials, errors, gates, before, after, bytes } = work
  const { product, columnSums } = primitives
  const { offsets, inputs } = trials
  const { gru } = network
  const { units } = gru
  const [sums, blocks] = [3 * units, 4 * units]
  const row = offsets[from]! - offsets[chunkStart]!
  const rows = offsets[to]! - offsets[from]!
  const g = gates.pointer + row * blocks * bytes
  const u = inputs.pointer + offsets[from]! * inputs.columns * bytes
  const [h, hAfter] = [before.pointer + row * units * bytes, after.pointer + row * units * bytes]
  const e = errors.pointer + row * bytes
  const [wi, wh] = [back.gradient.pointer + gru.inputWeights * bytes, back.recurrentProducts.pointer]
  const w = back.headProducts.pointer
  product(wi, sums, wi, sums, u, 1, inputs.columns, g + units * bytes, blocks, gru.inputs, sums, rows)
  product(wh, sums, wh, sums, h, 1, units, g, blocks, units, sums, rows)
  product(w, units, w, units, e, 1, 1, hAfter, units, 1, units, rows)
  columnSums(back.gateSums.pointer, g, blocks, rows, blocks)
  columnSums(back.headSum.pointer, e, 1, rows, 1)
}

/** The right choice's logit gets what the log odds get, the left one's the opposite. */
function endGradient({ network }: TinyGround, back: BackwardGround): void {
  const { gru, readOut } = network
  const { gradient, headProducts, headSum } = back
  gruGradient(gru, back.recurrentProducts, back.gateSums, gradient)
  const { values } = gradient
  const sum = headSum.values[0]!
  values[readOut.biases] = -sum
  values[readOut.biases + 1] = sum
  for (let i = 0; i < gru.units; i++) {
    const product = headProducts.values[i]!
    values[readOut.weights + 2 * i] = -product
    values[readOut.weights + 2 * i + 1] = product
  }
}
