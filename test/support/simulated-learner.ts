import type { ChoiceSequence } from "../../lib/data/choices.ts"
import { probabilityRight } from "../../lib/networks/glm-policy.ts"
import { integers, uniform } from "../../lib/numerics/distributions.ts"
import { type Key, split } from "../../lib/numerics/random-key.ts"
import type { PolicyRule, PolicyWeights } from "../../lib/rules/policy-rule.ts"

const strengths = [0.30274, 0.55465, 0.84836, 1]

/** A learner that chooses by its policy and then learns by `rule`, in sessions of 100 trials; stimuli as in the mouse task. */
export function simulatedLearner(
  rule: PolicyRule,
  options: { readonly trials: number; readonly key: Key; readonly start?: PolicyWeights; readonly name?: string },
): ChoiceSequence {
  const { trials, key, start = [0, 0], name = "simulated" } = options
  const [forSide, forStrength, forChoice] = split(key, 3)
  const sides = integers(forSide!, trials, 2)
  const which = integers(forStrength!, trials, strengths.length)
  const draws = uniform(forChoice!, trials)
  const stimulus = Float64Array.from(sides, (side, t) => (2 * side - 1) * strengths[which[t]!]!)
  const choice = new Uint8Array(trials)
  const reward = new Uint8Array(trials)
  let weights: PolicyWeights = start
  for (let t = 0; t < trials; t += 1) {
    choice[t] = draws[t]! < probabilityRight(weights[0] * stimulus[t]! + weights[1]) ? 1 : 0
    reward[t] = choice[t] === sides[t] ? 1 : 0
    const trial = { stimulus: stimulus[t]!, choice: choice[t]!, reward: reward[t]!, side: sides[t]! }
    const change = rule(weights, trial)
    weights = [weights[0] + change[0], weights[1] + change[1]]
  }
  return sequence(name, stimulus, choice, reward)
}

/** A choice sequence from what was shown, chosen and rewarded, in sessions of 100 trials. */
export function sequence(
  animal: string,
  stimulus: Float64Array,
  choice: Uint8Array,
  reward: Uint8Array,
  synthetic = true,
): ChoiceSequence {
  return {
    animal,
    synthetic,
    stimulus,
    choice,
    reward,
    side: Uint8Array.from(stimulus, (s) => (s > 0 ? 1 : 0)),
    sessionStart: Uint8Array.from(stimulus, (_, t) => (t % 100 === 0 ? 1 : 0)),
    session: Uint16Array.from(stimulus, (_, t) => Math.floor(t / 100)),
  }
}

/** The animal in the mirror: stimulus and choice change sides. */
export function mirrored(animal: ChoiceSequence): ChoiceSequence {
  const stimulus = animal.stimulus.map((s) => -s)
  return {
    ...animal,
    stimulus,
    choice: animal.choice.map((y) => 1 - y),
    side: Uint8Array.from(stimulus, (s) => (s > 0 ? 1 : 0)),
  }
}
