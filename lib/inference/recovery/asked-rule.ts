import type { LearningRule, PolicyTrial, PolicyWeights, RecallingRule } from "../../rules/policy-rule.ts"
import type { SimulatedLearner } from "../../rules/simulated-learners.ts"
import type { FittedLearner, TrialState } from "../learner.ts"

/**
 * A rule as it can be asked, true or inferred: the change of (w_stim, w_bias) after `trials[0]`, behind which stand the trials before it, the
 * newest first, all met at the same weights.
 */
export type AskedRule = RecallingRule["change"]

/** A true rule, to be asked. */
export function askTruth(rule: LearningRule): AskedRule {
  if (typeof rule !== "function")
    return (weights, trials) => rule.change(weights, trials.slice(0, rule.recalledTrials + 1))
  return (weights, [trial]) => rule(weights, trial!)
}

/**
 * The rule of a fitted learner, to be asked: one with memory is led through the earlier trials from rest, the weights held.
 * @throws Error where the learner has no rule.
 */
export function askFitted({ label, update, nextHidden }: FittedLearner): AskedRule {
  if (update === undefined) throw new Error(`${label} has no rule that could be asked for its updates.`)
  return (weights, trials) => {
    let hidden: Float64Array | undefined
    if (nextHidden !== undefined)
      for (let i = trials.length - 1; i > 0; i--) hidden = nextHidden(stateOf(weights, trials[i]!, 0, hidden))
    return update(stateOf(weights, trials[0]!, 0, hidden))
  }
}

/**
 * The changes of w_stim that a fitted rule makes where an animal truly was: at its true weights, choices and rewards, trial by trial; what
 * the rule remembers is what it met there.
 * @throws Error where the learner has no rule.
 */
export function inferredChanges({ label, update, nextHidden }: FittedLearner, animal: SimulatedLearner): Float64Array {
  if (update === undefined) throw new Error(`${label} has no rule that could be asked for its updates.`)
  const { stimulus, choice, reward, side, sessionStart, truth } = animal
  const changes = new Float64Array(choice.length)
  let hidden: Float64Array | undefined
  for (let t = 0; t < changes.length; t++) {
    const trial = { stimulus: stimulus[t]!, choice: choice[t]!, reward: reward[t]!, side: side[t]! }
    const state = stateOf([truth.weightStimulus[t]!, truth.weightBias[t]!], trial, sessionStart[t] as 0 | 1, hidden)
    changes[t] = update(state)[0]
    hidden = nextHidden?.(state)
  }
  return changes
}

function stateOf(
  [weightStimulus, weightBias]: PolicyWeights,
  { stimulus, choice, reward }: PolicyTrial,
  sessionStart: 0 | 1,
  hidden: Float64Array | undefined,
): TrialState {
  const trial = { weightStimulus, weightBias, stimulus, sessionStart, choice: choice as 0 | 1, reward: reward as 0 | 1 }
  return hidden === undefined ? trial : { ...trial, hidden }
}
