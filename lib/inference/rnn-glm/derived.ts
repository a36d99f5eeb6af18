import type { Arena, Matrix } from "../../engine/arena.ts"
import type { Precision } from "../../engine/primitives.ts"
import { transposeRecurrent } from "../rule-network/gru-blocks.ts"
import * as perceptron from "../rule-network/perceptron.ts"
import type { RecurrentUpdateNetwork } from "./network.ts"

/** What is derived from the parameters once a pass: the perceptron's copies, and those of the layers before it. */
export interface RecurrentDerived extends perceptron.Derived {
  /** Transpose of the perceptron's first weights (H x H). */
  readonly firstTransposed: Matrix
  /** Transpose of the recurrent weights, rows in the order of the gates' blocks: candidate, reset, update (3H x H). */
  readonly recurrentTransposed: Matrix
}

/** Room for what is derived from the parameters. */
export function createDerived(arena: Arena, network: RecurrentUpdateNetwork, precision: Precision): RecurrentDerived {
  const { hiddenUnits: units } = network
  return {
    ...perceptron.roomForDerived(arena, network, precision),
    firstTransposed: arena.matrix(units, units, precision),
    recurrentTransposed: arena.matrix(3 * units, units, precision),
  }
}

/** Derives the transposed and scaled copies from the parameters. */
export function derive(network: RecurrentUpdateNetwork, parameters: Matrix, derived: RecurrentDerived): void {
  const { hiddenUnits: units, layers, gru } = network
  const theta = parameters.values
  perceptron.derive(network, parameters, derived)
  for (let i = 0; i < units; i++) {
    for (let j = 0; j < units; j++)
      derived.firstTransposed.values[j * units + i] = theta[layers[0].weights + i * units + j]!
  }
  transposeRecurrent(gru, parameters, derived.recurrentTransposed)
}
