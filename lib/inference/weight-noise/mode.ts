import { factorise, solveBanded } from "../../numerics/banded-factor.ts"
import { sigmoid } from "../../numerics/elementary.ts"
import { fillDerivatives } from "./derivatives.ts"
import { evaluateLogPosterior, fillGains, type Posterior } from "./posterior.ts"

/** How the search for the most probable weights ended. */
export interface Mode {
  readonly logPosterior: number
  readonly steps: number
  /** False where no step gained although the slope is not 0; the weights are the best found. */
  readonly reached: boolean
}

/** A Newton step that promises less than this, in nats, is the last. */
const tolerance = 1e-8
/** So many nats are rounding at the top. */
const rounding = 1e-6
const mostSteps = 30

/** One of Newton's steps: weights go down `ofWeights`, or, to first order the same, their noise goes down `ofNoise`. */
interface Step {
  readonly ofWeights: Float64Array
  readonly ofNoise: Float64Array
  /** The noise that the step starts from. */
  readonly noise: Float64Array
  readonly candidate: Float64Array
  /** The candidate whose noise, not whose weights, has moved along a line. */
  readonly rolled: Float64Array
}

/**
 * Moves the weights from where they are to the top of the log posterior by Newton steps, halved until they gain.
 * Leaves `hessian` factorised at the top, where that is possible. Pauses after each step, so that the caller may give others a turn.
 */
export function* modeSteps(posterior: Posterior): Generator<undefined, Mode, undefined> {
  const { weights, gradient, hessian } = posterior
  const room = () => new Float64Array(weights.length)
  const step: Step = { ofWeights: room(), ofNoise: room(), noise: room(), candidate: room(), rolled: room() }
  fillGains(posterior)
  let here = evaluateLogPosterior(posterior, weights)
  for (let steps = 0; ; steps++) {
    fillDerivatives(posterior, false)
    const exact = factorise(hessian)
    if (!exact) {
      fillDerivatives(posterior, true)
      if (steps >= mostSteps || !factorise(hessian)) return { logPosterior: here, steps, reached: false }
    }
    step.ofWeights.set(gradient)
    solveBanded(hessian, step.ofWeights)
    const promise = dot(gradient, step.ofWeights)
    const last = exact && promise / 2 < tolerance
    if (!last && steps >= mostSteps) return { logPosterior: here, steps, reached: false }
    prepare(posterior, step)
    const there = gain(posterior, step, here, promise)
    if (there !== null) {
      weights.set(step.candidate)
      here = there
    } else here = evaluateLogPosterior(posterior, weights)
    yield
    // Rounding alone decides there; the curvature at the very top is what the evidence needs.
    if (last || (there === null && exact && promise < rounding)) {
      fillDerivatives(posterior, false)
      return { logPosterior: here, steps: steps + 1, reached: factorise(hessian) }
    }
    if (there === null) return { logPosterior: here, steps, reached: false }
  }
}

/** Tries a step in full, then halves it; the log posterior where it gained, with the weights in `candidate`, or null. */
function gain(posterior: Posterior, step: Step, here: number, promise: number): number | null {
  const { weights, walk } = posterior
  const { ofWeights, candidate, rolled } = step
  for (let length = 1; length > 1e-2; length /= 2) {
    const enough = here + 1e-4 * length * promise - (promise < rounding ? rounding : 0)
    for (let i = 0; i < candidate.length; i++) candidate[i] = weights[i]! - length * ofWeights[i]!
    let there = evaluateLogPosterior(posterior, candidate)
    if (walk.rule !== "none") {
      // Where noise is small, weights that move along straight lines break the rule that ties them together.
      rollOut(posterior, step, length)
      const other = evaluateLogPosterior(posterior, rolled)
      if (other > there || Number.isNaN(there)) {
        candidate.set(rolled)
        there = other
      } else if (there >= enough) there = evaluateLogPosterior(posterior, candidate)
    }
    if (there >= enough) return there
  }
  return null
}

/** Where the step starts from in terms of noise, and where it leads to first order. */
function prepare({ walk, noise, gain, drive }: Posterior, { ofWeights, ofNoise, noise: from }: Step): void {
  if (walk.rule === "none") return
  const d = walk.names.length
  from.set(noise)
  for (let k = 0; k < d; k++) ofNoise[k] = ofWeights[k]!
  for (let t = 1; t < walk.trials; t++) {
    let along = 0
    for (let i = (t - 1) * d; i < t * d; i++) along += walk.design[i]! * ofWeights[i]!
    along *= drive[1][t - 1]!
    for (let i = t * d; i < (t + 1) * d; i++) ofNoise[i] = ofWeights[i]! - ofWeights[i - d]! - along * gain[i - d]!
  }
}

/** The weights that follow from the noise after a step, run forward by the rule itself. */
function rollOut({ walk, gain }: Posterior, { ofNoise, noise, rolled }: Step, length: number): void {
  const { trials, design, target, rule } = walk
  const d = walk.names.length
  let phi = 0
  for (let t = 0; t < trials; t++) {
    let logit = 0
    for (let i = t * d; i < (t + 1) * d; i++) {
      const learned = t === 0 ? 0 : rolled[i - d]! + gain[i - d]! * phi
      rolled[i] = learned + noise[i]! - length * ofNoise[i]!
      logit += rolled[i]! * design[i]!
    }
    const q = sigmoid(logit)
    phi = rule === "rewardMax" ? target[t]! * q * (1 - q) : target[t]! - q
  }
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!
  return sum
}
