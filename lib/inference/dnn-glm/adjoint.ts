import type { Arena, Matrix } from "../../engine/arena.ts"
import { type HeadSums, headGradient, roomForHeadSums } from "../rule-network/perceptron.ts"
import type { Adjoint } from "../rule-network/workspace.ts"
import type { DnnGround } from "./rollout.ts"

/** What the way back works on beside the ground. */
interface BackwardGround extends HeadSums {
  readonly gradient: Matrix
  /** lambda_{t+1} of the rows of one chunk (rows x d). */
  readonly lambda: Matrix
  /** lambda_0 (lanes x d). */
  readonly startAdjoint: Matrix
  /** Signals at the hidden layers for the rows of one slice (rows x H). */
  readonly firstSignal: Matrix
  readonly secondSignal: Matrix
}

/** The DNNGLM's way back, for slices of at most `sliceRows` rows. */
export function createAdjoint(arena: Arena, work: DnnGround, sliceRows: number): Adjoint {
  const { precision, network, trials, errors, parameters } = work
  const units = network.hiddenUnits
  const back: BackwardGround = {
    gradient: arena.matrix(1, parameters.columns, precision),
    lambda: arena.matrix(errors.rows, network.weights, precision),
    startAdjoint: arena.matrix(trials.laneAnimal.length, network.weights, precision),
    firstSignal: arena.matrix(sliceRows, units, precision),
    secondSignal: arena.matrix(sliceRows, units, precision),
    ...roomForHeadSums(arena, network, precision),
  }
  return {
    gradient: back.gradient,
    startAdjoint: back.startAdjoint,
    begin() {
      for (const { values } of [back.gradient, back.products, back.sums]) values.fill(0)
    },
    beginChunk: () => void back.lambda.values.fill(0),
    rollBack: (chunkStart, from, to) => rollBack(work, back, chunkStart, from, to),
    addGradient: (chunkStart, from, to) => addGradient(work, back, chunkStart, from, to),
    end: () => headGradient(network, parameters, back, back.gradient),
  }
}

/**
 * lambda_t = (q_t - y_t) x_t / M + (I + J_t)^T lambda_{t+1} (section 2.4), with
 * J_t^T lambda = W1_w relu'(h1) W2 relu'(h2) W3 (g (.) lambda).
 */
function rollBack(work: DnnGround, back: BackwardGround, chunkStart: number, from: number, to: number): void {
  const { network, primitives, trials, parameters, derived, first, second, errors, bytes } = work
  const { lambda, startAdjoint, firstSignal, secondSignal } = back
  const { offsets } = trials
  const { hiddenUnits: units, weights: d } = network
  const base = offsets[chunkStart]!
  const sliceBase = offsets[from]!
  const unitStep = units * bytes
  const lambdaStep = d * bytes
  const [head, w2] = [derived.head.pointer, derived.secondTransposed.pointer]
  const w1 = parameters.pointer + network.layers[0].weights * bytes
  const { productReluBackward, rowProduct } = primitives
  for (let t = to - 1; t >= from; t--) {
    const row = offsets[t]! - base
    const lanes = offsets[t + 1]! - offsets[t]!
    const h1 = first.pointer + row * unitStep
    const h2 = second.pointer + row * unitStep
    const delta1 = firstSignal.pointer + (offsets[t]! - sliceBase) * unitStep
    const delta2 = secondSignal.pointer + (offsets[t]! - sliceBase) * unitStep
    const now = lambda.pointer + row * lambdaStep
    productReluBackward(delta2, units, h2, units, now, d, 1, head, units, lanes, units, d)
    productReluBackward(delta1, units, h1, units, delta2, units, 1, w2, units, lanes, units, units)
    if (t === chunkStart && t > 0) continue
    const before = t === 0 ? startAdjoint.pointer : lambda.pointer + (offsets[t - 1]! - base) * lambdaStep
    const direct = errors.pointer + row * lambdaStep
    rowProduct(before, d, now, d, direct, d, delta1, units, w1, units, lanes, d, units)
  }
}

/** Adds the share of trials `from` … `to` - 1: dL/dW = sum over rows of activation^T signal, one product a layer. */
function addGradient(work: DnnGround, back: BackwardGround, chunkStart: number, from: number, to: number): void {
  const { network, primitives, trials, first, second, bytes } = work
  const { gradient, lambda, firstSignal, secondSignal, products, sums } = back
  const { product, columnSums } = primitives
  const { offsets, inputs } = trials
  const { hiddenUnits: units, weights: d, layers } = network
  const { columns } = inputs
  const [one, two] = layers
  const row = offsets[from]! - offsets[chunkStart]!
  const rows = offsets[to]! - offsets[from]!
  const at = (index: number) => gradient.pointer + index * bytes
  const u = inputs.pointer + offsets[from]! * columns * bytes
  const h1 = first.pointer + row * units * bytes
  const h2 = second.pointer + row * units * bytes
  const l = lambda.pointer + row * d * bytes
  const [delta1, delta2] = [firstSignal.pointer, secondSignal.pointer]
  const [w1, w2, w3] = [at(one.weights), at(two.weights), products.pointer]
  product(w1, units, w1, units, u, 1, columns, delta1, units, columns, units, rows)
  product(w2, units, w2, units, h1, 1, units, delta2, units, units, units, rows)
  product(w3, units, w3, units, l, 1, d, h2, units, d, units, rows)
  columnSums(at(one.biases), delta1, units, rows, units)
  columnSums(at(two.biases), delta2, units, rows, units)
  columnSums(sums.pointer, l, d, rows, d)
}
