import { probabilityRight } from "../networks/glm-policy.ts"
import { type PerWeight, type PolicyRule, perWeight } from "./policy-rule.ts"

/**
 * Ascent on P(correct), the gradient that REINFORCE follows on average: dw = alpha eps_z q (1 - q) x, eps_z = 2 z - 1.
 */
export function expectedReward(rate: PerWeight): PolicyRule {
  const alpha = perWeight(rate)
  return (weights, { stimulus, side }) => {
    const q = probabilityRight(weights[0] * stimulus + weights[1])
    const slope = (2 * side - 1) * q * (1 - q)
    return [alpha[0] * slope * stimulus, alpha[1] * slope]
  }
}
