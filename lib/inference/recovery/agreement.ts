import { log } from "../../numerics/elementary.ts"

/** How inferred numbers agree with the true ones. */
export interface Agreement {
  /** sqrt(mean (inferred - true)^2). */
  readonly rootMeanSquareError: number
  /** log10 of the same. */
  readonly log10Error: number
  /** Pearson's r; NaN where either does not vary. */
  readonly correlation: number
  /** 1 - mean squared error / variance of the true ones about their mean; NaN where these do not vary. */
  readonly rSquared: number
}

/**
 * Compares inferred numbers with the true ones.
 * @throws RangeError where there are none, or not as many of one as of the other.
 */
export function agreement(inferred: ArrayLike<number>, truth: ArrayLike<number>): Agreement {
  const n = truth.length
  if (n === 0 || inferred.length !== n)
    throw new RangeError(`agreement needs as many inferred numbers as true ones, got ${inferred.length} and ${n}`)
  let meanInferred = 0
  let meanTruth = 0
  let squares = 0
  for (let i = 0; i < n; i++) {
    meanInferred += inferred[i]! / n
    meanTruth += truth[i]! / n
    squares += (inferred[i]! - truth[i]!) ** 2 / n
  }
  let ofInferred = 0
  let ofTruth = 0
  let ofBoth = 0
  for (let i = 0; i < n; i++) {
    const a = inferred[i]! - meanInferred
    const b = truth[i]! - meanTruth
    ofInferred += (a * a) / n
    ofTruth += (b * b) / n
    ofBoth += (a * b) / n
  }
  const rootMeanSquareError = Math.sqrt(squares)
  return Object.freeze({
    rootMeanSquareError,
    log10Error: log(rootMeanSquareError) / Math.LN10,
    correlation: ofBoth / Math.sqrt(ofInferred * ofTruth),
    rSquared: 1 - squares / ofTruth,
  })
}

/** sqrt(mean x^2); NaN of no numbers. */
export function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2
  return Math.sqrt(sum / values.length)
}
