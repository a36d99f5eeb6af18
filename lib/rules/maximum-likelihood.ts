import { probabilityRight } from "../networks/glm-policy.ts"
import { type PerWeight, type PolicyRule, perWeight } from "./policy-rule.ts"

/**
 * Ascent on log P(correct), a supervised rule that is told the answer: dw = alpha (z - q) x.
 * It reads neither choice nor reward.
 */
export function maximumLikelihood(rate: PerWeight): PolicyRule {
  const alpha = perWeight(rate)
  return (weights, { stimulus, side }) => {
    const error = side - probabilityRight(weights[0] * stimulus + weights[1])
    return [alpha[0] * error * stimulus, alpha[1] * error]
  }
}
