import { normal, uniform } from "../numerics/distributions.ts"
import { exp, log, sigmoid } from "../numerics/elementary.ts"
import { refuseUnknownKeys } from "../numerics/options.ts"
import type { Key } from "../numerics/random-key.ts"
import { feedback, type Report, type Stimulus } from "./choice-task.ts"
import { transformContrast } from "./contrast.ts"

/** A weight of the stimulus and one of the bias. */
export type WeightPair = readonly [stimulus: number, bias: number]

/** The rule a synthetic mouse learns by, and its noise. */
export interface MouseTruth {
  /** Learning rates alpha. */
  readonly learningRate: WeightPair
  /** What is subtracted whatever the reward: negative ones repeat choices. */
  readonly adder: WeightPair
  /** kappa: how far the recent rate of reward scales learning; 0 is a rule without memory. */
  readonly rewardModulation: number
  /** S: how many trials before the present one a reward also reaches; 0 is a rule of single trials. */
  readonly eligibilityTrials: number
  /** Standard deviation of the noise on each trial's update. */
  readonly trialNoise: WeightPair
  /** Standard deviation of the jumps between sessions. */
  readonly overnightNoise: WeightPair
  readonly initialWeights: WeightPair
  /** Probability of a choice at even odds, whatever is shown. */
  readonly lapse: number
  /** Probability of no response. */
  readonly noResponse: number
}

/** State of a synthetic mouse: the next choice needs nothing else. */
export interface MouseState {
  readonly weights: WeightPair
  /** e: running rate of reward over about five trials. */
  readonly rewardRate: number
  /** The last trials with a response, the newest first: as many as a reward reaches. */
  readonly recent: readonly PastTrial[]
}

/** A trial as a mouse remembers it. */
export interface PastTrial {
  /** s, signed and transformed. */
  readonly stimulus: number
  /** y: 1 right, 0 left. */
  readonly choice: 0 | 1
  readonly reward: 0 | 1
}

/**
 * Draws the truth of one mouse of the synthetic cohort, in the ranges inferred from mice of the International Brain Laboratory:
 * alpha_stim ~ logN(ln 0.0012, 0.4), alpha_bias ~ logN(ln 0.05, 0.4), adder_stim ~ N(-0.0008, 0.0004),
 * adder_bias ~ N(-0.12, 0.04), w_bias(0) ~ N(0, 0.5^2).
 */
export function drawTruth(key: Key): MouseTruth {
  const draws = normal(key, 5)
  return Object.freeze({
    learningRate: [0.0012 * exp(0.4 * draws[0]!), 0.05 * exp(0.4 * draws[1]!)] as const,
    adder: [-0.0008 + 0.0004 * draws[2]!, -0.12 + 0.04 * draws[3]!] as const,
    initialWeights: [0, 0.5 * draws[4]!] as const,
    trialNoise: [0.004, 0.04] as const,
    overnightNoise: [0.05, 0.5] as const,
    rewardModulation: 0.5,
    eligibilityTrials: 0,
    lapse: 0.02,
    noResponse: 0.002,
  })
}

const isPair = (value: unknown, least: number): boolean =>
  Array.isArray(value) && value.length === 2 && value.every((number) => Number.isFinite(number) && number >= least)
const anyPair = {
  accepted: "two finite numbers [stimulus, bias]",
  allows: (value: unknown) => isPair(value, Number.NEGATIVE_INFINITY),
}
const deviations = { accepted: "two numbers from 0 [stimulus, bias]", allows: (value: unknown) => isPair(value, 0) }
const probability = {
  accepted: "a probability from 0 to 1",
  allows: (value: unknown) => typeof value === "number" && value >= 0 && value <= 1,
}

const truthRules: Readonly<Record<keyof MouseTruth, { accepted: string; allows: (value: unknown) => boolean }>> = {
  learningRate: anyPair,
  adder: anyPair,
  rewardModulation: { accepted: "a finite number", allows: (value) => Number.isFinite(value) },
  eligibilityTrials: {
    accepted: "a whole number from 0 to 1000",
    allows: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1000,
  },
  trialNoise: deviations,
  overnightNoise: deviations,
  initialWeights: anyPair,
  lapse: probability,
  noResponse: probability,
}

/**
 * Refuses parts of a truth that no mouse can have.
 * @throws TypeError on an unknown part, RangeError on an impossible value; both say what is accepted
 */
