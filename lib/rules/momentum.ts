import type { Arena, Matrix } from "../engine/arena.ts"
import type { Precision, Primitives } from "../engine/primitives.ts"

/** What gradient descent with momentum keeps between steps. */
export interface MomentumState {
  readonly moment: Matrix
}

/** How much of the moment stays from step to step, and how much of the parameters is added to the gradient. */
export interface MomentumConstants {
  readonly momentum: number
  /** 0 where absent. */
  readonly decay?: number
}

/** The state before the first step on `n` parameters. */
export function initMomentum(arena: Arena, n: number, precision: Precision): MomentumState {
  return { moment: arena.matrix(1, n, precision) }
}

/**
 * One step of gradient descent with momentum: m = momentum m + (g + decay p), p = p - rate m. The first step is one of plain descent,
 * as in PyTorch, whose convention this is: the rate stands outside the moment.
 * @see Polyak 1964, USSR Computational Mathematics and Mathematical Physics 4:1 (the heavy ball).
 */
export function stepMomentum(
  { moment }: MomentumState,
  primitives: Primitives,
  parameters: Matrix,
  gradient: Matrix,
  rate: number,
  { momentum, decay = 0 }: MomentumConstants,
): void {
  const n = parameters.values.length
  primitives.momentum(parameters.pointer, gradient.pointer, moment.pointer, n, rate, momentum, decay)
}

/** Forgets all steps: the next one is a first step again. */
export function resetMomentum({ moment }: MomentumState): void {
  moment.values.fill(0)
}
