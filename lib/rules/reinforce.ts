import { probabilityRight } from "../networks/glm-policy.ts"
import { refuseUnknownKeys } from "../numerics/options.ts"
import { type PerWeight, type PolicyRule, perWeight } from "./policy-rule.ts"

/** Constants of REINFORCE; the baseline is given either as `baseline` or as `adder`, which is rate times baseline. */
export interface ReinforceConstants {
  /** alpha. */
  readonly rate: PerWeight
  /** beta in alpha (r - beta). */
  readonly baseline?: PerWeight
  /** The same as alpha beta in alpha r - adder: still means something where alpha is 0. */
  readonly adder?: PerWeight
}

/**
 * REINFORCE, with or without a baseline: dw = (alpha r - adder) (y - q) x, with q = sigmoid(w . x) and x = (s, 1).
 * @throws where both `baseline` and `adder` are given, or an unknown option.
 * @see Williams 1992, Machine Learning 8:229; Ashwood et al. 2020, NeurIPS 33:3442 (for the adder).
 */
export function reinforce(constants: ReinforceConstants): PolicyRule {
  refuseUnknownKeys("reinforce", constants, ["rate", "baseline", "adder"])
  if (constants.baseline !== undefined && constants.adder !== undefined) {
    throw new Error("reinforce takes a baseline or an adder (= rate x baseline), not both")
  }
  const rate = perWeight(constants.rate)
  const baseline = perWeight(constants.baseline ?? 0)
  const adder = perWeight(constants.adder ?? [rate[0] * baseline[0], rate[1] * baseline[1]])
  return (weights, { stimulus, choice, reward }) => {
    const surprise = choice - probabilityRight(weights[0] * stimulus + weights[1])
    return [(rate[0] * reward - adder[0]) * surprise * stimulus, (rate[1] * reward - adder[1]) * surprise]
  }
}
