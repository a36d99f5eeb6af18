import type { Posterior } from "./posterior.ts"

/**
 * How much of the weights' steps is learning: the mean over steps of |v| / (|v| + |e|), with |·| Euclid's length over the weights.
 * Steps on which neither moves count as 0.
 * @see Ashwood et al. 2020, NeurIPS 33:3442, section 5.
 */
export function learningShare(posteriors: readonly Posterior[]): number {
  let sum = 0
  let steps = 0
  for (const { walk, gain, drive, noise } of posteriors) {
    const d = walk.names.length
    for (let t = 0; t + 1 < walk.trials; t++) {
      let learned = 0
      let noisy = 0
      for (let i = t * d; i < (t + 1) * d; i++) {
        learned += (gain[i]! * drive[0][t]!) ** 2
        noisy += noise[i + d]! ** 2
      }
      const [one, other] = [Math.sqrt(learned), Math.sqrt(noisy)]
      sum += one + other > 0 ? one / (one + other) : 0
      steps++
    }
  }
  return steps > 0 ? sum / steps : 0
}
