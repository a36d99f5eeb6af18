import type { Arena, Matrix } from "../../engine/arena.ts"
import { gruGradient } from "../rule-network/gru-blocks.ts"
import { type HeadSums, headGradient, roomForHeadSums } from "../rule-network/perceptron.ts"
import type { Adjoint } from "../rule-network/workspace.ts"
import type { RnnGround } from "./rollout.ts"

/** What the way back works on beside the ground. */
interface BackwardGround extends HeadSums {
  readonly gradient: Matrix
  /** mu, the adjoint of the state after the trial at hand (lanes x H). */
  readonly stateAdjoint: Matrix
  /** Signals at the perceptron's hidden layers for the rows of one slice (rows x H). */
  readonly firstSignal: Matrix
  readonly secondSignal: Matrix
  /** Sums over trials of h (x) the gradients of the recurrent sums (H x 3H), in the order of the gates' blocks. */
  readonly recurrentProducts: Matrix
  /** Sums over trials of the gates' gradients (4H). */
  readonly gateSums: Matrix
}

/** The RNNGLM's way back, for slices of at most `sliceRows` rows. */
export function createAdjoint(arena: Arena, work: RnnGround, sliceRows: number): Adjoint {
  const { precision, network, trials, parameters, errors } = work
  const units = network.hiddenUnits
  const back: BackwardGround = {
    gradient: arena.matrix(1, parameters.columns, precision),
    stateAdjoint: arena.matrix(trials.laneAnimal.length, units, precision),
    firstSignal: arena.matrix(sliceRows, units, precision),
    secondSignal: arena.matrix(sliceRows, units, precision),
    recurrentProducts: arena.matrix(units, 3 * units, precision),
    gateSums: arena.matrix(1, 4 * units, precision),
    ...roomForHeadSums(arena, network, precision),
  }
  const begun = [back.gradient, back.recurrentProducts, back.gateSums, back.products, back.sums]
  return {
    gradient: back.gradient,
    // The first rows of the errors, in which they become lambda.
    startAdjoint: errors,
    begin() {
      for (const { values } of begun) values.fill(0)
    },
    beginChunk: () => void back.stateAdjoint.values.fill(0),
    rollBack: (chunkStart, from, to) => rollBack(work, back, chunkStart, from, lastStep(work, chunkStart, to)),
    addGradient: (chunkStart, from, to) => addGradient(work, back, chunkStart, from, lastStep(work, chunkStart, to)),
    end: () => endGradient(work, back),
  }
}

/** The step out of a chunk's last trial has no gradient: the end of the steps of a slice that do. */
function lastStep({ trials, chunkTrials }: RnnGround, chunkStart: number, to: number): number {
  return Math.min(to, chunkStart + chunkTrials - 1, trials.offsets.length - 2)
}

/**
 * The adjoint recursion (section 2.4), in which the errors of the chunk become lambda_t = dL/dw_t, row by row:
 *   mu_t = relu'(a1) W1 relu'(a2) W2 W3 (g (.) lambda_{t+1}) + (what came from trial t + 1),
 *   mu_{t-1} = update (.) mu_t + W_h delta_h,
 *   lambda_t = (q_t - y_t) x_t / M + lambda_{t+1} + W_iw delta_i,
 * (without its lambda_{t+1} where the network puts out weights directly), where delta are the gradients of the gates' sums at the step out of trial t, delta_i of the input sums, delta_h of the recurrent sums.
 */
