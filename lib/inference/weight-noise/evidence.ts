import { invertBand, logDeterminant, solveBanded } from "../../numerics/banded-factor.ts"
import { modeSteps } from "./mode.ts"
import { createConstants, logLikelihoodOf, type Posterior, type WalkConstants } from "./posterior.ts"

/** The evidence of a walk by Laplace's method. */
export interface Evidence {
  /** log posterior - 1/2 ln det H at the most probable weights, nats; -Infinity where they were not found. */
  readonly value: number
  /** Log likelihood of the choices that count at the most probable weights, nats. */
  readonly logLikelihood: number
  readonly newtonSteps: number
}

/** The evidence at the present constants; leaves the weights at their most probable values and H factorised. */
export function laplaceEvidence(posterior: Posterior): Evidence {
  const steps = evidenceSteps(posterior)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** The same, with a pause after each of Newton's steps. */
export function* evidenceSteps(posterior: Posterior): Generator<undefined, Evidence, undefined> {
  const { logPosterior, steps, reached } = yield* modeSteps(posterior)
  const value = reached ? logPosterior - logDeterminant(posterior.hessian) / 2 : Number.NEGATIVE_INFINITY
  return { value, logLikelihood: logLikelihoodOf(posterior), newtonSteps: steps }
}

/** Room for the slopes of one walk's evidence in the log variances and in the constants of the rule. */
export interface SlopeWorkspace {
  readonly posterior: Posterior
  /** Slope of 1/2 tr(H^-1 H(w)) in w, then H^-1 times it, which says how far the weights follow a constant. */
  readonly response: Float64Array
  /** Laid out as the constants are. */
  readonly slopes: WalkConstants
}

/** Room for the slopes of a posterior's evidence. */
export function createSlopes(posterior: Posterior): SlopeWorkspace {
  const { weights, walk } = posterior
  return { posterior, response: new Float64Array(weights.length), slopes: createConstants(walk.names.length) }
}

/**
 * Fills `slopes`, exact but for rounding, after `laplaceEvidence`: with Z = H^-1 held fixed, T(w) = 1/2 tr(Z H(w)) and u = Z dT/dw, the slope of
 * the evidence in a constant is that of F - T + u · dQ/dw, where F = -Q is the log posterior; it takes one banded inverse and one solve.
 */
export function fillSlopes(work: SlopeWorkspace): void {
  const { posterior, response, slopes } = work
  invertBand(posterior.hessian)
  fillResponse(posterior, response)
  solveBanded(posterior.hessian, response)
  for (const part of [slopes.variance, slopes.rate, slopes.adder]) part.fill(0)
  for (let t = 0; t < posterior.walk.trials; t++) addStepSlopes(work, t)
}

/** Entry (i, j) of Z, both within the band. */
function inverseAt({ hessian }: Posterior, i: number, j: number): number {
  const { bandwidth, inverse } = hessian
  return i > j ? inverse[i * (bandwidth + 1) + bandwidth - i + j]! : inverse[j * (bandwidth + 1) + bandwidth - j + i]!
}

/** x^T Z_tt x: the variance of the logit of trial t. */
function logitVariance(posterior: Posterior, t: number): number {
  const { design, names } = posterior.walk
  const d = names.length
  let sum = 0
  for (let k = 0; k < d; k++)
    for (let j = 0; j < d; j++)
      sum += design[t * d + k]! * design[t * d + j]! * inverseAt(posterior, t * d + k, t * d + j)
  return sum
}

/** Entry k of x^T (Z_tt - Z_{t,t+1}). */
function logitStep(posterior: Posterior, t: number, k: number): number {
  const { design, names } = posterior.walk
  const d = names.length
  let sum = 0
  for (let j = 0; j < d; j++) {
    const own = inverseAt(posterior, t * d + j, t * d + k)
    sum += design[t * d + j]! * (own - inverseAt(posterior, t * d + j, (t + 1) * d + k))
  }
  return sum
}

/** dT/dw, through the logits and, where something is learned, through the noise. */
function fillResponse(posterior: Posterior, response: Float64Array): void {
  const { walk, constants, noise, gain, drive, observed } = posterior
  const { trials, design, stepKind, rule } = walk
  const { variance } = constants
  const d = walk.names.length
  response.fill(0)
  for (let t = 0; t < trials; t++) {
    const s = logitVariance(posterior, t)
    let along = (s * observed.bendSlope[t]!) / 2
    if (rule !== "none" && t + 1 < trials) {
      const kind = stepKind[t + 1]! * d
      const [first, second, third] = [drive[1][t]!, drive[2][t]!, drive[3][t]!]
      let gamma = 0
      let square = 0
      let mixed = 0
      for (let k = 0; k < d; k++) {
        const weighted = gain[t * d + k]! / variance[kind + k]!
        gamma += weighted * noise[(t + 1) * d + k]!
        square += weighted * gain[t * d + k]!
        mixed += weighted * logitStep(posterior, t, k)
        // gamma itself moves with both weights.
        response[(t + 1) * d + k]! -= (s * second * weighted) / 2
        response[t * d + k]! += (s * second * weighted) / 2
      }
      along += second * mixed + (s * (2 * first * second * square - third * gamma)) / 2
      along += (s * second * first * square) / 2
    }
    for (let i = t * d; i < (t + 1) * d; i++) response[i]! += along * design[i]!
  }
}

/** What the step that leads to trial t adds to the slopes. */
function addStepSlopes({ posterior, response, slopes }: SlopeWorkspace, t: number): void {
  const { walk, constants, noise, gain, drive } = posterior
  const { design, stepKind, rule, rewarded } = walk
  const { variance } = constants
  const d = walk.names.length
  const kind = stepKind[t]! * d
  const learns = rule !== "none" && t > 0
  const [phi, first, second] = learns ? [drive[0][t - 1]!, drive[1][t - 1]!, drive[2][t - 1]!] : [0, 0, 0]
  const s = learns ? logitVariance(posterior, t - 1) : 0
  let follows = 0
  if (learns) for (let i = (t - 1) * d; i < t * d; i++) follows += response[i]! * design[i]!
  for (let k = 0; k < d; k++) {
    const i = t * d + k
    const before = i - d
    const precision = 1 / variance[kind + k]!
    const pull = precision * noise[i]!
    let spread = inverseAt(posterior, i, i) / 2
    let change = response[i]!
    if (t > 0) {
      spread += inverseAt(posterior, before, before) / 2 - inverseAt(posterior, i, before)
      change -= response[before]!
    }
    if (learns) {
      const g = gain[before]!
      const step = logitStep(posterior, t - 1, k)
      change -= first * follows * g
      spread += first * step * g + (s * (first * first * g * g - second * g * noise[i]!)) / 2
      const slope =
        pull * phi -
        (first * step * precision +
          (s * (2 * first * first * g * precision - second * (pull - g * precision * phi))) / 2) -
        first * follows * pull -
        change * precision * phi
      slopes.rate[k]! += slope * rewarded[t - 1]! * design[before]!
      slopes.adder[k]! -= slope * design[before]!
    }
    slopes.variance[kind + k]! += (pull * noise[i]! - 1) / 2 + precision * spread - change * pull
  }
}
