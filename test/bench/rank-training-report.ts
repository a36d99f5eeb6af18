import { short, table } from "./markdown.ts"
import { median, spreadOf } from "./statistics.ts"
import type { TakenTurns, Turn } from "./turn-taker.ts"

/** The peer that is asked about, and how many times faster than it. */
export const asked = { peer: "PyTorch", leastRatio: 1.5 } as const

/** The most by which shares of right decisions may differ between trainings that are the same but for what they drew. */
export const mostApart = 0.02

/** What a report is of. */
export interface RankTrainingRun {
  readonly ours: TakenTurns
  readonly peers: readonly TakenTurns[]
  /** Peers that were not run, and why. */
  readonly absent: readonly string[]
  /** Iterations of a turn, and of the whole training, of which the turns may be a part. */
  readonly iterations: number
  readonly wholeIterations: number
  readonly ceiling: number
}

/** Below this share of the core, others disturb a side. */
const quietShare = 0.95

/** The table of trainings side by side, what was not run, and how the demand stands. */
export function rankTrainingReport(run: RankTrainingRun): string {
  const { ours, peers, absent, iterations, wholeIterations, ceiling } = run
  const done = ours.turns.length * iterations
  const how = done === wholeIterations ? "" : `, told from ${done}`
  const heads = [
    "side",
    `${iterations} iterations, s`,
    `${wholeIterations} iterations${how}, s`,
    "share of the core",
    "loss",
    "right decisions",
    "side / ours",
    "of processor time",
  ]
  const rows = [ours, ...peers].map((side) => {
    const seconds = valuesOf(side, "seconds")
    const { median, least, greatest } = spreadOf(seconds)
    return [
      side.name,
      `${short(median)} (${short(least)}–${short(greatest)})`,
      short((sum(seconds) * wholeIterations) / done),
      shareOf(side).toFixed(2),
      side.end.loss.toFixed(4),
      side.end.accuracy.toFixed(4),
      ...(side === ours ? ["", ""] : [ratio(ours, side, "seconds"), ratio(ours, side, "processorSeconds")].map(times)),
    ]
  })
  const disturbed = [ours, ...peers].filter((side) => shareOf(side) < quietShare).map(({ name }) => name)
  const remarks = [
    `Turns: ${ours.turns.length}, medians with least and greatest; loss of the last turn; right decisions of trials with a ceiling of ${ceiling}.`,
    ...(disturbed.length > 0 ? [`Others had the core in part of the time of: ${disturbed.join("; ")}.`] : []),
    ...absent.map((why) => `Not run: ${why}.`),
    verdict(run),
  ]
  return [table(heads, rows, 1), ...remarks].join("\n\n")
}

function verdict({ ours, peers }: RankTrainingRun): string {
  const { peer, leastRatio } = asked
  const question = `Asked of mode fast: at least ${leastRatio} times faster than ${peer} on one core`
  const their = peers.find(({ name }) => name.startsWith(peer))
  if (their === undefined) return `${question}: not known.`
  const apart = Math.abs(ours.end.accuracy - their.end.accuracy)
  if (apart > mostApart)
    return `${question}: NOT met, as these are not the same training: right decisions are ${short(apart)} apart.`
  return `${question}: ${ratio(ours, their, "seconds") >= leastRatio ? "met" : "NOT met"}.`
}

type Measure = keyof Turn

function valuesOf({ turns }: TakenTurns, measure: Measure): readonly number[] {
  return turns.map((turn) => turn[measure])
}

/** Median turn of a side in that of ours. */
function ratio(ours: TakenTurns, side: TakenTurns, measure: Measure): number {
  return median(valuesOf(side, measure)) / median(valuesOf(ours, measure))
}

function shareOf(side: TakenTurns): number {
  return sum(valuesOf(side, "processorSeconds")) / sum(valuesOf(side, "seconds"))
}

function times(value: number): string {
  return `${value.toFixed(2)} x`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
