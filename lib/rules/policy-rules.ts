import { eligibility } from "./eligibility.ts"
import { expectedReward } from "./expected-reward.ts"
import { maximumLikelihood } from "./maximum-likelihood.ts"
import type { LearningRule, PerWeight } from "./policy-rule.ts"
import { reinforce } from "./reinforce.ts"

/** A rule of learning as plain data, which can go to a worker and into a file. */
export interface RuleSpec {
  readonly name: keyof typeof makers
  /** Constants of the rule, such as `{ rate: 0.1 }`. */
  readonly constants: Readonly<Record<string, unknown>>
}

const makers = {
  reinforce,
  maximumLikelihood: ({ rate }: { readonly rate: PerWeight }) => maximumLikelihood(rate),
  expectedReward: ({ rate }: { readonly rate: PerWeight }) => expectedReward(rate),
  eligibility,
} as const

/**
 * The rule of the policy that a spec describes.
 * @throws where there is no such rule, or its maker refuses the constants.
 */
export function policyRuleOf({ name, constants }: RuleSpec): LearningRule {
  const all: Readonly<Record<string, (constants: never) => LearningRule>> = makers
  const make = Object.hasOwn(all, name) ? all[name] : undefined
  if (make !== undefined) return make(constants as never)
  throw new RangeError(`There is no rule "${name}"; accepted are ${Object.keys(all).join(", ")}.`)
}
