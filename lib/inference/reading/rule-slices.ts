import { type ColumnTable, table } from "arquero"
import type { Subjects } from "../../data/subjects.ts"
import { choiceOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { ensemble, type Fits } from "./ensemble.ts"
import { numberList, probes, type ZeroContrast } from "./grid.ts"
import { type Spread, spread } from "./spread.ts"
import { enoughTrials } from "./visited.ts"

/** Options of `ruleSlices`. */
export interface RuleSlicesOptions {
  /** Stimulus weights, a line each; 0, 1 and 2 unless told. */
  readonly weights?: readonly number[]
  /** Bias weights, a panel each; -1, 0 and 1 unless told. */
  readonly biases?: readonly number[]
  /** Zero contrast, where the outcome says nothing about the side: left out unless told, or both choices shown for either outcome. */
  readonly zeroContrast?: ZeroContrast
}

/**
 * Slices through an inferred rule: the change of both weights over the stimulus, after correct choices and after errors, at a few
 * weights. Liu, Geadah and Pillow 2025, arXiv 2509.04661, figures 2B and 5A.
 * @param fits one fit, or several of one learner (seeds, animals): changes are then means, their bands one standard deviation over fits,
 * and `agrees` says whether all fits have the same sign.
 * @param subjects the animals that the fits were made to: a cell with fewer than 50 trials near it in any fit is `extrapolated`.
 * @returns one row an outcome, bias, weight, contrast and choice. A rule with memory is asked at rest.
 * @throws where a learner learns nothing, or was not fitted to these animals.
 */
export function ruleSlices(fits: Fits, subjects: Subjects, options: RuleSlicesOptions = {}): ColumnTable {
  refuseUnknownKeys("ruleSlices", options, ["weights", "biases", "zeroContrast"])
  const weights = numberList("ruleSlices: weights", options.weights ?? [0, 1, 2])
  const biases = numberList("ruleSlices: biases", options.biases ?? [-1, 0, 1])
  const zero = choiceOption("ruleSlices: zeroContrast", options.zeroContrast ?? "dropped", ["dropped", "both"])
  const { label, rules, names, synthetic, near } = ensemble("ruleSlices", fits, subjects)
  const rows = probes(weights, biases, zero).map((probe) => {
    const changes = rules.map(({ update }) => update(probe))
    const nearbyTrials = near(probe.contrast, probe.reward, probe.weightStimulus)
    return { ...probe, changes: [0, 1].map((k) => spread(changes.map((change) => change[k]!))), nearbyTrials }
  })
  const column = (k: 0 | 1) => rows.map(({ changes }) => changes[k]!)
  return table({
    learner: rows.map(() => label),
    animals: rows.map(() => names),
    synthetic: rows.map(() => synthetic),
    fits: rows.map(() => rules.length),
    outcome: rows.map(({ outcome }) => outcome),
    weightBias: rows.map(({ weightBias }) => weightBias),
    weightStimulus: rows.map(({ weightStimulus }) => weightStimulus),
    contrast: rows.map(({ contrast }) => contrast),
    stimulus: rows.map(({ stimulus }) => stimulus),
    choice: rows.map(({ choice }) => choice),
    ...spreadColumns("changeStimulus", column(0)),
    ...spreadColumns("changeBias", column(1)),
    nearbyTrials: rows.map(({ nearbyTrials }) => nearbyTrials),
    extrapolated: rows.map(({ nearbyTrials }) => nearbyTrials < enoughTrials),
  })
}

/** Columns of a spread over fits: its mean under the name, one standard deviation to either side, and whether the fits agree in sign. */
export function spreadColumns(name: string, spreads: readonly Spread[]): Record<string, (number | boolean | null)[]> {
  const end = (sign: 1 | -1) =>
    spreads.map(({ mean, deviation }) => (deviation === null ? null : mean + sign * deviation))
  return {
    [name]: spreads.map(({ mean }) => mean),
    [`${name}Low`]: end(-1),
    [`${name}High`]: end(1),
    [`${name}Agrees`]: spreads.map(({ agrees }) => agrees),
  }
}
