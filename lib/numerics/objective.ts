/** A vector of parameters, or of their derivatives. */
export type ParameterVector = Float32Array | Float64Array

/**
 * A differentiable function of a flat vector of parameters: what optimisers and analyses of curvature ask of a network, whoever wrote it.
 * What it hands back are copies.
 */
export interface Objective {
  readonly parameterCount: number
  /** Numeric mode of the arithmetic, for the provenance of results; `exact` gives the same bits on every machine. */
  readonly mode: "exact" | "fast"
  /** Precision of the arithmetic; losses are summed in f64. */
  readonly precision: "f32" | "f64"
  /**
   * Loss and derivatives at a point; what all products at that point share is computed once.
   * @throws RangeError where the length of the parameters is wrong.
   */
  at(parameters: ArrayLike<number>): ObjectivePoint
  /** Gives back the memory of the engine; the objective is of no use afterwards. */
  dispose(): void
}

/** An objective at one point. It lasts until its objective is asked for another point. */
export interface ObjectivePoint {
  readonly loss: number
  /** The gradient, one entry a parameter. */
  gradient(): ParameterVector
  /**
   * The Hessian times a direction, exact up to rounding unless its maker says otherwise.
   * @throws RangeError where the length of the direction is wrong, Error where the objective has moved on to another point.
   */
  hessianVector(direction: ArrayLike<number>): ParameterVector
}
