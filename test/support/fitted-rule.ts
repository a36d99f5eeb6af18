import type { ChoiceSequence } from "../../lib/data/choices.ts"
import type { FittedLearner, LearnedRule } from "../../lib/inference/learner.ts"
import { rollOut } from "../../lib/inference/predictions.ts"
import type { PolicyRule, PolicyWeights } from "../../lib/rules/policy-rule.ts"

/** A fitted learner with an update. */
export type RuleByHand = FittedLearner & Required<Pick<FittedLearner, "update">>

/** A rule as if it had been fitted to an animal, rolled out on its trials from `start`. */
export function asFitted(
  animal: ChoiceSequence,
  rule: LearnedRule & Required<Pick<LearnedRule, "update">>,
  start: PolicyWeights = [0, 0],
): RuleByHand {
  const bare = {
    learner: "byHand",
    label: "By hand",
    parameterCount: 0,
    parameters: [],
    natsPerTrial: 0,
    trials: animal.choice.length,
    ...rule,
  }
  const trajectory = rollOut({ ...bare, trajectories: [] }, { ...animal, initialWeights: start })
  return { ...bare, trajectories: [trajectory] }
}

/** A policy rule in the form of a fitted one; the side that is right is the stimulus's. */
export function updateOf(rule: PolicyRule): RuleByHand["update"] {
  return ({ weightStimulus, weightBias, ...trial }) =>
    rule([weightStimulus, weightBias], { ...trial, side: trial.stimulus > 0 ? 1 : 0 })
}
