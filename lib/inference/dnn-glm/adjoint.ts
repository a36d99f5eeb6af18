import type { Arena, Matrix } from "../../engine/arena.ts"
import { headGradient } from "./network.ts"
import type { Workspace } from "./rollout.ts"
import { inputColumns, weightColumns } from "./trials.ts"

/** What the backward pass works on beside the workspace. */
export interface Adjoint {
  /** dL/dtheta. */
  readonly gradient: Matrix
  /** lambda_{t+1} of the rows of one chunk (rows x 2). */
  readonly lambda: Matrix
  /** Signals at the hidden layers for the rows of one slice (rows x H). */
  readonly firstSignal: Matrix
  readonly secondSignal: Matrix
  /** sum_t lambda_j h2_i (2 x H) and sum_t lambda_j, from which the head's gradient is made. */
  readonly headProducts: Matrix
  readonly headSums: Matrix
}

/** Allocates what the backward pass needs, for slices of at most `sliceRows` rows. */
export function createAdjoint(arena: Arena, work: Workspace, sliceRows: number): Adjoint {
  const { precision, network, errors } = work
  const units = network.hiddenUnits
  return {
    gradient: arena.matrix(1, network.parameterCount, precision),
    lambda: arena.matrix(errors.rows, weightColumns, precision),
    firstSignal: arena.matrix(sliceRows, units, precision),
    secondSignal: arena.matrix(sliceRows, units, precision),
    headProducts: arena.matrix(weightColumns, units, precision),
    headSums: arena.matrix(1, weightColumns, precision),
  }
}

/** Begins a gradient: all sums at 0. */
export function beginGradient({ gradient, headProducts, headSums }: Adjoint): void {
  gradient.values.fill(0)
  headProducts.values.fill(0)
  headSums.values.fill(0)
}

/** Begins a chunk at its end: lambda is 0 there, since gradients do not cross into the next chunk. */
export function beginChunk({ lambda }: Adjoint): void {
  lambda.values.fill(0)
}

/**
 * The adjoint recursion over trials `to` - 1 down to `from` of a chunk (section 2.4):
 * lambda_t = (q_t - y_t) x_t / M + (I + J_t)^T lambda_{t+1}, with J_t^T lambda = W1_w relu'(h1) W2 relu'(h2) W3 (g (.) lambda).
 */
export function rollBack(work: Workspace, adjoint: Adjoint, chunkStart: number, from: number, to: number): void {
  const { network, primitives, trials, parameters, derived, first, second, errors, bytes } = work
  const { lambda, firstSignal, secondSignal } = adjoint
  const { offsets } = trials
  const units = network.hiddenUnits
  const base = offsets[chunkStart]!
  const sliceBase = offsets[from]!
  const unitStep = units * bytes
  const lambdaStep = weightColumns * bytes
  const [head, w2] = [derived.head.pointer, derived.secondTransposed.pointer]
  const w1 = parameters.pointer + network.layers[0].weights * bytes
  const { productReluBackward, rowProduct } = primitives
  const d = weightColumns
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
    if (t === chunkStart) continue
    const before = lambda.pointer + (offsets[t - 1]! - base) * lambdaStep
    const direct = errors.pointer + row * lambdaStep
    rowProduct(before, d, now, d, direct, d, delta1, units, w1, units, lanes, d, units)
  }
}

/** Adds the share of trials `from` … `to` - 1 to the gradient: dL/dW = sum over rows of activation^T signal, one product a layer. */
export function addGradient(work: Workspace, adjoint: Adjoint, chunkStart: number, from: number, to: number): void {
  const { network, primitives, trials, first, second, bytes } = work
  const { gradient, lambda, firstSignal, secondSignal, headProducts, headSums } = adjoint
  const { product, columnSums } = primitives
  const { offsets, inputs } = trials
  const { hiddenUnits: units, layers } = network
  const [one, two] = layers
  const row = offsets[from]! - offsets[chunkStart]!
  const rows = offsets[to]! - offsets[from]!
  const at = (index: number) => gradient.pointer + index * bytes
  const u = inputs.pointer + offsets[from]! * inputColumns * bytes
  const h1 = first.pointer + row * units * bytes
  const h2 = second.pointer + row * units * bytes
  const l = lambda.pointer + row * weightColumns * bytes
  const [delta1, delta2] = [firstSignal.pointer, secondSignal.pointer]
  const [w1, w2, w3] = [at(one.weights), at(two.weights), headProducts.pointer]
  product(w1, units, w1, units, u, 1, inputColumns, delta1, units, inputColumns, units, rows)
  product(w2, units, w2, units, h1, 1, units, delta2, units, units, units, rows)
  product(w3, units, w3, units, l, 1, weightColumns, h2, units, weightColumns, units, rows)
  columnSums(at(one.biases), delta1, units, rows, units)
  columnSums(at(two.biases), delta2, units, rows, units)
  columnSums(headSums.pointer, l, weightColumns, rows, weightColumns)
}

/** Ends a gradient: the last layer's and the factors' parts are made from the head's. */
export function endGradient({ network, parameters }: Workspace, adjoint: Adjoint): void {
  headGradient(network, parameters, adjoint.headProducts, adjoint.headSums, adjoint.gradient)
}
