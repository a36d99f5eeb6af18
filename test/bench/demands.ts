import type { Arm } from "./workload.ts"

/** What is asked of a row: how many times the speed of the best peer. */
export interface Demand {
  readonly workload: string
  readonly case: string
  /** Least ratio of each arm; an arm that is left out is reported only. */
  readonly least: Partial<Record<Arm, number>>
  /** The peers' case it is held against where that is another one, of which ours does several at once. */
  readonly against?: { readonly case: string; readonly lanes: number }
}

const both = (ratio: number) => ({ fast: ratio, "fast without BLAS": ratio })
const bptt = (name: string, least: Demand["least"]): Demand => ({ workload: "bptt", case: name, least })
const threeFactor = (name: string, fast: number): Demand => ({ workload: "three-factor", case: name, least: { fast } })
const hessian = (name: string, fast: number): Demand => ({ workload: "hessian-vector", case: name, least: { fast } })
const rule = (workload: string, animals: number, ratio: number): Demand => ({
  workload,
  case: `animals=${animals} trials=10000`,
  least: both(ratio),
})
const lanes = (of: string): Demand => ({
  workload: "rule-reinforce",
  case: `${of}=12 trials=10000`,
  least: both(3),
  against: { case: "animals=1 trials=10000", lanes: 12 },
})

/** The acceptance table, on one core in f32. */
export const demands: readonly Demand[] = [
  bptt("N=64 B=1 T=100", { fast: 2.5, "fast without BLAS": 1.2 }),
  bptt("N=64 B=32 T=100", { fast: 1.7, "fast without BLAS": 0.9 }),
  bptt("N=128 B=32 T=100", { fast: 1.5 }),
  bptt("N=128 B=256 T=28", { fast: 1.2 }),
  bptt("N=256 B=32 T=100", { fast: 1.1 }),
  bptt("N=300 B=32 T=8", { fast: 1.3 }),
  bptt("N=512 B=64 T=100", { fast: 1.3 }),
  threeFactor("N=64 B=1 T=100", 1.4),
  threeFactor("N=128 B=32 T=100", 1.2),
  threeFactor("N=256 B=32 T=100", 1.0),
  hessian("N=32 B=8 T=30", 3),
  hessian("N=64 B=64 T=14", 1.4),
  hessian("N=128 B=256 T=28", 1.05),
  rule("rule-dnn", 1, 1.5),
  rule("rule-dnn", 12, 3),
  rule("rule-gru", 1, 1.5),
  rule("rule-gru", 12, 3),
  rule("rule-reinforce", 1, 1.0),
  lanes("animals"),
  lanes("starts"),
]

/** What is asked of the geometric mean of a workload's ratios, over all rows that have a demand. */
export const geometricMeanDemand = { workload: "bptt", least: { fast: 1.5 } as Partial<Record<Arm, number>> }

/** A row is also met at this share of its floor. */
export const leastFloorShare = 0.85

/** Speed of `exact` in that of `fast without BLAS`, at least. */
export const leastExactSpeed = 0.5
