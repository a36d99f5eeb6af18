import type { Objective } from "../../lib/numerics/objective.ts"

/** The Hessian of an objective at a point, row by row, from one product for each parameter. */
export function denseHessian(objective: Objective, parameters: ArrayLike<number>): Float64Array {
  const point = objective.at(parameters)
  const size = objective.parameterCount
  const unit = (i: number) => new Float64Array(size).with(i, 1)
  return Float64Array.from(Array.from({ length: size }, (_, i) => [...point.hessianVector(unit(i))]).flat())
}
