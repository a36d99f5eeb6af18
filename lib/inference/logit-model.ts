import type { ChoiceSequence } from "../data/choices.ts"
import { probabilityRight } from "../networks/glm-policy.ts"
import type { PolicyRule } from "../rules/policy-rule.ts"
import type { FittedLearner, TrialAgent } from "./learner.ts"
import type { RegressorName } from "./regressors.ts"

/**
 * A model whose logit of "right" is w_stim s + w_bias on every trial, or a sum over named regressors, or its own, with weights that may
 * depend on all earlier trials. Its constants sit in named slots; which of them are free, shared or fixed is a `Parametrisation`.
 */
export interface LogitModel {
  readonly slots: readonly string[]
  /** What its weights act on; where this is given, none included, the trace fills `logit` and a column of `weights` for each. */
  readonly regressors?: readonly RegressorName[]
  /**
   * Runs through one animal's trials with its recorded choices and rewards.
   * @param constants one value a slot.
   * @param trace what is filled; entry t depends on trials before t, and on the stimulus of t, alone.
   * @returns the largest factor by which a difference between starting weights grew, at least 1.
   */
  readonly trace: (animal: ChoiceSequence, constants: Float64Array, trace: Trace) => number
  /** The rule of learning at given constants; absent where nothing is learned. */
  readonly rule?: (constants: Float64Array) => PolicyRule
  /** The same of a rule that carries something from trial to trial beside the weights. */
  readonly recurrentRule?: (constants: Float64Array) => Pick<FittedLearner, "update" | "nextHidden">
  /**
   * Where there is no rule: w_bias of the next trial from what is remembered, and what is remembered after a choice, both 0 at first and at
   * the start of a session. The stimulus weight is constant.
   */
  readonly memory?: (constants: Float64Array) => ChoiceMemory
}

/** A model whose bias hangs on its own choices alone. */
export interface ChoiceMemory {
  readonly weightStimulus: number
  readonly weightBias: (remembered: number) => number
  readonly remember: (remembered: number, choice: 0 | 1) => number
}

/** The weights of every trial, and how its logit depends on the constants. */
export interface Trace {
  readonly weightStimulus: Float64Array
  readonly weightBias: Float64Array
  /** d logit_t / d slot, trials x slots, row-major. */
  readonly jacobian: Float64Array
  /** Logit of "right" of every trial, of models that name their regressors. */
  readonly logit: Float64Array
  /** Trials x regressors, row-major. */
  readonly weights: Float64Array
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

/** An agent that chooses by sigmoid(w_stim s + w_bias) with a bias that hangs on what it remembers of its own choices in the session. */
export function rememberingAgent({ weightStimulus, weightBias, remember }: ChoiceMemory): TrialAgent {
  let remembered = 0
  let bias = weightBias(0)
  return {
    chooses(stimulus, sessionStart) {
      if (sessionStart === 1) remembered = 0
      bias = weightBias(remembered)
      return probabilityRight(weightStimulus * stimulus + bias)
    },
    learns(choice) {
      remembered = remember(remembered, choice)
    },
    bias: () => bias,
  }
}

/** An empty trace for an animal. */
export function emptyTrace(trials: number, slots: number, regressors = 0): Trace {
  return {
    weightStimulus: new Float64Array(trials),
    weightBias: new Float64Array(trials),
    jacobian: new Float64Array(trials * slots),
    logit: new Float64Array(trials),
    weights: new Float64Array(trials * regressors),
  }
}

/** The trace of a model through an animal's trials, and the growth that `trace` returns. */
export function traced(model: LogitModel, constants: Float64Array, animal: ChoiceSequence): Trace & { growth: number } {
  const trace = emptyTrace(animal.choice.length, model.slots.length, model.regressors?.length)
  const growth = model.trace(animal, constants, trace)
  if (model.regressors === undefined)
    for (let t = 0; t < trace.logit.length; t += 1)
      trace.logit[t] = trace.weightStimulus[t]! * animal.stimulus[t]! + trace.weightBias[t]!
  return { ...trace, growth }
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
