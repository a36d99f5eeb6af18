import { exp, log } from "../../numerics/elementary.ts"

/** What the choices say about the logits a_t = w_t · x_t: filled once for every candidate of weights. */
export interface Observed {
  /** d log P / d a. */
  readonly slope: Float64Array
  /** -d^2 log P / d a^2. */
  readonly bend: Float64Array
  /** -d^3 log P / d a^3, the slope of `bend`. */
  readonly bendSlope: Float64Array
  /** q_t = sigmoid(a_t), which rules of learning read. */
  readonly probability: Float64Array
}

/** What of a walk its observations read; one entry a trial. */
export interface ObservedTrials {
  readonly choice: Uint8Array
  /** 1 where the choice counts, 0 where it is held out. */
  readonly observed: Float64Array
}

/** Fills what the trials that count say at logits a, and returns their log likelihood in nats. */
export type Observation = (trials: ObservedTrials, logit: Float64Array, into: Observed) => number

/** Choices by the policy: P(y = 1) = sigmoid(a). */
export const observeChoices: Observation = ({ choice, observed }, logit, { slope, bend, bendSlope, probability }) => {
  let sum = 0
  // ln prod (1 + e) for sum ln(1 + e): each factor is at most 2, so that 512 of them stay within a double, at one logarithm.
  let factors = 1
  for (let t = 0; t < logit.length; t++) {
    const a = logit[t]!
    const e = exp(a < 0 ? a : -a)
    const q = (a < 0 ? e : 1) / (1 + e)
    const counts = observed[t]!
    const variance = (e / (1 + e)) * (1 / (1 + e))
    probability[t] = q
    slope[t] = counts * (choice[t]! - q)
    bend[t] = counts * variance
    bendSlope[t] = counts * variance * (1 - 2 * q)
    sum += counts * (choice[t]! * a - Math.max(a, 0))
    if (counts === 1) factors *= 1 + e
    if ((t & 511) !== 511) continue
    sum -= log(factors)
    factors = 1
  }
  return sum - log(factors)
}

/**
 * Observations of the logits themselves with normal noise of variance 1 / precision, for checks against exact smoothers.
 * @param values one observation a trial.
 */
export function observeNormal(values: Float64Array, precision: number): Observation {
  return ({ observed }, logit, { slope, bend, bendSlope, probability }) => {
    let sum = 0
    for (let t = 0; t < logit.length; t++) {
      const error = values[t]! - logit[t]!
      slope[t] = observed[t]! * precision * error
      bend[t] = observed[t]! * precision
      bendSlope[t] = 0
      probability[t] = 1 / (1 + exp(-logit[t]!))
      sum -= observed[t]! * 0.5 * precision * error * error
    }
    return sum
  }
}
