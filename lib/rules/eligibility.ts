import { probabilityRight } from "../networks/glm-policy.ts"
import { integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import { type PerWeight, type PolicyTrial, perWeight, type RecallingRule } from "./policy-rule.ts"

/** Constants of `eligibility`. */
export interface EligibilityConstants {
  /** alpha. */
  readonly rate: PerWeight
  /** S: a reward reaches back over so many trials before its own; 10 where absent. */
  readonly trials?: number
}

/**
 * A rule with an eligibility of choices: dw_t = alpha R_t sum_{k=0..S} (y_{t-k} - sigmoid(w_t . x_{t-k})) x_{t-k}, with R_t = 1 where at
 * least half of the trials t-S … t were rewarded. All probabilities are those of the present weights; at an animal's start sum and share
 * run over the trials there are.
 * @throws on an unknown constant or an impossible number of trials.
 * @see Liu, Geadah and Pillow 2025, arXiv 2509.04661, figure 3.
 */
export function eligibility(constants: EligibilityConstants): RecallingRule {
  refuseUnknownKeys("eligibility", constants, ["rate", "trials"])
  const alpha = perWeight(constants.rate)
  const recalledTrials = integerOption("eligibility: trials", constants.trials ?? 10, 0, 10_000)
  return Object.freeze({
    recalledTrials,
    change(weights, trials) {
      if (!mostlyRewarded(trials)) return [0, 0]
      let stimulusSum = 0
      let biasSum = 0
      for (const { stimulus, choice } of trials) {
        const surprise = choice - probabilityRight(weights[0] * stimulus + weights[1])
        stimulusSum += surprise * stimulus
        biasSum += surprise
      }
      return [alpha[0] * stimulusSum, alpha[1] * biasSum]
    },
  } satisfies RecallingRule)
}

function mostlyRewarded(trials: readonly PolicyTrial[]): boolean {
  let rewards = 0
  for (const { reward } of trials) rewards += reward
  return 2 * rewards >= trials.length
}
