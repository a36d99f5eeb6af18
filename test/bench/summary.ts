import type { Demand } from "./demands.ts"
import { geometricMeanDemand, leastExactSpeed, leastFloorShare } from "./demands.ts"
import type { RowLine } from "./measured-line.ts"
import { peers } from "./peers.ts"
import { geometricMean, median, type Spread, spreadOf } from "./statistics.ts"
import { type Arm, arms } from "./workload.ts"

/** A row measured in one round by one of the arms or peers. */
export interface Sample {
  readonly round: number
  /** An arm of ours, or the name of a peer. */
  readonly by: string
  readonly line: RowLine
}

/** How a demand stands: met by the ratio (of `exact`, its speed beside `fast without BLAS`), met by the share of the floor, not met, not known for want of a peer; or nothing is asked. */
export type Met = "by ratio" | "by floor" | "no" | "not known" | "nothing asked"

/** The machine's limits over all processes of a run. */
export interface MachineLimits {
  readonly flopsPerSecond: number
  readonly copyBytesPerSecond: number
}

/** One arm on one row, beside the peers. */
export interface Verdict {
  readonly workload: string
  readonly case: string
  readonly per: string
  readonly arm: Arm
  /** Microseconds a unit: middle and ends of the rounds. */
  readonly ours: Spread
  readonly peers: Readonly<Record<string, Spread>>
  /** Speed of ours in that of the faster peer, times the lanes where a row does several of the peer's at once. */
  readonly ratio: number | null
  /** Least ratio, or for `exact` least share of the speed of `fast without BLAS`; null where nothing is asked. */
  readonly asked: number | null
  /** Speed of `exact` in that of `fast without BLAS`; null for the other arms. */
  readonly exactSpeed: number | null
  /** Floor / ours. Above 1, elementwise work ran in cache, faster than the copy that the floor counts. */
  readonly floorShare: number | null
  /** Share of the machine's limit, the one that is nearer. */
  readonly limit: { readonly bound: "compute" | "memory"; readonly share: number } | null
  readonly met: Met
}

/** Geometric mean of an arm's ratios over the demanded rows of a workload. */
export interface MeanVerdict {
  readonly workload: string
  readonly arm: Arm
  readonly rows: number
  readonly ratio: number | null
  readonly asked: number | null
  readonly met: Met
}

/** One verdict for each row and arm that ran, rows in the order of the samples. */
export function summarise(
  samples: readonly Sample[],
  limits: MachineLimits | null,
  demands: readonly Demand[],
): readonly Verdict[] {
  const names = new Set(samples.map(({ line }) => rowName(line)))
  return [...names].flatMap((name) => {
    const row = samples.filter(({ line }) => rowName(line) === name)
    const present = arms.filter((arm) => row.some(({ by }) => by === arm))
    return present.map((arm) => verdict(arm, row, samples, limits, demands))
  })
}

function verdict(
  arm: Arm,
  row: readonly Sample[],
  samples: readonly Sample[],
  limits: MachineLimits | null,
  demands: readonly Demand[],
): Verdict {
  const { workload, case: name, per } = row[0]!.line
  const demand = demands.find((entry) => entry.workload === workload && entry.case === name)
  const theirCase = demand?.against?.case ?? name
  const theirs = samples.filter(({ line }) => line.workload === workload && line.case === theirCase)
  const found = peers.flatMap((peer) => {
    const times = timesOf(theirs, peer.name)
    return times.length === 0 ? [] : [[peer.name, spreadOf(times)] as const]
  })
  const ours = spreadOf(timesOf(row, arm))
  const best = Math.min(...found.map(([, { median }]) => median))
  const ratio = found.length === 0 ? null : (best * (demand?.against?.lanes ?? 1)) / ours.median
  const exactSpeed = arm === "exact" ? speedBesideFast(row, ours.median) : null
  const asked = arm === "exact" ? leastExactSpeed : (demand?.least[arm] ?? null)
  const lines = row.filter(({ by }) => by === arm).map(({ line }) => line)
  const floorShare = floorShareOf(lines)
  return {
    ...{ workload, case: name, per, arm, ours, peers: Object.fromEntries(found) },
    ...{ ratio, asked, exactSpeed, floorShare, limit: limitShare(lines, limits) },
    met: arm === "exact" ? judge(exactSpeed, asked, null) : judge(ratio, asked, floorShare),
  }
}

/** Whether a demand is met, and by what. */
export function judge(reached: number | null, asked: number | null, floorShare: number | null): Met {
  if (asked === null) return "nothing asked"
  if (reached !== null && reached >= asked) return "by ratio"
  if (floorShare !== null && floorShare >= leastFloorShare) return "by floor"
  return reached === null ? "not known" : "no"
}

/** The geometric mean of each arm that ran; no ratio where a row of the demand is missing. */
export function geometricMeans(verdicts: readonly Verdict[], demands: readonly Demand[]): readonly MeanVerdict[] {
  const { workload, least } = geometricMeanDemand
  const wanted = demands.filter((demand) => demand.workload === workload)
  return arms.flatMap((arm) => {
    const mine = verdicts.filter((entry) => entry.workload === workload && entry.arm === arm)
    if (mine.length === 0) return []
    const ratios = wanted.map(({ case: name }) => mine.find((entry) => entry.case === name)?.ratio ?? null)
    const known = ratios.filter((ratio) => ratio !== null)
    const ratio = known.length === wanted.length ? geometricMean(known) : null
    const asked = least[arm] ?? null
    return [{ workload, arm, rows: known.length, ratio, asked, met: judge(ratio, asked, null) }]
  })
}

/** Demands of some workloads that no row of ours answers; of several in lanes against the same row of a peer, one is enough. */
export function unanswered(
  verdicts: readonly Verdict[],
  demands: readonly Demand[],
  workloads: readonly string[],
): readonly Demand[] {
  const answered = (demand: Demand) => verdicts.some((entry) => rowName(entry) === rowName(demand))
  const instead = (demand: Demand) =>
    demands.some((other) => other.workload === demand.workload && other.against !== undefined && answered(other))
  return demands.filter(
    (demand) =>
      workloads.includes(demand.workload) && !answered(demand) && (demand.against === undefined || !instead(demand)),
  )
}

/** The name of a row: workload and case. */
export function rowName(row: { readonly workload: string; readonly case: string }): string {
  return `${row.workload} ${row.case}`
}

function timesOf(samples: readonly Sample[], by: string): number[] {
  return samples.filter((sample) => sample.by === by).map(({ line }) => line.us_per_unit)
}

function speedBesideFast(row: readonly Sample[], exact: number): number | null {
  const fast = timesOf(row, "fast without BLAS")
  return fast.length === 0 ? null : median(fast) / exact
}

function floorShareOf(lines: readonly RowLine[]): number | null {
  const floors = lines.flatMap(({ floor }) => (floor === undefined ? [] : [floor.floor_s]))
  return floors.length === 0 ? null : median(floors) / median(lines.map(({ median_s }) => median_s))
}

function limitShare(lines: readonly RowLine[], limits: MachineLimits | null): Verdict["limit"] {
  const floor = lines[0]?.floor
  if (floor === undefined || limits === null) return null
  const seconds = median(lines.map(({ median_s }) => median_s))
  const compute = floor.product_flops / seconds / limits.flopsPerSecond
  const memory = floor.elementwise_bytes / seconds / limits.copyBytesPerSecond
  return compute >= memory ? { bound: "compute", share: compute } : { bound: "memory", share: memory }
}
