import type { ChoiceSequence } from "../../data/choices.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { RvbfSettings } from "./options.ts"
import type { RvbfConstants } from "./parameters.ts"
import type { Particles } from "./particles.ts"

/** What a trial teaches, and to whom. */
export interface LearningStep {
  readonly constants: RvbfConstants
  readonly settings: RvbfSettings
  readonly animal: ChoiceSequence
  readonly design: Float64Array
  readonly t: number
  readonly scored: boolean
}

/** Every particle learns from trial t and moves on to the next; its score takes in the density of where it went. */
export function step(
  particles: Particles,
  { constants, settings, animal, design, t, scored }: LearningStep,
  { words }: Key,
): void {
  const { normals, factor, drift, count, primitives } = particles
  const size = settings.regressors.length
  const drifts = settings.drifting !== "none"
  primitives.normalFill(normals.pointer, (drifts ? 2 : 1) * size * count, words[0], words[1], 0)
  const day = animal.sessionStart[t + 1] === 1
  const noise = day ? constants.dayNoise : constants.noise
  const noiseBlock = day && settings.dayNoise ? 4 : 3
  factor.values.fill(1)
  for (let k = 0; k < size; k += 1) {
    if (settings.drifting === "rate") primitives.expAll(factor.pointer, drift.pointer + 8 * k * count, count)
    const of: RegressorStep = {
      k,
      x: design[t * size + k]!,
      reward: animal.reward[t]!,
      rate: constants.rate[k]!,
      baseline: constants.baseline[k]!,
      forgetting: constants.forgetting[k]!,
      sigma: noise[k]!,
    }
    if (scored) score(particles, of, size, noiseBlock, settings.drifting)
    move(particles, of, settings.drifting === "baseline")
    if (drifts) walk(particles, k, size, constants.drift[k]!, scored)
  }
}

interface RegressorStep {
  readonly k: number
  readonly x: number
  readonly reward: number
  readonly rate: number
  readonly baseline: number
  readonly forgetting: number
  readonly sigma: number
}

/** w' = w + alpha (r - beta)(y - q) x - lambda w + sigma z of one regressor. */
function move(
  particles: Particles,
  { k, x, reward, rate, baseline, forgetting, sigma }: RegressorStep,
  drifts: boolean,
) {
  const { weights, normals, surprise, factor, drift, count } = particles
  const w = weights.values
  for (let i = 0, at = k * count; i < count; i += 1, at += 1) {
    const beta = drifts ? baseline + drift.values[at]! : baseline
    const gain = rate * factor.values[i]! * (reward - beta) * x
    w[at] = w[at]! * (1 - forgetting) + gain * surprise.values[i]! + sigma * normals.values[at]!
  }
}

/** Adds the slopes of log N(w'; mean, sigma^2) in log alpha, beta, log lambda and log sigma, with w' = mean + sigma z. */
function score(
  { weights, normals, surprise, factor, drift, scores, count }: Particles,
  { k, x, reward, rate, baseline, forgetting, sigma }: RegressorStep,
  size: number,
  noiseBlock: number,
  drifting: RvbfSettings["drifting"],
): void {
  const [ofRate, ofBaseline, ofForgetting] = [k * count, (size + k) * count, (2 * size + k) * count]
  const ofNoise = (noiseBlock * size + k) * count
  const first = k * count
  for (let i = 0; i < count; i += 1) {
    const z = normals.values[first + i]!
    const pull = (z / sigma) * rate * factor.values[i]! * x * surprise.values[i]!
    const beta = drifting === "baseline" ? baseline + drift.values[first + i]! : baseline
    scores[ofRate + i]! += pull * (reward - beta)
    scores[ofBaseline + i]! -= pull
    scores[ofForgetting + i]! -= (z / sigma) * forgetting * weights.values[first + i]!
    scores[ofNoise + i]! += z * z - 1
  }
}

/** A random step of what drifts, and the slope of its log density in log sigma_drift. */
function walk(
  { drift, normals, scores, count }: Particles,
  k: number,
  size: number,
  sigma: number,
  scored: boolean,
): void {
  const [first, ofDrift] = [k * count, (5 * size + k) * count]
  for (let i = 0; i < count; i += 1) {
    const z = normals.values[(size + k) * count + i]!
    drift.values[first + i]! += sigma * z
    if (scored) scores[ofDrift + i]! += z * z - 1
  }
}
