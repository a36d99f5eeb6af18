import { factorise, solveBanded } from "../../numerics/banded-factor.ts"
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
const mostSteps = 200

/**
 * Moves the weights from where they are to the top of the log posterior by Newton steps, halved until they gain.
 * Leaves `hessian` factorised at the top, where that is possible.
 */
export function findMode(posterior: Posterior): Mode {
  const { weights, gradient, hessian } = posterior
  fillGains(posterior)
  let here = evaluateLogPosterior(posterior, weights)
  const candidate = new Float64Array(weights.length)
  let last = false
  for (let steps = 0; ; steps++) {
    fillDerivatives(posterior, false)
    let exact = factorise(hessian)
    if (last) return { logPosterior: here, steps, reached: exact }
    if (!exact) {
      fillDerivatives(posterior, true)
      if (!factorise(hessian)) return { logPosterior: here, steps, reached: false }
    }
    const slope = gradient.slice()
    solveBanded(hessian, gradient)
    let promise = 0
    for (let i = 0; i < slope.length; i++) promise += slope[i]! * gradient[i]!
    last = exact && promise / 2 < tolerance
    if (steps >= mostSteps) return { logPosterior: here, steps, reached: false }
    let gained = false
    for (let length = 1; length > 1e-8; length /= 2) {
      for (let i = 0; i < weights.length; i++) candidate[i] = weights[i]! - length * gradient[i]!
      const there = evaluateLogPosterior(posterior, candidate)
      // At the top rounding decides, so that the last step is taken as it comes.
      if (!(there >= here + 1e-4 * length * promise || (last && there >= here - 1e-6))) continue
      weights.set(candidate)
      here = there
      gained = true
      break
    }
    if (gained) continue
    here = evaluateLogPosterior(posterior, weights)
    exact &&= promise < 1e-4
    last = true
    if (!exact) return { logPosterior: here, steps, reached: false }
  }
}
