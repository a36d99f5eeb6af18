import { studentHalfWidth, studentTwoSided } from "./student-t.ts"

/** A mean over independent values, such as seeds or animals, with its interval. */
export interface MeanInterval {
  readonly count: number
  readonly mean: number
  /** Of one value, by n - 1; NaN for fewer than two values. */
  readonly standardDeviation: number
  /** Ends of the interval by Student's t; NaN for fewer than two values. */
  readonly low: number
  readonly high: number
  /** Two-sided, of a mean of 0; NaN for fewer than two values. */
  readonly p: number
}

/** The mean of independent values with its interval; NaN in all of them where there is no value. */
export function meanInterval(values: readonly number[], level = 0.95): MeanInterval {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  if (count < 2) {
    const none = Number.NaN
    return Object.freeze({ count, mean, standardDeviation: none, low: none, high: none, p: none })
  }
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1)
  const error = Math.sqrt(variance / count)
  const half = studentHalfWidth(level, count - 1) * error
  const p = error === 0 ? (mean === 0 ? 1 : 0) : studentTwoSided(mean / error, count - 1)
  return Object.freeze({
    ...{ count, mean, p },
    standardDeviation: Math.sqrt(variance),
    low: mean - half,
    high: mean + half,
  })
}
