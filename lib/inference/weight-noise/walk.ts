import type { ChoiceSequence } from "../../data/choices.ts"
import { answerOf, designMatrix, type RegressorName } from "../regressors.ts"
import { type Observation, type ObservedTrials, observeChoices } from "./observations.ts"

/** What the animal is supposed to learn by between two trials; nothing under "none". */
export type WalkRule = "none" | "reinforce" | "predictMax" | "rewardMax"

/** Which of the deviations holds for the step that leads to a trial. */
export const stepKinds = Object.freeze({ initial: 0, trial: 1, session: 2 })

/**
 * One animal's weights as a random walk: w_t = w_{t-1} + v(w_{t-1}, trial t-1) + e_t, with e_t normal and independent between weights,
 * and choices by a Bernoulli generalised linear model of w_t · x_t.
 * All arrays have an entry a trial; matrices are trials x weights, row-major.
 * @see Roy et al. 2021, Neuron 109:597; Ashwood et al. 2020, NeurIPS 33:3442.
 */
export interface Walk extends ObservedTrials {
  readonly animal: string
  readonly trials: number
  readonly names: readonly RegressorName[]
  /** x_t. */
  readonly design: Float64Array
  /** The deviation of the step that leads to each trial, by `stepKinds`. */
  readonly stepKind: Uint8Array
  readonly observation: Observation
  readonly rule: WalkRule
  /** What the rule compares the policy with: the choice, or the answer (for "rewardMax" as 1 and -1). */
  readonly target: Float64Array
  /** r_t for a rule that reads it, else 1. */
  readonly rewarded: Float64Array
}

/** How an animal's trials become a walk. */
export interface WalkOptions {
  readonly regressors: readonly RegressorName[]
  /** Whether the step into a session has a deviation of its own. */
  readonly dayNoise: boolean
  readonly rule: WalkRule
  /** Trials whose choice does not count, by index. */
  readonly heldOut?: Iterable<number>
}

/**
 * Lays out one animal's walk.
 * @throws RangeError on a regressor that the animal does not have.
 */
export function walkOf(animal: ChoiceSequence, { regressors, dayNoise, rule, heldOut = [] }: WalkOptions): Walk {
  const { choice, reward, sessionStart } = animal
  const observed = new Float64Array(choice.length).fill(1)
  for (const t of heldOut) observed[t] = 0
  const stepKind = Uint8Array.from(choice, (_, t) => {
    if (t === 0) return stepKinds.initial
    return dayNoise && sessionStart[t] === 1 ? stepKinds.session : stepKinds.trial
  })
  return Object.freeze({
    animal: animal.animal,
    trials: choice.length,
    names: Object.freeze([...regressors]),
    design: designMatrix(animal, regressors),
    choice,
    observed,
    stepKind,
    observation: observeChoices,
    rule,
    target: Float64Array.from(choice, (_, t) => targetOf(rule, animal, t)),
    rewarded: Float64Array.from(choice, (_, t) => (rule === "reinforce" ? reward[t]! : 1)),
  })
}

function targetOf(rule: WalkRule, animal: ChoiceSequence, t: number): number {
  if (rule === "predictMax") return answerOf(animal, t)
  if (rule === "rewardMax") return 2 * answerOf(animal, t) - 1
  return animal.choice[t]!
}
