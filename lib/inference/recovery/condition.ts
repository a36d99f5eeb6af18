import type { Key } from "../../numerics/random-key.ts"
import type { LearningRule } from "../../rules/policy-rule.ts"
import { policyRuleOf, type RuleSpec } from "../../rules/policy-rules.ts"
import {
  type SimulatedLearner,
  type SimulatedLearnersOptions,
  simulateLearners,
} from "../../rules/simulated-learners.ts"
import type { LearnerSpec } from "../learner.ts"

/** What the animals of a condition are, as plain data. */
export interface SimulatedTruth extends Omit<SimulatedLearnersOptions, "key" | "rule"> {
  /** Rules of the animals, which take them in turn. */
  readonly rules: readonly RuleSpec[]
  readonly animals: number
  readonly trials: number
}

/** One cell of a recovery study: animals that learn by a known rule, and a learner that is fitted to them; plain data, so that it can go to a worker. */
export interface RecoveryCondition {
  /** Figure or table of the paper that it stands for, such as "F2B" or "T3". */
  readonly figure: string
  /** What sets it apart from the others of the figure. */
  readonly label: string
  readonly truth: SimulatedTruth
  readonly learner: LearnerSpec
  /** Simulated animals beside those that the learner is fitted to; 0 for none. */
  readonly heldOutAnimals: number
  /** What is added to the true w_stim before the first trial when the learner is told of it; 0 tells the truth. */
  readonly initialShift: number
}

/** The animals of a condition: to be fitted, and held out. */
export interface ConditionAnimals {
  readonly rules: readonly LearningRule[]
  readonly fitted: readonly SimulatedLearner[]
  readonly heldOut: readonly SimulatedLearner[]
}

/** Simulates the animals of a condition; conditions that differ in the learner alone have the same animals under the same key. */
export function animalsOf({ truth, heldOutAnimals }: RecoveryCondition, key: Key): ConditionAnimals {
  const { rules: specs, animals, ...rest } = truth
  const rules = specs.map(policyRuleOf)
  const all = simulateLearners({ ...rest, rule: rules, key, animals: animals + heldOutAnimals })
  return { rules, fitted: all.slice(0, animals), heldOut: all.slice(animals) }
}

/** What the learner is told of animals: all but the truth, with the start that the condition gives out as known. */
export function asTold({ initialShift }: RecoveryCondition, animals: readonly SimulatedLearner[]) {
  return animals.map(({ truth: _, ...animal }) => ({
    ...animal,
    initialWeights: [animal.initialWeights[0] + initialShift, animal.initialWeights[1]] as const,
  }))
}
