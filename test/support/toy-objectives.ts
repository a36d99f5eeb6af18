import type { Objective } from "../../lib/numerics/objective.ts"

/** An objective made of formulas, in f64. */
export interface Formulas {
  readonly parameterCount: number
  loss(parameters: ArrayLike<number>): number
  gradient(parameters: ArrayLike<number>): Float64Array
  hessianVector(parameters: ArrayLike<number>, direction: ArrayLike<number>): Float64Array
}

/** The objective of some formulas. */
export function toyObjective({ parameterCount, loss, gradient, hessianVector }: Formulas): Objective {
  return Object.freeze({
    parameterCount,
    mode: "exact",
    precision: "f64",
    at: (parameters) =>
      Object.freeze({
        loss: loss(parameters),
        gradient: () => gradient(parameters),
        hessianVector: (direction: ArrayLike<number>) => hessianVector(parameters, direction),
      }),
    dispose() {},
  } satisfies Objective)
}

/** w H w / 2 with H diagonal. */
export function quadratic(curvatures: readonly number[]): Objective {
  const along = (w: ArrayLike<number>) => Float64Array.from(curvatures, (h, i) => h * w[i]!)
  return toyObjective({
    parameterCount: curvatures.length,
    loss: (w) => curvatures.reduce((sum, h, i) => sum + (h * w[i]! ** 2) / 2, 0),
    gradient: along,
    hessianVector: (_, direction) => along(direction),
  })
}

/** (x y - 1)^2 / 2, whose minima x y = 1 have the curvatures x^2 + y^2 and 0. */
export const hyperbola: Objective = toyObjective({
  parameterCount: 2,
  loss: ({ 0: x, 1: y }) => (x! * y! - 1) ** 2 / 2,
  gradient: ({ 0: x, 1: y }) => Float64Array.of((x! * y! - 1) * y!, (x! * y! - 1) * x!),
  hessianVector({ 0: x, 1: y }, { 0: u, 1: v }) {
    const mixed = 2 * x! * y! - 1
    return Float64Array.of(y! * y! * u! + mixed * v!, mixed * u! + x! * x! * v!)
  },
})
