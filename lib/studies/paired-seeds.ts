import { type MeanInterval, meanInterval } from "../numerics/mean-interval.ts"
import type { Verdict } from "./claims-table.ts"

/** A row of a table of runs: what it was and what was measured, null where there is nothing. */
export type RunRow = Readonly<Record<string, unknown>> & { readonly seed: number; readonly failure: string | null }

/** Differences between two conditions, seed by seed. */
export interface PairedSeeds extends MeanInterval {
  /** One difference a seed that both conditions have. */
  readonly differences: readonly number[]
  /** Seeds in which it is positive. */
  readonly positive: number
  /** Seeds that one of both lacks, because a run failed or was not made. */
  readonly lost: number
}

/** Differences of a measure between runs of two conditions that have the same seed; failed runs and their partners are left out, and counted. */
export function pairedSeeds(more: readonly RunRow[], less: readonly RunRow[], measure: string): PairedSeeds {
  const values = (rows: readonly RunRow[]) =>
    new Map(
      rows
        .filter(({ failure, [measure]: value }) => failure === null && Number.isFinite(value))
        .map((row) => [row.seed, row[measure] as number]),
    )
  const [high, low] = [values(more), values(less)]
  const seeds = new Set([...more, ...less].map(({ seed }) => seed))
  const differences = [...seeds].flatMap((seed) => {
    const [one, other] = [high.get(seed), low.get(seed)]
    return one === undefined || other === undefined ? [] : [one - other]
  })
  const positive = differences.filter((difference) => difference > 0).length
  return Object.freeze({
    ...meanInterval(differences),
    differences: Object.freeze(differences),
    positive,
    lost: seeds.size - differences.length,
  })
}

/** The mean of a measure over the runs that did not fail. */
export function meanOf(rows: readonly RunRow[], measure: string): number {
  return meanInterval(
    rows
      .filter(({ failure, [measure]: value }) => failure === null && Number.isFinite(value))
      .map((row) => row[measure] as number),
  ).mean
}

/** "0.31 [0.18, 0.44], 4 of 4 seeds", with what was lost. */
export function describePairs({ mean, low, high, positive, differences, lost }: PairedSeeds): string {
  if (differences.length === 0) return "no pair of seeds"
  const interval = Number.isNaN(low) ? "" : ` [${low.toPrecision(2)}, ${high.toPrecision(2)}]`
  const missing = lost === 0 ? "" : `, ${lost} lost to failed runs`
  return `${mean.toPrecision(2)}${interval}, positive in ${positive} of ${differences.length} seeds${missing}`
}

/** Whether differences are above 0: it holds where their interval is, and is undecided where their mean alone is. */
export function above({ mean, low, differences }: PairedSeeds): Verdict {
  if (differences.length < 2) return "not tested here"
  return low > 0 ? "holds" : mean > 0 ? "undecided" : "does not hold"
}
