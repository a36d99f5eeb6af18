import { studentHalfWidth, studentTwoSided } from "../../numerics/student-t.ts"

/** Nats per trial below which a difference means nothing: published totals are 120,000 x a mean of four decimals. */
export const honestNats = 1e-4

/** A paired comparison of two learners over the same animals. */
export interface PairedTest {
  readonly animals: number
  /** Mean over animals of the difference in nats per trial. */
  readonly meanDifference: number
  /** Student's t over animals; null where there are fewer than two, or all differ by the same. */
  readonly t: number | null
  readonly degreesOfFreedom: number | null
  /** Two-sided, null where t is. */
  readonly p: number | null
  /** 95 % interval of the mean difference by Student's t; null where t is. */
  readonly interval: readonly [low: number, high: number] | null
  /** `tie` below 1e-4 nats per trial whatever p is, else `better` or `worse` where p < 0.05, else `undecided`. */
  readonly verdict: "better" | "worse" | "tie" | "undecided"
}

/**
 * Paired t-test over animals, one number each (nats per trial): animals are the units, never trials, which are thousands and not
 * independent. Held-out scores of animals share most of their fits, so p is approximate.
 * @throws RangeError where the lists differ in length or are empty.
 */
export function pairedTest(scores: readonly number[], reference: readonly number[]): PairedTest {
  const n = scores.length
  if (n === 0 || n !== reference.length)
    throw new RangeError(`a paired test needs two lists of the same animals, got ${n} and ${reference.length} scores`)
  const differences = scores.map((score, animal) => score - reference[animal]!)
  const mean = differences.reduce((sum, each) => sum + each, 0) / n
  const variance = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1)
  const standardError = Math.sqrt(variance / n)
  const tie = Math.abs(mean) < honestNats
  if (n < 2 || standardError === 0) {
    const none = { t: null, degreesOfFreedom: null, p: null, interval: null }
    return Object.freeze({ animals: n, meanDifference: mean, ...none, verdict: tie ? "tie" : "undecided" })
  }
  const t = mean / standardError
  const p = studentTwoSided(t, n - 1)
  const half = studentHalfWidth(0.95, n - 1) * standardError
  return Object.freeze({
    animals: n,
    meanDifference: mean,
    t,
    degreesOfFreedom: n - 1,
    p,
    interval: Object.freeze([mean - half, mean + half] as const),
    verdict: tie ? "tie" : p >= 0.05 ? "undecided" : mean > 0 ? "better" : "worse",
  })
}

/** A mean log likelihood as it can honestly be printed. */
export interface HonestLikelihood {
  /** Rounded to 1e-4. */
  readonly natsPerTrial: number
  /** Rounded to 1e-4. */
  readonly bitsPerTrial: number
  /** Trials times the rounded mean. */
  readonly totalNats: number
  /** What the total is good to: 1e-4 times the trials. */
  readonly totalPrecisionNats: number
}

/** Totals and bits of a mean log likelihood at the precision that means something. */
export function honestLikelihood(natsPerTrial: number, trials: number): HonestLikelihood {
  const nats = Math.round(natsPerTrial / honestNats) * honestNats
  const tidy = (value: number, digits: number) => Number(value.toFixed(digits))
  return Object.freeze({
    natsPerTrial: tidy(nats, 4),
    bitsPerTrial: tidy(nats / Math.LN2, 4),
    totalNats: tidy(nats * trials, 4),
    totalPrecisionNats: tidy(honestNats * trials, 4),
  })
}
