import { type ColumnTable, table } from "arquero"
import type { Subjects } from "../../data/subjects.ts"
import { type Fitted, fittedLearner } from "../fitted.ts"
import { type InferredRuleOptions, inferredRule } from "../inferred-rule.ts"
import type { FittedLearner } from "../learner.ts"

/**
 * The rule that several fits of one learner agree on, such as fits from three seeds or more: the mean change of both weights on one grid,
 * its standard deviation over fits, and whether all fits agree in sign. Report only what all agree on.
 * @param fits of one learner to the same animals, two or more.
 * @param subjects those animals: cells with few trials near them in any fit are marked `extrapolated`, and agreement there means nothing.
 * @returns one row a cell, as from `inferredRule`, with `changeStimulus` and `changeBias` as means, their `…Deviation`, `…Low` and
 * `…High` (one deviation either way), and `…Agrees`; `supported` where stimulus signs agree and the cell is not extrapolated.
 * @throws where there are fewer than two fits, of different learners, or not to these animals.
 */
export function ensemble(fits: readonly Fitted[], subjects: Subjects, options: InferredRuleOptions = {}): ColumnTable {
  if (!Array.isArray(fits) || fits.length < 2)
    throw new RangeError(
      `ensemble needs a list of two fits or more, got ${Array.isArray(fits) ? fits.length : typeof fits}`,
    )
  const learners = fits.map((fitted: Fitted) => fittedLearner("ensemble", fitted))
  const others = learners.find(({ label }) => label !== learners[0]!.label)
  if (others !== undefined)
    throw new RangeError(`ensemble takes fits of one learner, got ${learners[0]!.label} and ${others.label}`)
  const grids = learners.map((learner) => cellsOf(learner, subjects, options))
  const weights = options.weights ?? commonWeights(grids)
  const cells = options.weights ? grids : learners.map((learner) => cellsOf(learner, subjects, { ...options, weights }))
  const rows = cells[0]!.map((first, index) =>
    rowOf(
      first,
      cells.map((each) => each[index]!),
    ),
  )
  const names = Object.keys(rows[0] ?? {}) as (keyof (typeof rows)[number])[]
  return table(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])))
}

/** A cell of `inferredRule`: where it is, and what the rule does there. */
interface Cell {
  readonly learner: string
  readonly animals: string
  readonly synthetic: boolean
  readonly outcome: string
  readonly weightBias: number
  readonly weightStimulus: number
  readonly contrast: number
  readonly stimulus: number
  readonly choice: number
  readonly changeStimulus: number
  readonly changeBias: number
  readonly nearbyTrials: number
  readonly extrapolated: boolean
}

function cellsOf(learner: FittedLearner, subjects: Subjects, options: InferredRuleOptions): readonly Cell[] {
  return inferredRule(learner, subjects, options).objects() as unknown as readonly Cell[]
}

/** As many weights as each grid has, over the range of all. */
function commonWeights(grids: readonly (readonly Cell[])[]): readonly number[] {
  const all = grids.flatMap((grid) => grid.map(({ weightStimulus }) => weightStimulus)).sort((a, b) => a - b)
  const count = new Set(grids[0]!.map(({ weightStimulus }) => weightStimulus)).size
  const [low, high] = [all[0]!, all.at(-1)!]
  return Array.from({ length: count }, (_, index) => low + ((high - low) * index) / (count - 1))
}

function rowOf(first: Cell, cells: readonly Cell[]) {
  const stimulus = summary(cells.map(({ changeStimulus }) => changeStimulus))
  const bias = summary(cells.map(({ changeBias }) => changeBias))
  const extrapolated = cells.some((cell) => cell.extrapolated)
  return {
    learner: `${first.learner}, mean of ${cells.length} fits`,
    animals: first.animals,
    synthetic: first.synthetic,
    fits: cells.length,
    outcome: first.outcome,
    weightBias: first.weightBias,
    weightStimulus: first.weightStimulus,
    contrast: first.contrast,
    stimulus: first.stimulus,
    choice: first.choice,
    changeStimulus: stimulus.mean,
    changeBias: bias.mean,
    changeStimulusDeviation: stimulus.deviation,
    changeStimulusLow: stimulus.mean - stimulus.deviation,
    changeStimulusHigh: stimulus.mean + stimulus.deviation,
    changeStimulusAgrees: stimulus.agrees,
    changeBiasDeviation: bias.deviation,
    changeBiasLow: bias.mean - bias.deviation,
    changeBiasHigh: bias.mean + bias.deviation,
    changeBiasAgrees: bias.agrees,
    nearbyTrials: cells.reduce((least, cell) => Math.min(least, cell.nearbyTrials), Number.POSITIVE_INFINITY),
    extrapolated,
    supported: stimulus.agrees && !extrapolated,
  }
}

function summary(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  const agrees = values.every((value) => value > 0) || values.every((value) => value < 0)
  return { mean, deviation: Math.sqrt(variance), agrees }
}