export function refuseImpossibleTruth(truth: Partial<MouseTruth>): void {
  refuseUnknownKeys("truth", truth, Object.keys(truthRules))
  for (const [name, value] of Object.entries(truth)) {
    const { accepted, allows } = truthRules[name as keyof MouseTruth]
    if (!allows(value)) throw new RangeError(`truth.${name} is ${JSON.stringify(value)}; accepted is ${accepted}.`)
  }
}

/** A mouse before its first trial. */
export function bornMouse(truth: MouseTruth): MouseState {
  return { weights: truth.initialWeights, rewardRate: 0.5, recent: [] }
}

/** P(right) of the policy, without lapses: sigmoid(w_stim s + w_bias). */
export function probabilityRight({ weights }: MouseState, stimulus: Stimulus): number {
  return sigmoid(weights[0] * signedStimulus(stimulus) + weights[1])
}

/** The report on a stimulus: none, a lapse at even odds, or a choice of the policy. */
export function respond(truth: MouseTruth, state: MouseState, stimulus: Stimulus, key: Key): Report {
  const [silence, attention, choice] = uniform(key, 3) as unknown as [number, number, number]
  if (silence < truth.noResponse) return 0
  const right = attention < truth.lapse ? 0.5 : probabilityRight(state, stimulus)
  return choice < right ? -1 : 1
}

/**
 * The mouse after a trial:
 * dw_k = alpha_k R G sum_{j=0..S} (y_{t-j} - sigmoid(w_t . x_{t-j})) x_{t-j,k} - adder_k (y_t - q_t) x_{t,k} + N(0, sigma_k^2),
 * R = 1 where at least half of these trials were rewarded, G = 1 + kappa (2 e - 1), then e <- e + (r - e) / 5.
 * With S = 0 this is (alpha_k r G - adder_k)(y - q) x_k. Without a response nothing is learned, but the noise goes on.
 */
export function learn(truth: MouseTruth, state: MouseState, stimulus: Stimulus, report: Report, key: Key): MouseState {
  const noise = normal(key, 2).map((draw, k) => draw * truth.trialNoise[k]!)
  const { weights, rewardRate } = state
  if (report === 0) return { ...state, weights: [weights[0] + noise[0]!, weights[1] + noise[1]!] }
  const reward = feedback(stimulus, report) > 0 ? 1 : 0
  const now: PastTrial = { stimulus: signedStimulus(stimulus), choice: report === -1 ? 1 : 0, reward }
  const recent = [now, ...state.recent].slice(0, truth.eligibilityTrials + 1)
  const enough = 2 * recent.reduce((sum, trial) => sum + trial.reward, 0) >= recent.length ? 1 : 0
  const gain = enough * (1 + truth.rewardModulation * (2 * rewardRate - 1))
  const error = ({ stimulus, choice }: PastTrial): number => choice - sigmoid(weights[0] * stimulus + weights[1])
  const weight = (k: 0 | 1, input: (trial: PastTrial) => number): number =>
    weights[k] +
    truth.learningRate[k] * gain * recent.reduce((sum, trial) => sum + error(trial) * input(trial), 0) -
    truth.adder[k] * error(now) * input(now) +
    noise[k]!
  return {
    weights: [weight(0, (trial) => trial.stimulus), weight(1, () => 1)],
    rewardRate: rewardRate + (reward - rewardRate) / 5,
    recent,
  }
}

/** The mouse after a night: its weights have jumped. */
export function sleep(truth: MouseTruth, state: MouseState, key: Key): MouseState {
  const noise = normal(key, 2)
  const weight = (k: 0 | 1): number => state.weights[k] + truth.overnightNoise[k] * noise[k]!
  return { ...state, weights: [weight(0), weight(1)] }
}

/**
 * Seconds from stimulus to response: a shifted log-normal whose median falls from 1.8 s to 0.6 s as the stimulus is learned;
 * 60 s, the limit of the task, without a response.
 */
export function responseTime(state: MouseState, report: Report, key: Key): number {
  if (report === 0) return 60
  const median = 0.4 + 1.2 * exp(-1.5 * Math.max(state.weights[0], 0))
  return Math.min(60, 0.2 + median * exp(0.5 * normal(key, 1)[0]!))
}

/** Seconds of quiescence before a stimulus: 0.2 s plus an exponential of mean 0.35 s accepted in [0.2, 0.5] s. */
export function quiescence(key: Key): number {
  const near = exp(-0.2 / 0.35)
  const far = exp(-0.5 / 0.35)
  return 0.2 - 0.35 * log(near - uniform(key, 1)[0]! * (near - far))
}

function signedStimulus({ side, contrast }: Stimulus): number {
  return side * transformContrast(contrast)
}
