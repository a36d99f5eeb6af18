import { sigmoid, softplus } from "../../numerics/elementary.ts"

/** One run of the REINFORCE rule: its trials, and alpha, adder and starting weight, each for stimulus and bias. */
export interface ReinforceRun {
  readonly stimulus: ArrayLike<number>
  /** 1 or 0. */
  readonly choice: ArrayLike<number>
  readonly reward: ArrayLike<number>
  readonly parameters: ArrayLike<number>
}

/**
 * Loss in nats and gradient of one run in plain f64. The compiled primitive carries sensitivities forward beside the weights; this
 * carries dL/dw backward instead, so that the two have no derivation in common.
 */
export function reinforceLoss(run: ReinforceRun): { readonly loss: number; readonly gradient: Float64Array } {
  const { stimulus, choice, reward, parameters } = run
  const trials = choice.length
  const surprise = new Float64Array(trials)
  let w = [parameters[4]!, parameters[5]!]
  let loss = 0
  const gain = (k: number, t: number) => parameters[k]! * reward[t]! - parameters[2 + k]!
  for (let t = 0; t < trials; t++) {
    const x = [stimulus[t]!, 1]
    const logit = w[0]! * x[0]! + w[1]!
    loss += softplus(logit) - choice[t]! * logit
    surprise[t] = choice[t]! - sigmoid(logit)
    w = w.map((weight, k) => weight + gain(k, t) * surprise[t]! * x[k]!)
  }
  const gradient = new Float64Array(6)
  let lambda = [0, 0]
  for (let t = trials - 1; t >= 0; t--) {
    const x = [stimulus[t]!, 1]
    const q = choice[t]! - surprise[t]!
    const slopeOfSurprise = lambda[0]! * gain(0, t) * x[0]! + lambda[1]! * gain(1, t)
    for (const k of [0, 1]) {
      gradient[k]! += lambda[k]! * reward[t]! * surprise[t]! * x[k]!
      gradient[2 + k]! -= lambda[k]! * surprise[t]! * x[k]!
    }
    const slopeOfLogit = -surprise[t]! - q * (1 - q) * slopeOfSurprise
    lambda = lambda.map((slope, k) => slope + slopeOfLogit * x[k]!)
  }
  gradient.set(lambda, 4)
  return { loss, gradient }
}
