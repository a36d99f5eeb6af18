import { probabilityRight } from "../../networks/glm-policy.ts"
import type { WalkConstants } from "./posterior.ts"
import { stepKinds, type Walk } from "./walk.ts"

/** What a filter says of every trial before it is seen. */
export interface Filtered {
  /** Mean of w_t given the trials before, trials x weights. */
  readonly weights: Float64Array
  /** Standard deviation of each, trials x weights. */
  readonly standardErrors: Float64Array
  /** P(right), averaged over what is not known of the weights. */
  readonly probability: Float64Array
}

/**
 * Runs forward through the trials with frozen hyper-parameters: each choice is predicted from those before it alone, then taken in by a normal
 * approximation at the most probable logit; between trials the weights learn, and spread.
 * @see Fahrmeir 1992, J. Am. Stat. Assoc. 87:501 (posterior mode filter); MacKay 1992, Neural Computation 4:720 (the average).
 */
export function filterForward(walk: Walk, constants: WalkConstants): Filtered {
  const { trials, design } = walk
  const d = walk.names.length
  const filtered = {
    weights: new Float64Array(trials * d),
    standardErrors: new Float64Array(trials * d),
    probability: new Float64Array(trials),
  }
  const mean = new Float64Array(d)
  const covariance = new Float64Array(d * d)
  const spread = new Float64Array(d)
  for (let k = 0; k < d; k++) covariance[k * d + k] = constants.variance[stepKinds.initial * d + k]!
  for (let t = 0; t < trials; t++) {
    if (t > 0) stepOn(walk, constants, t, mean, covariance)
    const x = design.subarray(t * d, (t + 1) * d)
    const [logit, variance] = logitOf(mean, covariance, x, spread)
    for (let k = 0; k < d; k++) {
      filtered.weights[t * d + k] = mean[k]!
      filtered.standardErrors[t * d + k] = Math.sqrt(covariance[k * d + k]!)
    }
    filtered.probability[t] = probabilityRight(logit / Math.sqrt(1 + (Math.PI * variance) / 8))
    if (walk.observed[t] === 1) takeIn(walk.choice[t]!, logit, variance, spread, mean, covariance)
  }
  return filtered
}

/** Mean and variance of x · w, and C x in `spread`. */
function logitOf(
  mean: Float64Array,
  covariance: Float64Array,
  x: Float64Array,
  spread: Float64Array,
): readonly [number, number] {
  const d = mean.length
  let logit = 0
  let variance = 0
  for (let k = 0; k < d; k++) {
    let sum = 0
    for (let j = 0; j < d; j++) sum += covariance[k * d + j]! * x[j]!
    spread[k] = sum
    logit += mean[k]! * x[k]!
    variance += sum * x[k]!
  }
  return [logit, variance]
}

/** Takes in one choice: the weights matter to it by their logit alone, whose most probable value Newton's method finds. */
function takeIn(
  choice: number,
  logit: number,
  variance: number,
  spread: Float64Array,
  mean: Float64Array,
  covariance: Float64Array,
): void {
  const d = mean.length
  let slope = 0
  let bend = 0
  // The logit moves by variance x slope; |slope| < 1 holds the root in an interval, within which Newton's steps are kept.
  let [low, high] = [choice === 1 ? logit : logit - variance, choice === 1 ? logit + variance : logit]
  let a = logit
  for (let i = 0; i < 60; i++) {
    const q = probabilityRight(a)
    slope = choice - q
    bend = q * (1 - q)
    const miss = a - logit - variance * slope
    if (miss > 0) high = a
    else low = a
    const step = miss / (1 + variance * bend)
    if (Math.abs(step) <= 1e-12 * (1 + Math.abs(a))) break
    const next = a - step
    a = next > low && next < high ? next : (low + high) / 2
  }
  const taken = bend / (1 + bend * variance)
  for (let k = 0; k < d; k++) {
    mean[k]! += spread[k]! * slope
    for (let j = 0; j < d; j++) covariance[k * d + j]! -= taken * spread[k]! * spread[j]!
  }
}

/** From trial t - 1 to t: what was learned, linearised for the covariance, and the noise of the step. */
function stepOn(
  walk: Walk,
  { variance, rate, adder }: WalkConstants,
  t: number,
  mean: Float64Array,
  covariance: Float64Array,
): void {
  const d = mean.length
  if (walk.rule !== "none") {
    const before = t - 1
    const x = walk.design.subarray(before * d, t * d)
    const [phi, slope] = driveAt(walk, before, mean, x)
    const gain = x.map((value, k) => (rate[k]! * walk.rewarded[before]! - adder[k]!) * value)
    const along = new Float64Array(d)
    const [, logitVariance] = logitOf(mean, covariance, x, along)
    for (let k = 0; k < d; k++) mean[k]! += gain[k]! * phi
    for (let k = 0; k < d; k++)
      for (let j = 0; j < d; j++)
        covariance[k * d + j]! +=
          slope * (gain[k]! * along[j]! + along[k]! * gain[j]!) + slope * slope * logitVariance * gain[k]! * gain[j]!
  }
  const kind = walk.stepKind[t]! * d
  for (let k = 0; k < d; k++) covariance[k * d + k]! += variance[kind + k]!
}

/** phi and its slope at the mean. */
function driveAt(walk: Walk, t: number, mean: Float64Array, x: Float64Array): readonly [number, number] {
  const q = probabilityRight(mean.reduce((sum, w, k) => sum + w * x[k]!, 0))
  const v = q * (1 - q)
  const z = walk.target[t]!
  return walk.rule === "rewardMax" ? [z * v, z * v * (1 - 2 * q)] : [z - q, -v]
}
