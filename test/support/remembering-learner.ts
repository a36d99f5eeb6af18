import type { ChoiceSequence } from "../../lib/data/choices.ts"
import type { FittedLearner, TrialState } from "../../lib/inference/learner.ts"
import { key } from "../../lib/numerics/random-key.ts"
import { simulatedLearner } from "./simulated-learner.ts"

/** A rule with memory: what it carries, and what that and the choice do to the bias. */
export interface MemoryRule {
  readonly size: number
  readonly remember: (memory: ArrayLike<number>, state: Pick<TrialState, "choice" | "reward">) => readonly number[]
  readonly drive: (memory: ArrayLike<number>) => number
}

/** Choices drift to the side last taken where the trial before the last was rewarded, and away from it where it was not. */
export const lastReward: MemoryRule = {
  size: 1,
  remember: (_, { reward }) => [2 * reward - 1],
  drive: (memory) => memory[0]!,
}

/** The same by all rewards so far: their order does not matter. */
export const rewardCount: MemoryRule = {
  size: 1,
  remember: (memory, { reward }) => [memory[0]! + (2 * reward - 1)],
  drive: (memory) => Math.sign(memory[0]!),
}

/** The same for every past: a rule that carries something and never looks at it. */
export const neverLooked: MemoryRule = { ...lastReward, drive: () => 1 }

type BiasState = Pick<TrialState, "weightBias" | "choice" | "reward">

function change({ drive }: MemoryRule, memory: ArrayLike<number>, { weightBias, choice }: BiasState): [number, number] {
  return [0, 1.5 * drive(memory) * (2 * choice - 1) - 0.5 * weightBias]
}

/** The rule as a fit would hand it back. */
export function rememberingLearner(rule: MemoryRule): FittedLearner {
  const memory = ({ hidden }: TrialState) => hidden ?? new Float64Array(rule.size)
  return {
    learner: "remembering",
    label: "Remembering",
    parameterCount: 0,
    parameters: [],
    natsPerTrial: 0,
    trials: 0,
    trajectories: [],
    update: (state) => change(rule, memory(state), state),
    nextHidden: (state) => Float64Array.from(rule.remember(memory(state), state)),
  }
}

/** An animal that learns by the rule, on its own rewards and choices. */
export function rememberingAnimal(rule: MemoryRule, trials: number, seed = 1): ChoiceSequence {
  let memory: readonly number[] = new Array<number>(rule.size).fill(0)
  const step = (weights: readonly [number, number], trial: { choice: number; reward: number }): [number, number] => {
    const state = { weightBias: weights[1], choice: trial.choice as 0 | 1, reward: trial.reward as 0 | 1 }
    const [stimulus, bias] = change(rule, memory, state)
    memory = rule.remember(memory, state)
    return [stimulus, bias]
  }
  return simulatedLearner(step, { trials, key: key(seed), name: "remembering" })
}
