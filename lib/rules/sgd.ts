import type { Matrix } from "../engine/arena.ts"
import type { Primitives } from "../engine/primitives.ts"

/**
 * One step of stochastic gradient descent with weight decay, p = p - rate (g + decay p); it keeps nothing between steps.
 * @param decay added to the gradient as decay p, the slope of decay p^2 / 2.
 * @see Robbins and Monro 1951, Annals of Mathematical Statistics 22:400.
 */
export function stepSgd(
  primitives: Primitives,
  parameters: Matrix,
  gradient: Matrix,
  rate: number,
  decay: number = 0,
): void {
  primitives.sgd(parameters.pointer, gradient.pointer, parameters.values.length, rate, decay)
}
