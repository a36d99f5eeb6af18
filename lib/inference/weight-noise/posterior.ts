import { type BandedFactor, createBandedFactor } from "../../numerics/banded-factor.ts"
import { log } from "../../numerics/elementary.ts"
import type { Observed } from "./observations.ts"
import type { Walk } from "./walk.ts"

/** The hyper-parameters of a walk; vectors have one entry a weight. */
export interface WalkConstants {
  /** Variances of the steps, three vectors one after the other in the order of `stepKinds`. */
  readonly variance: Float64Array
  /** alpha of the rule. */
  readonly rate: Float64Array
  /** What is taken from alpha r. */
  readonly adder: Float64Array
}

/** Constants for so many weights, all 0. */
export function createConstants(weights: number): WalkConstants {
  return {
    variance: new Float64Array(3 * weights),
    rate: new Float64Array(weights),
    adder: new Float64Array(weights),
  }
}

/** Room for the posterior of one walk at one set of constants; everything is overwritten. */
export interface Posterior {
  readonly walk: Walk
  readonly constants: WalkConstants
  /** w, trials x weights. */
  readonly weights: Float64Array
  /** e_t = w_t - w_{t-1} - v_{t-1}, trials x weights; row 0 is w_0. */
  readonly noise: Float64Array
  /** g_t, trials x weights, with v_t = g_t phi(a_t): what is left of the rule once its scalar part is taken out. */
  readonly gain: Float64Array
  readonly logit: Float64Array
  readonly observed: Observed
  /** phi(a_t) of the rule and its first three derivatives; empty under "none". */
  readonly drive: readonly [Float64Array, Float64Array, Float64Array, Float64Array]
  /** Minus the slope of the log posterior in w, and the step made of it. */
  readonly gradient: Float64Array
  /** Minus the second derivatives of the log posterior in w. */
  readonly hessian: BandedFactor
}

/** Room for one walk, at weights 0. */
export function createPosterior(walk: Walk, constants: WalkConstants): Posterior {
  const { trials, rule } = walk
  const d = walk.names.length
  const scalar = () => new Float64Array(trials)
  const learned = () => new Float64Array(rule === "none" ? 0 : trials)
  return {
    walk,
    constants,
    weights: new Float64Array(trials * d),
    noise: new Float64Array(trials * d),
    gain: new Float64Array(rule === "none" ? 0 : trials * d),
    logit: scalar(),
    observed: { slope: scalar(), bend: scalar(), bendSlope: scalar(), probability: scalar() },
    drive: [learned(), learned(), learned(), learned()],
    gradient: new Float64Array(trials * d),
    // Without a rule a weight meets its own past alone; a rule mixes all weights of neighbouring trials.
    hessian: createBandedFactor(trials * d, rule === "none" ? d : 2 * d - 1),
  }
}

/** g_t at the present constants: (alpha r - adder) x for REINFORCE, alpha x for rules that know the answer. */
export function fillGains({ walk, constants, gain }: Posterior): void {
  const { trials, rule, rewarded, design } = walk
  if (rule === "none") return
  const { rate, adder } = constants
  const d = rate.length
  for (let t = 0; t < trials; t++)
    for (let k = 0; k < d; k++) gain[t * d + k] = (rate[k]! * rewarded[t]! - adder[k]!) * design[t * d + k]!
}

/**
 * Fills all that follows from given weights, without derivatives in w, and returns the log posterior in nats,
 * log likelihood + 1/2 sum ln(1 / V) - 1/2 sum e^2 / V, whose factors of 2 pi cancel in the evidence.
 * The map from weights to noise is unit lower triangular for any rule, so that it needs no Jacobian.
 */
export function evaluateLogPosterior(posterior: Posterior, weights: Float64Array): number {
  const { walk, logit, observed } = posterior
  const { trials, design } = walk
  const d = walk.names.length
  for (let t = 0; t < trials; t++) {
    let a = 0
    for (let i = t * d; i < (t + 1) * d; i++) a += weights[i]! * design[i]!
    logit[t] = a
  }
  const likelihood = walk.observation(walk, logit, observed)
  fillDrive(posterior)
  fillNoise(posterior, weights)
  return likelihood + logPrior(posterior)
}

/** Log likelihood in nats of the weights last evaluated, over the trials that count. */
export function logLikelihoodOf({ walk, logit, observed }: Posterior): number {
  return walk.observation(walk, logit, observed)
}

function logPrior({ walk, constants, noise }: Posterior): number {
  const { trials, stepKind } = walk
  const { variance } = constants
  const d = walk.names.length
  const logs = variance.map((value) => (value > 0 ? log(value) : 0))
  const precision = variance.map((value) => 1 / value)
  let sum = 0
  for (let t = 0; t < trials; t++) {
    const kind = stepKind[t]! * d
    for (let k = 0; k < d; k++) {
      const e = noise[t * d + k]!
      sum -= logs[kind + k]! + e * e * precision[kind + k]!
    }
  }
  return sum / 2
}

function fillNoise({ walk, gain, noise, drive }: Posterior, weights: Float64Array): void {
  const d = walk.names.length
  const learns = walk.rule !== "none"
  for (let k = 0; k < d; k++) noise[k] = weights[k]!
  for (let i = d; i < noise.length; i++) noise[i] = weights[i]! - weights[i - d]!
  if (!learns) return
  const [phi] = drive
  for (let t = 1; t < walk.trials; t++)
    for (let k = 0; k < d; k++) noise[t * d + k]! -= gain[(t - 1) * d + k]! * phi[t - 1]!
}

/** target - q for rules that follow an error, eps q (1 - q) for the gradient of the expected reward. */
function fillDrive({ walk, observed, drive }: Posterior): void {
  const { trials, rule, target } = walk
  if (rule === "none") return
  const [phi, first, second, third] = drive
  const { probability } = observed
  const expected = rule === "rewardMax"
  for (let t = 0; t < trials; t++) {
    const q = probability[t]!
    const v = q * (1 - q)
    const odd = 1 - 2 * q
    const bent = v * (1 - 6 * v)
    const z = target[t]!
    phi[t] = expected ? z * v : z - q
    first[t] = expected ? z * v * odd : -v
    second[t] = expected ? z * bent : -v * odd
    third[t] = expected ? z * v * odd * (1 - 12 * v) : -bent
  }
}
