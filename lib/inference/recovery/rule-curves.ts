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

/** Mean size |dw_stim| over the stimuli at these weights, after correct choices or after errors. */
export function meanChangeSize(
  rule: AskedRule,
  weightStimulus: number,
  outcome: Outcome,
  stimuli = simulatedStimuli,
): number {
  const sizes = stimuli.map((stimulus) => Math.abs(rule([weightStimulus, 0], [trialEnding(stimulus, outcome)])[0]))
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length
}

/**
 * |dw_stim| after errors as a share of that after correct choices, each averaged over the stimuli, at w = 0 and no bias: 0 for plain
 * REINFORCE, 1 for a rule that is told the answer.
 */
export function errorToCorrectRatio(rule: AskedRule, stimuli = simulatedStimuli): number {
  return meanChangeSize(rule, 0, "error", stimuli) / meanChangeSize(rule, 0, "correct", stimuli)
}
