import type { Matrix } from "../../engine/arena.ts"
import type { GruLayer } from "../../networks/gru.ts"

/** Column of a recurrent sum among the gates' blocks (candidate, reset, update) from that in theta (reset, update, candidate). */
function inBlocks(column: number, units: number): number {
  return (column + units) % (3 * units)
}

/** The transpose of the recurrent weights, rows in the order of the gates' blocks (3H x H), as the way back wants it. */
export function transposeRecurrent({ units, recurrentWeights }: GruLayer, parameters: Matrix, target: Matrix): void {
  for (let i = 0; i < units; i++)
    for (let j = 0; j < 3 * units; j++)
      target.values[inBlocks(j, units) * units + i] = parameters.values[recurrentWeights + i * 3 * units + j]!
}

/**
 * Brings what was summed over trials in the order of the gates' blocks into the order of theta.
 * @param recurrentProducts sums of h (x) the gradients of the recurrent sums (H x 3H).
 * @param gateSums sums of the gates' gradients (4H).
 */
export function gruGradient(
  { units, inputBiases, recurrentBiases, recurrentWeights }: GruLayer,
  recurrentProducts: Matrix,
  gateSums: Matrix,
  gradient: Matrix,
): void {
  const sums = 3 * units
  for (let j = 0; j < sums; j++) {
    const column = inBlocks(j, units)
    gradient.values[inputBiases + j] = gateSums.values[units + j]!
    gradient.values[recurrentBiases + j] = gateSums.values[column]!
    for (let i = 0; i < units; i++)
      gradient.values[recurrentWeights + i * sums + j] = recurrentProducts.values[i * sums + column]!
  }
}
