import { normalQuantile } from "./normal-quantile.ts"

/**
 * Wilson's score interval of a proportion: stays within [0, 1] and is honest for few trials.
 * @param level coverage, 0.95 unless told.
 * @returns [low, high]; [0, 1] without trials.
 * @see Wilson 1927, Journal of the American Statistical Association 22:209.
 */
export function wilsonInterval(successes: number, trials: number, level = 0.95): readonly [low: number, high: number] {
  if (trials === 0) return [0, 1]
  const z = normalQuantile(0.5 + level / 2)
  const p = successes / trials
  const centre = (p + (z * z) / (2 * trials)) / (1 + (z * z) / trials)
  const half = (z / (1 + (z * z) / trials)) * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials))
  return [successes === 0 ? 0 : centre - half, successes === trials ? 1 : centre + half]
}
