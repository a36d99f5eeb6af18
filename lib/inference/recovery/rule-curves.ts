import { probabilityRight } from "../../networks/glm-policy.ts"
import type { PolicyTrial } from "../../rules/policy-rule.ts"
import { simulatedStimuli } from "../../rules/simulated-learners.ts"
import type { AskedRule } from "./asked-rule.ts"

/** What a trial ended in. */
export type Outcome = "correct" | "error"

/** dw of a rule at one place. */
export interface RulePoint {
  readonly weightStimulus: number
  readonly weightBias: number
  readonly outcome: Outcome
  readonly stimulus: number
  readonly changeStimulus: number
  readonly changeBias: number
}

/** A trial with this stimulus that ended so. */
export function trialEnding(stimulus: number, outcome: Outcome): PolicyTrial {
  const side = stimulus > 0 ? 1 : 0
  const reward = outcome === "correct" ? 1 : 0
  return { stimulus, side, reward, choice: reward === 1 ? side : 1 - side }
}

/** dw of a rule over the stimuli, after correct choices and after errors, at each pair of weights, from rest. */
export function ruleCurves(
  rule: AskedRule,
  weights: readonly number[],
  biases: readonly number[] = [0],
  stimuli: readonly number[] = simulatedStimuli,
): readonly RulePoint[] {
  return biases.flatMap((weightBias) =>
    weights.flatMap((weightStimulus) =>
      (["correct", "error"] as const).flatMap((outcome) =>
        stimuli.map((stimulus) => {
          const [changeStimulus, changeBias] = rule([weightStimulus, weightBias], [trialEnding(stimulus, outcome)])
          return { weightStimulus, weightBias, outcome, stimulus, changeStimulus, changeBias }
        }),
      ),
    ),
  )
}

/** A mean of dw_stim over the stimuli at w_bias 0. */
function meanOver(
  rule: AskedRule,
  weightStimulus: number,
  outcome: Outcome,
  stimuli: readonly number[],
  of: (change: number, stimulus: number) => number,
): number {
  const at = (stimulus: number) => rule([weightStimulus, 0], [trialEnding(stimulus, outcome)])[0]
  return stimuli.reduce((sum, stimulus) => sum + of(at(stimulus), stimulus), 0) / stimuli.length
}

/** Mean dw_stim over the stimuli after trials that ended so; below 0 after errors where errors undo what was learned. */
export function meanChange(
  rule: AskedRule,
  weightStimulus: number,
  outcome: Outcome,
  stimuli: readonly number[] = simulatedStimuli,
): number {
  return meanOver(rule, weightStimulus, outcome, stimuli, (change) => change)
}

/** Mean dw_stim over the stimuli and both outcomes, each as likely as the policy at these weights makes it. */
export function expectedChange(
  rule: AskedRule,
  weightStimulus: number,
  stimuli: readonly number[] = simulatedStimuli,
): number {
  const correct = (stimulus: number) => probabilityRight(weightStimulus * Math.abs(stimulus))
  return (
    meanOver(rule, weightStimulus, "correct", stimuli, (change, s) => correct(s) * change) +
    meanOver(rule, weightStimulus, "error", stimuli, (change, s) => (1 - correct(s)) * change)
  )
}

/**
 * |dw_stim| after errors as a share of that after correct choices, each averaged over the stimuli, at w = 0 and no bias: 0 for plain
 * REINFORCE, 1 for a rule that is told the answer.
 */
export function errorToCorrectRatio(rule: AskedRule, stimuli: readonly number[] = simulatedStimuli): number {
  const size = (outcome: Outcome) => meanOver(rule, 0, outcome, stimuli, Math.abs)
  return size("error") / size("correct")
}
