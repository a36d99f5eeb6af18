import { type ColumnTable, table } from "arquero"
import type { Ensemble } from "./ensemble.ts"
import type { ProbeTrial } from "./grid.ts"
import type { HistoryCondition } from "./history-conditions.ts"
import { spreadColumns } from "./rule-slices.ts"
import { interval95, spread } from "./spread.ts"
import { enoughTrials } from "./visited.ts"

/** What one fit makes of one probe under one condition. */
export interface HistoryCell extends HistoryCondition {
  readonly probe: ProbeTrial
  readonly change: readonly [stimulus: number, bias: number]
  readonly sequences: number
}

/** Rewarded less unrewarded past: change of w_stim after a correct choice, mean over stimuli, in log odds a trial. */
export interface RewardGap {
  readonly weightStimulus: number
  readonly weightBias: number
  readonly windowTrials: number
  readonly fillers: number
  /** Mean over fits. */
  readonly gap: number
  /** 95 % interval over fits by Student's t; null for a single fit. */
  readonly interval: readonly [low: number, high: number] | null
  /** Whether all fits have the same sign. */
  readonly agrees: boolean
}

/** The gap of every window, from the cells of each fit in the same order. */
export function rewardGaps(fits: readonly (readonly HistoryCell[])[]): readonly RewardGap[] {
  const [first = []] = fits
  const windows = new Map<string, HistoryCell>()
  for (const cell of first) if (cell.past === "rewarded") windows.set(windowOf(cell), cell)
  return [...windows].map(([name, { windowTrials, fillers, probe }]) => {
    const gaps = fits.map((cells) => {
      const here = cells.filter((cell) => windowOf(cell) === name && cell.probe.outcome === "correct")
      const mean = (past: HistoryCondition["past"]) => {
        const changes = here.filter((cell) => cell.past === past).map(({ change }) => change[0])
        return changes.reduce((sum, change) => sum + change, 0) / changes.length
      }
      return mean("rewarded") - mean("unrewarded")
    })
    const all = spread(gaps)
    const { weightStimulus, weightBias } = probe
    const window = { weightStimulus, weightBias, windowTrials, fillers }
    return Object.freeze({ ...window, gap: all.mean, interval: interval95(all, gaps.length), agrees: all.agrees })
  })
}

/** One row a window, kind of past and probe: means over fits, and which trials ago the window lies. */
export function historyTable(fits: readonly (readonly HistoryCell[])[], group: Ensemble): ColumnTable {
  const cells = fits[0] ?? []
  const column = (k: 0 | 1) => cells.map((_, i) => spread(fits.map((all) => all[i]!.change[k])))
  const nearby = cells.map(({ probe }) => group.near(probe.contrast, probe.reward, probe.weightStimulus))
  return table({
    learner: cells.map(() => group.label),
    animals: cells.map(() => group.names),
    synthetic: cells.map(() => group.synthetic),
    fits: cells.map(() => fits.length),
    past: cells.map(({ past }) => past),
    windowTrials: cells.map(({ windowTrials }) => windowTrials),
    nearestTrialsAgo: cells.map(({ fillers }) => fillers + 1),
    farthestTrialsAgo: cells.map(({ fillers, windowTrials }) => fillers + windowTrials),
    sequences: cells.map(({ sequences }) => sequences),
    outcome: cells.map(({ probe }) => probe.outcome),
    weightStimulus: cells.map(({ probe }) => probe.weightStimulus),
    weightBias: cells.map(({ probe }) => probe.weightBias),
    contrast: cells.map(({ probe }) => probe.contrast),
    stimulus: cells.map(({ probe }) => probe.stimulus),
    choice: cells.map(({ probe }) => probe.choice),
    ...spreadColumns("changeStimulus", column(0)),
    ...spreadColumns("changeBias", column(1)),
    nearbyTrials: nearby,
    extrapolated: nearby.map((trials) => trials < enoughTrials),
  })
}

function windowOf({ probe, windowTrials, fillers }: HistoryCell): string {
  return [probe.weightStimulus, probe.weightBias, windowTrials, fillers].join(" ")
}
