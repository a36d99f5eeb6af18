import type { ChoiceSequence } from "../../data/choices.ts"
import { probabilityRight } from "../../networks/glm-policy.ts"
import { integers, normal, uniform } from "../../numerics/distributions.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { type Key, split } from "../../numerics/random-key.ts"
import { transformContrast } from "../../tasks/contrast.ts"
import { twoTo } from "./form.ts"

/** A learner with noise, as it is simulated; pairs are of (bias, stimulus). */
export interface WeightNoiseLearner {
  readonly trials: number
  /** log2 of the deviations of the noise. */
  readonly log2Sigma: readonly [number, number]
  /** log2 of the rates of REINFORCE; nothing is learned from reward where absent. */
  readonly log2Alpha?: readonly [number, number]
  /** What is taken from alpha r, 0 unless told. */
  readonly adder?: readonly [number, number]
  /** Standard deviation of the first weights, 1 unless told. */
  readonly initialSigma?: number
  /** Trials of a session, all of one unless told. */
  readonly sessionTrials?: number
}

/** Choices of a simulated learner, and the weights behind them. */
export interface SimulatedChoices {
  readonly choices: ChoiceSequence
  /** By regressor, one value a trial. */
  readonly weights: Readonly<Record<"bias" | "stimulus", Float64Array>>
}

const contrasts = [-1, -0.5, -0.25, -0.125, -0.0625, 0, 0.0625, 0.125, 0.25, 0.5, 1].map(transformContrast)

/**
 * Simulates REINFORCE with noise on the weights, w_{t+1} = w_t + (alpha r - adder)(y - q) x + N(0, diag sigma^2), on contrasts drawn uniformly
 * from eleven; at zero contrast a coin says which side is right.
 * @throws on an unknown option or a number of trials below 1.
 * @see Ashwood et al. 2020, NeurIPS 33:3442, section 4.
 */
export function simulateWeightNoise(learner: WeightNoiseLearner, key: Key): SimulatedChoices {
  const known = ["trials", "log2Sigma", "log2Alpha", "adder", "initialSigma", "sessionTrials"]
  refuseUnknownKeys("simulateWeightNoise", learner, known)
  const { log2Sigma, log2Alpha, adder = [0, 0], initialSigma = 1 } = learner
  const trials = integerOption("simulateWeightNoise: trials", learner.trials, 1)
  const sessionTrials = integerOption("simulateWeightNoise: sessionTrials", learner.sessionTrials ?? trials, 1)
  const [forContrast, forCoin, forChoice, forNoise] = split(key, 4)
  const stimulus = Float64Array.from(integers(forContrast!, trials, contrasts.length), (i) => contrasts[i]!)
  const coin = uniform(forCoin!, trials)
  const draws = uniform(forChoice!, trials)
  const noise = normal(forNoise!, 2 * (trials + 1))
  const sigma = log2Sigma.map(twoTo)
  const alpha = log2Alpha?.map(twoTo) ?? [0, 0]
  const [bias, slope] = [new Float64Array(trials), new Float64Array(trials)]
  const [choice, reward] = [new Uint8Array(trials), new Uint8Array(trials)]
  let b = initialSigma * noise[0]!
  let w = initialSigma * noise[1]!
  for (let t = 0; t < trials; t++) {
    const s = stimulus[t]!
    const q = probabilityRight(w * s + b)
    const y = draws[t]! < q ? 1 : 0
    const answer = s > 0 || (s === 0 && coin[t]! < 0.5) ? 1 : 0
    const r = y === answer ? 1 : 0
    bias[t] = b
    slope[t] = w
    choice[t] = y
    reward[t] = r
    b += (alpha[0]! * r - adder[0]) * (y - q) + sigma[0]! * noise[2 * t + 2]!
    w += (alpha[1]! * r - adder[1]) * (y - q) * s + sigma[1]! * noise[2 * t + 3]!
  }
  const session = Uint16Array.from({ length: trials }, (_, t) => Math.floor(t / sessionTrials))
  const choices = Object.freeze({
    animal: "simulated",
    synthetic: true,
    stimulus,
    choice,
    reward,
    side: Uint8Array.from(stimulus, (s) => (s > 0 ? 1 : 0)),
    sessionStart: Uint8Array.from(session, (_, t) => (t % sessionTrials === 0 ? 1 : 0)),
    session,
  } satisfies ChoiceSequence)
  return Object.freeze({ choices, weights: Object.freeze({ bias, stimulus: slope }) })
}
