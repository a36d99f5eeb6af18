import type { Matrix } from "../../engine/arena.ts"
import type { AdamState } from "../../rules/adam.ts"

/** Flat parameters, or moments of them, in the precision of the fit. */
export type Flat = Float32Array | Float64Array

/** Parameters and what they give: the best met on the way. */
export interface BestParameters {
  readonly epoch: number
  /** Mean negative log likelihood a trial, nats; with several steps an epoch, that of each at its own parameters. */
  readonly loss: number
  readonly parameters: Flat
}

/** All that a descent is between two epochs. */
export interface DescentState {
  /** Epochs done. */
  readonly epoch: number
  readonly rate: number
  /** Epochs whose loss or gradient was not finite. */
  readonly nonFinite: number
  readonly best: BestParameters | null
  readonly parameters: Flat
  readonly firstMoment: Flat
  readonly secondMoment: Flat
  readonly powers: Float64Array
}

/** What changes from epoch to epoch beside parameters and moments. */
export type Standing = Pick<DescentState, "epoch" | "rate" | "nonFinite" | "best">

/** A copy of where a descent stands, on memory of its own: what leaves the engine is never a view into the arena. */
export function stateOf(parameters: Matrix, adam: AdamState, standing: Standing): DescentState {
  return {
    ...standing,
    parameters: copyOf(parameters.values),
    firstMoment: copyOf(adam.firstMoment.values),
    secondMoment: copyOf(adam.secondMoment.values),
    powers: adam.powers.slice(),
  }
}

/** Puts parameters and moments back to where a state has them. */
export function returnTo(state: DescentState, parameters: Matrix, adam: AdamState): void {
  parameters.values.set(state.parameters)
  adam.firstMoment.values.set(state.firstMoment)
  adam.secondMoment.values.set(state.secondMoment)
  adam.powers.set(state.powers)
}

function copyOf(values: Flat): Flat {
  return values instanceof Float32Array ? Float32Array.from(values) : Float64Array.from(values)
}
