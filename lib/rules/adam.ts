import type { Arena, Matrix } from "../engine/arena.ts"
import type { Precision, Primitives } from "../engine/primitives.ts"

/** What Adam keeps between steps. */
export interface AdamState {
  readonly firstMoment: Matrix
  readonly secondMoment: Matrix
  /** beta1^t and beta2^t by repeated product: `**` may differ between machines. */
  readonly powers: Float64Array
}

const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-8

/** The state of Adam before its first step on `n` parameters. */
export function initAdam(arena: Arena, n: number, precision: Precision): AdamState {
  return {
    firstMoment: arena.matrix(1, n, precision),
    secondMoment: arena.matrix(1, n, precision),
    powers: Float64Array.of(1, 1),
  }
}

/** One step of Adam down the gradient, with beta 0.9 and 0.999, epsilon 1e-8. Kingma and Ba 2015, algorithm 1. */
export function stepAdam(
  { firstMoment, secondMoment, powers }: AdamState,
  primitives: Primitives,
  parameters: Matrix,
  gradient: Matrix,
  rate: number,
): void {
  powers[0]! *= beta1
  powers[1]! *= beta2
  primitives.adam(
    parameters.pointer,
    gradient.pointer,
    firstMoment.pointer,
    secondMoment.pointer,
    parameters.values.length,
    rate,
    beta1,
    beta2,
    epsilon,
    1 - powers[0]!,
    1 - powers[1]!,
  )
}

/** Forgets all steps: the next one is a first step again. */
export function resetAdam({ firstMoment, secondMoment, powers }: AdamState): void {
  firstMoment.values.fill(0)
  secondMoment.values.fill(0)
  powers.fill(1)
}
