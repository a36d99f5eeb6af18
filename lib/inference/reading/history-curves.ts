import type { ColumnTable } from "arquero"
import type { Subjects } from "../../data/subjects.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { foldIn } from "../../numerics/random-key.ts"
import type { Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import { type Pace, startPace } from "../../runs/pace.ts"
import { startProgress } from "../../runs/surroundings.ts"
import { requireOptions } from "../fit.ts"
import type { FitOptions } from "../learner.ts"
import { ensemble, type Fits, type FittedRule } from "./ensemble.ts"
import { numberList, probes } from "./grid.ts"
import { distantConditions, type Fillers, fillersOf, recentConditions } from "./history-conditions.ts"
import { type HistoryCell, historyTable, type RewardGap, rewardGaps } from "./history-table.ts"
import type { HeldWeights } from "./pasts.ts"

/** Options of `historyCurves`. */
export interface HistoryCurvesOptions extends FitOptions {
  /** Stimulus weights at which the rule is held and asked; 0 unless told. */
  readonly weights?: readonly number[]
  /** Bias weights at which it is held and asked; 0 unless told. */
  readonly biases?: readonly number[]
  /** Trials of the past, of which all combinations are gone through: 4 unless told, 6 at most. */
  readonly pastTrials?: number
  /** Trials between window and probe; [0], the trials just past, unless told. [0, 6, 16, 26] also moves the window to 7, 17 and 27 trials ago. */
  readonly fillers?: readonly number[]
  /** How often trials in between are drawn from the animals' own; 200 unless told. */
  readonly draws?: number
}

/** How much more a rewarded past makes of a correct choice than an unrewarded one. */
export interface HistoryCurves {
  readonly learner: string
  readonly gaps: readonly RewardGap[]
}

/**
 * What a rule makes of a trial after different pasts: the change of both weights over the stimulus, averaged over all 4^4 pasts of four
 * trials at full contrast, and over those whose last 1 to 4 trials were all rewarded or all unrewarded. The rule starts at rest and the
 * weights are held at those of the probe throughout, so that only memory differs. Windows further back are followed by trials drawn
 * from the animals' own, the same for either kind of past. A rule without memory has the same curve after any past.
 * Liu, Geadah and Pillow 2025, arXiv 2509.04661, figure 5B; the trials in between are a choice of ours, the paper leaves them open.
 * @param fits one fit, or several of one learner: changes are then means, with bands of one standard deviation over fits.
 * @param subjects the animals that the fits were made to, for extrapolation and for the trials in between.
 * @returns `value.gaps` has, for each window, the mean over stimuli of the change of w_stim after a correct choice, rewarded less
 * unrewarded past; the table has one row a window, kind of past and probe.
 * @throws where a learner learns nothing, or was not fitted to these animals, and on impossible options.
 */
export async function historyCurves(
  fits: Fits,
  subjects: Subjects,
  options: HistoryCurvesOptions,
): Promise<Solution<HistoryCurves, ColumnTable>> {
  const settings = checked(options)
  const group = ensemble("historyCurves", fits, subjects)
  const { weights, biases, pastTrials, fillers, draws, key } = settings
  const held = biases.flatMap((weightBias) => weights.map((weightStimulus) => ({ weightStimulus, weightBias })))
  const between = fillers.map((count) => fillersOf(group.animals, count, draws, foldIn(key, count)))
  const bar = startProgress("History curves", group.rules.length * held.length * fillers.length, options.onProgress)
  const pace = startPace()
  const cells: HistoryCell[][] = []
  let done = 0
  for (const rule of group.rules) {
    const ofRule: HistoryCell[] = []
    for (const at of held)
      for (const fillers of between) {
        if (pace.stopped()) break
        ofRule.push(...(await cellsAt(rule, at, { pastTrials, fillers, pace })))
        done += 1
        bar.report(done)
      }
    if (pace.stopped()) break
    cells.push(ofRule)
  }
  bar.finish()
  const value = Object.freeze({ learner: group.label, gaps: rewardGaps(cells) })
  const whole = cells.length === group.rules.length
  return Object.freeze({
    value,
    table: historyTable(cells, group),
    status: whole ? "converged" : "stopped",
    message: whole
      ? `${group.label} was asked after all ${4 ** pastTrials} pasts of ${pastTrials} trials.`
      : `Stopped on request: ${cells.length} of ${group.rules.length} fits were asked.`,
    info: Object.freeze({ fits: cells.length, pasts: 4 ** pastTrials, draws }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: key.words,
      options: Object.freeze({ weights, biases, pastTrials, fillers, draws }),
    }),
  } satisfies Solution<HistoryCurves, ColumnTable>)
}

function checked(options: HistoryCurvesOptions) {
  const allowed = ["key", "onProgress", "weights", "biases", "pastTrials", "fillers", "draws"]
  refuseUnknownKeys("historyCurves", requireOptions("historyCurves", options), allowed)
  const fillers = numberList("historyCurves: fillers", options.fillers ?? [0])
  return {
    key: options.key,
    weights: numberList("historyCurves: weights", options.weights ?? [0]),
    biases: numberList("historyCurves: biases", options.biases ?? [0]),
    pastTrials: integerOption("historyCurves: pastTrials", options.pastTrials ?? 4, 1, 6),
    fillers: fillers.map((count) => integerOption("historyCurves: fillers", count, 0, 10_000)),
    draws: integerOption("historyCurves: draws", options.draws ?? 200, 1, 100_000),
  }
}

async function cellsAt(
  rule: FittedRule,
  held: HeldWeights,
  { pastTrials, fillers, pace }: { pastTrials: number; fillers: Fillers; pace: Pace },
): Promise<readonly HistoryCell[]> {
  const asked = probes([held.weightStimulus], [held.weightBias])
  await pace.goOn()
  const conditions =
    fillers.count === 0
      ? recentConditions(rule, held, asked, pastTrials)
      : await distantConditions(rule, held, asked, { length: pastTrials, fillers, goOn: () => pace.goOn() })
  return conditions.flatMap(({ changes, ...condition }) =>
    changes.map((change, i) => ({ ...condition, probe: asked[i]!, change })),
  )
}