function rollBack(work: RnnGround, back: BackwardGround, chunkStart: number, from: number, to: number): void {
  const { network, primitives, trials, parameters, derived, gates, states, first, second, errors, bytes } = work
  const { stateAdjoint, firstSignal, secondSignal } = back
  const { offsets } = trials
  const { hiddenUnits: units, weights: d, gru } = network
  const [sums, blocks] = [3 * units, 4 * units]
  const [head, w2] = [derived.head.pointer, derived.secondTransposed.pointer]
  const [w1, wh] = [derived.firstTransposed.pointer, derived.recurrentTransposed.pointer]
  const wi = parameters.pointer + gru.inputWeights * bytes
  const { productReluBackward, rowProduct, gruStepBackward } = primitives
  const base = offsets[chunkStart]!
  const unitStep = units * bytes
  const mu = stateAdjoint.pointer
  for (let t = to - 1; t >= from; t--) {
    const lanes = offsets[t + 2]! - offsets[t + 1]!
    const row = offsets[t]! - base
    const after = offsets[t + 1]! - base
    const ended = after - row - lanes
    if (ended > 0) gates.values.fill(0, (row + lanes) * blocks, after * blocks)
    const [a1, a2] = [first.pointer + after * unitStep, second.pointer + after * unitStep]
    const signal = (offsets[t + 1]! - offsets[from + 1]!) * unitStep
    const [delta1, delta2] = [firstSignal.pointer + signal, secondSignal.pointer + signal]
    const [lambda, lambdaAfter] = [errors.pointer + row * d * bytes, errors.pointer + after * d * bytes]
    const g = gates.pointer + row * blocks * bytes
    const h = states.pointer + row * unitStep
    productReluBackward(delta2, units, a2, units, lambdaAfter, d, 1, head, units, lanes, units, d)
    productReluBackward(delta1, units, a1, units, delta2, units, 1, w2, units, lanes, units, units)
    gruStepBackward(mu, units, g, blocks, h, units, delta1, units, w1, units, wh, lanes, units)
    rowProduct(
      lambda,
      d,
      lambda,
      d,
      network.direct ? 0 : lambdaAfter,
      d,
      g + unitStep,
      blocks,
      wi,
      sums,
      lanes,
      d,
      sums,
    )
  }
}

/** Adds the share of the steps out of trials `from` … `to` - 1: dL/dW = sum over rows of activation^T signal, one product a layer. */
function addGradient(work: RnnGround, back: BackwardGround, chunkStart: number, from: number, to: number): void {
  if (to <= from) return
  const { network, primitives, trials, gates, states, first, second, errors, bytes } = work
  const { gradient, firstSignal, secondSignal, recurrentProducts, gateSums, products, sums: lambdaSums } = back
  const { product, columnSums } = primitives
  const { offsets, inputs } = trials
  const { hiddenUnits: units, weights: d, layers, gru } = network
  const { columns } = inputs
  const [sums, blocks] = [3 * units, 4 * units]
  const at = (index: number) => gradient.pointer + index * bytes
  const base = offsets[chunkStart]!
  const rows = offsets[to]! - offsets[from]!
  const g = gates.pointer + (offsets[from]! - base) * blocks * bytes
  const h = states.pointer + (offsets[from]! - base) * units * bytes
  const u = inputs.pointer + offsets[from]! * columns * bytes
  const [wi, wh] = [at(gru.inputWeights), recurrentProducts.pointer]
  product(wi, sums, wi, sums, u, 1, columns, g + units * bytes, blocks, columns, sums, rows)
  product(wh, sums, wh, sums, h, 1, units, g, blocks, units, sums, rows)
  columnSums(gateSums.pointer, g, blocks, rows, blocks)

  const after = offsets[from + 1]! - base
  const rowsAfter = offsets[to + 1]! - offsets[from + 1]!
  const hAfter = states.pointer + after * units * bytes
  const a1 = first.pointer + after * units * bytes
  const a2 = second.pointer + after * units * bytes
  const lambda = errors.pointer + after * d * bytes
  const [delta1, delta2] = [firstSignal.pointer, secondSignal.pointer]
  const [w1, w2, w3] = [at(layers[0].weights), at(layers[1].weights), products.pointer]
  product(w1, units, w1, units, hAfter, 1, units, delta1, units, units, units, rowsAfter)
  product(w2, units, w2, units, a1, 1, units, delta2, units, units, units, rowsAfter)
  product(w3, units, w3, units, lambda, 1, d, a2, units, d, units, rowsAfter)
  columnSums(at(layers[0].biases), delta1, units, rowsAfter, units)
  columnSums(at(layers[1].biases), delta2, units, rowsAfter, units)
  columnSums(lambdaSums.pointer, lambda, d, rowsAfter, d)
}

/** Brings what was summed in the order of the gates' blocks, and for the scaled head, into the order of theta. */
function endGradient({ network, parameters }: RnnGround, back: BackwardGround): void {
  const { gradient, recurrentProducts, gateSums } = back
  gruGradient(network.gru, recurrentProducts, gateSums, gradient)
  headGradient(network, parameters, back, gradient)
}
