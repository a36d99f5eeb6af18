import type { Posterior } from "./posterior.ts"

/**
 * Fills `gradient` and the band of `hessian`, minus the first and second derivatives of the log posterior at the weights last evaluated.
 * With P the inverse variances of the step after trial t, p = P e and gamma = g · p there:
 *   dQ/dw_t = P_t e_t - p - phi' gamma x - slope x,
 *   H_tt = P_t + P + phi' (x (P g)^T + (P g) x^T) + (bend + phi'^2 g^T P g - phi'' gamma) x x^T,
 *   H_{t+1,t} = -P - phi' (P g) x^T.
 * @param guarded leaves out phi'' gamma, the one term that can make H indefinite.
 */
export function fillDerivatives(posterior: Posterior, guarded: boolean): void {
  posterior.hessian.band.fill(0)
  const learns = posterior.walk.rule !== "none"
  const { trials } = posterior.walk
  for (let t = 0; t < trials; t++) {
    fillOwn(posterior, t)
    if (t + 1 < trials) fillNext(posterior, t)
    if (learns && t + 1 < trials) fillLearning(posterior, t, guarded)
  }
}

/** What the choice of trial t and the step that led to it say. */
function fillOwn({ walk, constants, noise, observed, gradient, hessian }: Posterior, t: number): void {
  const { design, stepKind } = walk
  const { variance } = constants
  const d = walk.names.length
  const { band, bandwidth } = hessian
  const slope = observed.slope[t]!
  const bend = observed.bend[t]!
  for (let k = 0; k < d; k++) {
    const i = t * d + k
    const x = design[i]!
    const precision = 1 / variance[stepKind[t]! * d + k]!
    gradient[i] = precision * noise[i]! - slope * x
    const diagonal = i * (bandwidth + 1) + bandwidth
    band[diagonal]! += precision
    for (let j = 0; j <= k; j++) band[diagonal - k + j]! += bend * x * design[t * d + j]!
  }
}

/** What the step away from trial t says, but for learning. */
function fillNext({ walk, constants, noise, gradient, hessian }: Posterior, t: number): void {
  const { variance } = constants
  const d = walk.names.length
  const { band, bandwidth } = hessian
  const kind = walk.stepKind[t + 1]! * d
  for (let k = 0; k < d; k++) {
    const i = t * d + k
    const precision = 1 / variance[kind + k]!
    gradient[i]! -= precision * noise[i + d]!
    band[i * (bandwidth + 1) + bandwidth]! += precision
    band[(i + d) * (bandwidth + 1) + bandwidth - d]! -= precision
  }
}

/** What the step away from trial t says by what was learned from the trial. */
function fillLearning(posterior: Posterior, t: number, guarded: boolean): void {
  const { walk, constants, noise, gain, drive, gradient, hessian } = posterior
  const { design, stepKind } = walk
  const { variance } = constants
  const d = walk.names.length
  const { band, bandwidth } = hessian
  const kind = stepKind[t + 1]! * d
  const first = drive[1][t]!
  let gamma = 0
  let square = 0
  for (let k = 0; k < d; k++) {
    const g = gain[t * d + k]!
    const weighted = g / variance[kind + k]!
    gamma += weighted * noise[(t + 1) * d + k]!
    square += weighted * g
  }
  const bend = first * first * square - (guarded ? 0 : drive[2][t]! * gamma)
  for (let k = 0; k < d; k++) {
    const i = t * d + k
    const x = design[i]!
    const pull = (first * gain[i]!) / variance[kind + k]!
    gradient[i]! -= first * gamma * x
    const diagonal = i * (bandwidth + 1) + bandwidth
    const below = (i + d) * (bandwidth + 1) + bandwidth - d - k
    for (let j = 0; j < d; j++) {
      const other = design[t * d + j]!
      band[below + j]! -= pull * other
      if (j > k) continue
      const pullOther = (first * gain[t * d + j]!) / variance[kind + j]!
      band[diagonal - k + j]! += x * pullOther + pull * other + bend * x * other
    }
  }
}
