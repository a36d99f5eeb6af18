import type { ChoiceSequence } from "../../lib/data/choices.ts"
import { key, split } from "../../lib/numerics/random-key.ts"
import type { PolicyRule } from "../../lib/rules/policy-rule.ts"
import { reinforce } from "../../lib/rules/reinforce.ts"
import { simulatedLearner } from "./simulated-learner.ts"

/** The rule of `smallCohort`. */
export const cohortRule: PolicyRule = reinforce({ rate: [0.05, 0.05], adder: [-0.02, -0.05] })

/** Animals m0, m1 and so on that learn by one rule; each has 7 trials more than the one before, so that none is as long as another. */
export function smallCohort(animals: number, trials: number, seed = 1): readonly ChoiceSequence[] {
  return split(key(seed), animals).map((each, index) =>
    simulatedLearner(cohortRule, { trials: trials + 7 * index, key: each, name: `m${index}` }),
  )
}
