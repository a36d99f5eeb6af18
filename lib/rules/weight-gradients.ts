import { type Block, block, type Matrix, rowsOf } from "../engine/arena.ts"
import type { RatePass } from "../networks/rate-pass.ts"
import { scoredRows } from "../networks/rate-readout.ts"
import type { RateGradient } from "./recurrent-rule.ts"

/**
 * G_W = gain sum_t g_t z_{t-1}^T and G_U = gain sum_t g_t x_t^T, over steps and trials, each as one product.
 * @param room N_in x N, overwritten.
 */
export function weightGradients(pass: RatePass, signals: Matrix, gradient: RateGradient, room: Matrix): void {
  recurrentGradient(pass, gradient, [[laterRows(signals, pass), earlierRows(pass.rates, pass)]])
  inputGradient(pass, gradient, pass.inputs, signals, room)
}

/** G_W = gain times the sum of A^T B over the given pairs, signals A with presynaptic rates B, or traces of them. */
export function recurrentGradient(
  { network, products, primitives }: RatePass,
  { vector, blocks }: RateGradient,
  pairs: readonly (readonly [signals: Block, rates: Block])[],
): void {
  const { units, gain, selfConnections, layout } = network
  const { recurrent } = blocks
  for (const [index, [signals, rates]] of pairs.entries())
    products.multiplyTransposedLeft(recurrent, index === 0 ? null : recurrent, signals, rates)
  primitives.scale(recurrent.pointer, gain, units * units)
  if (!selfConnections) for (let i = 0; i < units; i++) vector.values[layout.recurrent.first + i * (units + 1)] = 0
}

/**
 * G_U = gain A^T X, signals A with inputs X, or traces of them.
 * The inputs are few, and a product of few rows costs less than one of few columns: the transpose is made first, in `room` (N_in x N).
 */
export function inputGradient(
  { network, products, primitives }: RatePass,
  { blocks }: RateGradient,
  inputs: Block,
  signals: Block,
  room: Matrix,
): void {
  const { units, inputs: channels, gain } = network
  products.multiplyTransposedLeft(room, null, inputs, signals)
  primitives.scale(room.pointer, gain, units * channels)
  primitives.transpose(blocks.input.pointer, channels, room.pointer, units, channels, units)
}

/** The exact gradient of the readout: G_w = sum_t eps_t z_t^T, G_b = sum_t eps_t. */
export function readoutGradient(pass: RatePass, gradient: RateGradient): void {
  const { errors } = pass.readout
  pass.products.multiplyTransposedLeft(gradient.blocks.readout, null, errors, scoredRows(pass.rates, pass))
  if (pass.network.readoutBias) biasGradient(pass, gradient, errors)
}

/** G_b = sum of the rows of the errors. */
export function biasGradient(
  { network, primitives }: RatePass,
  { vector, blocks }: RateGradient,
  errors: Matrix,
): void {
  const { first } = network.layout.bias
  vector.values.fill(0, first, first + network.outputs)
  primitives.columnSums(blocks.bias.pointer, errors.pointer, errors.columns, errors.rows, errors.columns)
}

/** The rows of all steps but the first. */
export function laterRows(all: Matrix, { trialCount }: RatePass): Block {
  return block(all, trialCount, 0, all.rows - trialCount, all.columns)
}

/** The rows of all steps but the last. */
export function earlierRows(all: Matrix, { trialCount }: RatePass): Block {
  return rowsOf(all, 0, all.rows - trialCount)
}
