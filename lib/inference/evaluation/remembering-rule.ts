import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceLogLikelihood } from "../../networks/glm-policy.ts"
import type { Pace } from "../../runs/pace.ts"
import { type Fitted, fittedLearner } from "../fitted.ts"
import type { FittedLearner, TrialState } from "../learner.ts"

/** A fitted rule with memory. */
export interface RememberingRule {
  readonly label: string
  readonly update: NonNullable<FittedLearner["update"]>
  readonly nextHidden: NonNullable<FittedLearner["nextHidden"]>
}

/**
 * The rule of a fitted learner, which must have memory.
 * @throws Error where it has none.
 */
export function requireMemory(caller: string, fitted: Fitted): RememberingRule {
  const { label, update, nextHidden } = fittedLearner(caller, fitted)
  if (update !== undefined && nextHidden !== undefined) return { label, update, nextHidden }
  throw new Error(`${caller} asks a rule with memory, such as a fitted learners.rnnGlm(); ${label} has none`)
}

/** A rule run through an animal's trials. */
export interface RememberedTrials {
  /** Each trial with the weights that met it. */
  readonly states: readonly TrialState[]
  /** The memory that met each trial; undefined where it was empty. */
  readonly memories: readonly (Float64Array | undefined)[]
  /** Mean log likelihood a trial, nats. */
  readonly natsPerTrial: number
}

/**
 * Runs a rule through an animal's trials with the recorded choices and rewards, from the weights known of it or 0, its memory emptied
 * after every `every` trials (infinity: never).
 * @returns null where the user asked to stop.
 */
export async function runWithMemory(
  { update, nextHidden }: RememberingRule,
  animal: ChoiceSequence,
  every: number,
  pace: Pace,
): Promise<RememberedTrials | null> {
  let [w, b] = animal.initialWeights ?? [0, 0]
  let memory: Float64Array | undefined
  let nats = 0
  const states: TrialState[] = []
  const memories: (Float64Array | undefined)[] = []
  for (let t = 0; t < animal.choice.length; t += 1) {
    if (!(await pace.goOn())) return null
    const state: TrialState = {
      weightStimulus: w,
      weightBias: b,
      stimulus: animal.stimulus[t]!,
      choice: animal.choice[t] as 0 | 1,
      reward: animal.reward[t] as 0 | 1,
      sessionStart: animal.sessionStart[t] as 0 | 1,
    }
    if (t % every === 0) memory = undefined
    states.push(state)
    memories.push(memory)
    nats += logLikelihood(state)
    const change = update(withMemory(state, memory))
    memory = nextHidden(withMemory(state, memory))
    w += change[0]
    b += change[1]
  }
  return { states, memories, natsPerTrial: nats / states.length }
}

/** A trial as a rule meets it with this memory; undefined is the rule at rest. */
export function withMemory(state: TrialState, memory: Float64Array | undefined): TrialState {
  return memory === undefined ? state : { ...state, hidden: memory }
}

/** Log likelihood of the choice of a trial at its weights, plus a change of these, nats. */
export function logLikelihood(
  { weightStimulus, weightBias, stimulus, choice }: TrialState,
  change: readonly [number, number] = [0, 0],
): number {
  return choiceLogLikelihood((weightStimulus + change[0]) * stimulus + weightBias + change[1], choice)
}
