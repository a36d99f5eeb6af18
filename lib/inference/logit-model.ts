import type { ChoiceSequence } from "../data/choices.ts"
import type { PolicyRule } from "../rules/policy-rule.ts"

/**
 * A model whose logit of "right" is w_stim s + w_bias on every trial, with weights that may depend on all earlier trials.
 * Its constants sit in named slots; which of them are free, shared or fixed is a `Parametrisation`.
 */
export interface LogitModel {
  readonly slots: readonly string[]
  /**
   * Runs through one animal's trials with its recorded choices and rewards.
   * @param constants one value a slot.
   * @param trace what is filled; entry t depends on trials before t, and on the stimulus of t, alone.
   * @returns the largest factor by which a difference between starting weights grew, at least 1.
   */
  readonly trace: (animal: ChoiceSequence, constants: Float64Array, trace: Trace) => number
  /** The rule of learning at given constants; absent where nothing is learned. */
  readonly rule?: (constants: Float64Array) => PolicyRule
}

/** The weights of every trial, and how its logit depends on the constants. */
export interface Trace {
  readonly weightStimulus: Float64Array
  readonly weightBias: Float64Array
  /** d logit_t / d slot, trials x slots, row-major. */
  readonly jacobian: Float64Array
}

/** A free parameter: its name, the slots that it sets, its bounds and its standard start. */
export interface FreeParameter {
  readonly name: string
  readonly slots: readonly number[]
  /** -Infinity where absent. */
  readonly lower?: number
}

/** Which slots are free, which share a parameter, and which are fixed. */
export interface Parametrisation {
  readonly free: readonly FreeParameter[]
  /** Values of the slots that no parameter sets; 0 where absent. */
  readonly fixed?: Readonly<Record<number, number>>
  /** Where the search begins, one list of values a start, in the order of `free`. */
  readonly starts: readonly (readonly number[])[]
}

/** An empty trace for an animal. */
export function emptyTrace(trials: number, slots: number): Trace {
  return {
    weightStimulus: new Float64Array(trials),
    weightBias: new Float64Array(trials),
    jacobian: new Float64Array(trials * slots),
  }
}

/** The constants of a model at given values of its free parameters. */
export function constantsOf(model: LogitModel, how: Parametrisation, parameters: ArrayLike<number>): Float64Array {
  const constants = new Float64Array(model.slots.length)
  for (const [slot, value] of Object.entries(how.fixed ?? {})) constants[Number(slot)] = value
  how.free.forEach(({ slots }, index) => {
    for (const slot of slots) constants[slot] = parameters[index]!
  })
  return constants
}
