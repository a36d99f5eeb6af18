import type { Matrix } from "../engine/arena.ts"
import type { Primitives } from "../engine/primitives.ts"

/** Scales a gradient down to Euclidean norm `limit` where it is longer; its norm before that, which tells whether it is finite. */
export function clipGlobalNorm(primitives: Primitives, gradient: Matrix, limit: number): number {
  const { pointer, values } = gradient
  const norm = Math.sqrt(primitives.sumOfSquares(pointer, values.length))
  if (norm > limit) primitives.scale(pointer, limit / norm, values.length)
  return norm
}
