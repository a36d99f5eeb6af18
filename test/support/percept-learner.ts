import type { ChoiceSequence } from "../../lib/data/choices.ts"
import { integers, normal, uniform } from "../../lib/numerics/distributions.ts"
import { type Key, split } from "../../lib/numerics/random-key.ts"
import { sequence } from "./simulated-learner.ts"

const strengths = [0.30274, 0.55465, 0.84836, 1]
const cdf = (x: number) => 1 / (1 + Math.exp(-1.5976 * x - 0.070566 * x ** 3)) // Page 1977, to 2e-4: a road of its own.

/** A simulated Q-learner, who sees m = s + sigma n and believes in the right side with probability Phi(m / sigma). */
export function perceptLearner(
  { alpha, sigma, tau }: { readonly alpha: number; readonly sigma: number; readonly tau: number },
  trials: number,
  key: Key,
): ChoiceSequence {
  const [forSide, forStrength, forPercept, forChoice] = split(key, 4)
  const sides = integers(forSide!, trials, 2)
  const which = integers(forStrength!, trials, strengths.length)
  const noise = normal(forPercept!, trials)
  const draws = uniform(forChoice!, trials)
  const stimulus = Float64Array.from(sides, (side, t) => (2 * side - 1) * strengths[which[t]!]!)
  const choice = new Uint8Array(trials)
  const reward = new Uint8Array(trials)
  const values: [number, number] = [0.2, 0.2]
  for (let t = 0; t < trials; t += 1) {
    const p = cdf(stimulus[t]! / sigma + noise[t]!)
    const q: [number, number] = [(1 - p) * values[0], p * values[1]]
    const y = draws[t]! < 1 / (1 + Math.exp((q[0] - q[1]) / tau)) ? 1 : 0
    choice[t] = y
    reward[t] = y === sides[t] ? 1 : 0
    values[y] += alpha * (reward[t]! - q[y])
  }
  return sequence("Q-learner", stimulus, choice, reward)
}

/** Log likelihood of a Q-learner's choices by a bootstrap filter whose particles carry both values, with multinomial resampling. */
export function particleLogLikelihood(
  { alpha, sigma, tau }: { readonly alpha: number; readonly sigma: number; readonly tau: number },
  animal: ChoiceSequence,
  particles: number,
  key: Key,
): number {
  let left = new Float64Array(particles).fill(0.2)
  let right = new Float64Array(particles).fill(0.2)
  let sum = 0
  const keys = split(key, animal.choice.length)
  for (const [t, y] of animal.choice.entries()) {
    const [forPercept, forDraw] = split(keys[t]!, 2)
    const noise = normal(forPercept!, particles)
    const likelihood = new Float64Array(particles)
    for (let i = 0; i < particles; i += 1) {
      const p = cdf(animal.stimulus[t]! / sigma + noise[i]!)
      const q: [number, number] = [(1 - p) * left[i]!, p * right[i]!]
      likelihood[i] = 1 / (1 + Math.exp((2 * y - 1) * ((q[0] - q[1]) / tau)))
      if (y === 1) right[i]! += alpha * (animal.reward[t]! - q[1])
      else left[i]! += alpha * (animal.reward[t]! - q[0])
    }
    const total = likelihood.reduce((all, each) => all + each, 0)
    sum += Math.log(total / particles)
    const picks = uniform(forDraw!, particles).sort()
    const [newLeft, newRight] = [new Float64Array(particles), new Float64Array(particles)]
    for (let i = 0, from = 0, reached = likelihood[0]!; i < particles; i += 1) {
      while (reached < picks[i]! * total && from < particles - 1) reached += likelihood[++from]!
      newLeft[i] = left[from]!
      newRight[i] = right[from]!
    }
    left = newLeft
    right = newRight
  }
  return sum
}
