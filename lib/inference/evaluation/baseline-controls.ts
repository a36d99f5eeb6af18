import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceSequences, type Subjects } from "../../data/subjects.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { foldIn } from "../../numerics/random-key.ts"
import type { Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import { type CompareOptions, compare } from "../compare.ts"
import type { ComparedLearner } from "../comparison.ts"
import { requireOptions } from "../fit.ts"
import type { Learner } from "../learner.ts"
import { learners } from "../learners.ts"
import { drawResamples, enoughAnimals, pairedInterval, type UnitScore, unitScores } from "../session-bootstrap.ts"
import { withShowing } from "../showing.ts"
import { conclusionOf } from "./baseline-conclusion.ts"
import type { BaselineContrast } from "./baseline-contrast.ts"

/** Options of `baselineControls`: those of `compare`, but for the reference. */
export type BaselineControlsOptions = Omit<CompareOptions, "reference">

/** What a negative baseline stands on. */
export interface BaselineControls {
  readonly contrasts: readonly BaselineContrast[]
  /** One sentence or two: what may be concluded. */
  readonly conclusion: string
  /** In sample or held out, in words. */
  readonly scheme: string
  /** The table of all models and controls behind the contrasts, as from `compare`. */
  readonly models: ColumnTable
}

const ladder: Readonly<Record<string, () => Learner>> = {
  signed: () => learners.reinforce({ baseline: "signed" }),
  nonNegative: () => learners.reinforce({ baseline: "nonNegative" }),
  rewardOnly: () => learners.reinforce(),
  rewardFree: () => learners.rewardFree(),
  ratesWithFollowingBias: () => learners.ratesWithFollowingBias(),
  stimulusRateWithFollowingBias: () => learners.stimulusRateWithFollowingBias(),
  followingBias: () => learners.followingBias(),
  choiceKernel: () => learners.choiceKernel(),
  perseveration: () => learners.perseveration(),
  staticGlm: () => learners.staticGlm(),
}

const questions = [
  ["gap", "What does letting the baseline be negative buy?", "signed", "nonNegative"],
  ["rewardTerms", "How much of the signed fit needs rewards at all?", "signed", "rewardFree"],
  [
    "perseveration",
    "How much of the gap does a bias buy that only follows the choices?",
    "stimulusRateWithFollowingBias",
    "nonNegative",
  ],
  ["stimulusBaseline", "What does a baseline on the stimulus weight buy?", "signed", "ratesWithFollowingBias"],
  ["choiceKernel", "What is left over a kernel of past choices on constant weights?", "signed", "choiceKernel"],
] as const

/**
 * Separates perseveration from a negative baseline: teacher forcing lets a bias weight follow runs of choices, so that a signed baseline
 * can win without any reward. Fits the signed, non-negative and reward-only rules beside the controls that never see a reward, and says
 * what may be concluded (pitfall 4 of rule-inference.md).
 * @returns contrasts as value and table, and all models in `value.models`; held-out where `folds` are given.
 * @throws on an unknown option, a missing key, an animal without trials.
 */
export async function baselineControls(
  animals: Subjects,
  options: BaselineControlsOptions,
): Promise<Solution<BaselineControls, ColumnTable>> {
  const allowed = ["key", "onProgress", "resamples", "folds", "seeds", "workers", "store"]
  refuseUnknownKeys("baselineControls", requireOptions("baselineControls", options), allowed)
  const resamples = integerOption("baselineControls: resamples", options.resamples ?? 2000, 100, 100_000)
  const sequences = choiceSequences("baselineControls", animals)
  const names = Object.keys(ladder)
  const models = names.map((name) => ladder[name]!())
  const compared = await compare(sequences, models, options)
  const rowOf = (name: string) =>
    compared.value.rows.find(({ solution }) => solution.value.learner === models[names.indexOf(name)]!.name)
  const contrasts: BaselineContrast[] = []
  for (const [index, [name, question, model, control]] of questions.entries()) {
    const pair = [rowOf(model), rowOf(control)] as const
    const contrast = await contrastOf(sequences, pair, resamples, { ...options, key: foldIn(options.key, index) })
    if (contrast !== null) contrasts.push(Object.freeze({ name, question, ...contrast }))
  }
  const { scheme } = compared.value
  const conclusion = conclusionOf(contrasts)
  const value: BaselineControls = Object.freeze({
    contrasts: Object.freeze(contrasts),
    conclusion,
    scheme,
    models: compared.table,
  })
  const solution = {
    value,
    table: contrastTable(sequences, value),
    status: compared.status,
    message: compared.status === "converged" ? conclusion : `${compared.message} ${conclusion}`,
    info: compared.info,
    provenance: Object.freeze({ ...compared.provenance, version }),
  } satisfies Solution<BaselineControls, ColumnTable>
  return withShowing(solution, asText(value))
}

type Row = ComparedLearner | undefined

async function contrastOf(
  animals: readonly ChoiceSequence[],
  [model, control]: readonly [Row, Row],
  resamples: number,
  { key }: Pick<BaselineControlsOptions, "key">,
): Promise<Omit<BaselineContrast, "name" | "question"> | null> {
  const [units, base] = [unitsOf(animals, model), unitsOf(animals, control)]
  if (!model || !control || units.length === 0 || units.length !== base.length) return null
  const trials = units.reduce((sum, unit) => sum + unit.trials, 0)
  const gained = units.reduce((sum, { nats }, index) => sum + nats - base[index]!.nats, 0)
  const drawn = await drawResamples(key, units.length, resamples)
  return {
    model: model.label,
    control: control.label,
    difference: gained / trials,
    interval: drawn && pairedInterval(units, base, drawn),
    trials,
    extraParameters: model.solution.value.parameterCount - control.solution.value.parameterCount,
  }
}

/** Held-out scores where there are any, else those in sample. */
function unitsOf(animals: readonly ChoiceSequence[], row: Row): readonly UnitScore[] {
  if (row === undefined) return []
  if (row.heldOut === undefined) return unitScores(animals, row.solution.value)
  const { scores } = row.heldOut
  return scores.length >= enoughAnimals ? scores : scores.flatMap(({ sessions }) => sessions)
}

function contrastTable(animals: readonly ChoiceSequence[], { contrasts, scheme }: BaselineControls): ColumnTable {
  return table({
    contrast: contrasts.map(({ name }) => name),
    question: contrasts.map(({ question }) => question),
    model: contrasts.map(({ model }) => model),
    control: contrasts.map(({ control }) => control),
    difference: contrasts.map(({ difference }) => difference),
    differenceLow: contrasts.map(({ interval }) => interval?.[0] ?? null),
    differenceHigh: contrasts.map(({ interval }) => interval?.[1] ?? null),
    totalNats: contrasts.map(({ difference, trials }) => difference * trials),
    extraParameters: contrasts.map(({ extraParameters }) => extraParameters),
    trials: contrasts.map(({ trials }) => trials),
    animals: contrasts.map(() => animals.map(({ animal }) => animal).join(", ")),
    synthetic: contrasts.map(() => animals.some(({ synthetic }) => synthetic)),
    scheme: contrasts.map(() => scheme),
  })
}

function asText({ contrasts, scheme }: BaselineControls): string {
  const lines = contrasts.map(({ question, difference, interval, extraParameters }) => {
    const ends = interval ? ` [${interval.map((end) => end.toFixed(4)).join(", ")}]` : ""
    return `  ${question} ${difference.toFixed(4)} nats per trial${ends}, ${parametersInWords(extraParameters)}`
  })
  return [...lines, `  ${scheme}`].join("\n")
}

function parametersInWords(extra: number): string {
  if (extra === 0) return "as many parameters"
  const count = Math.abs(extra)
  return `${count} parameter${count === 1 ? "" : "s"} ${extra > 0 ? "more" : "fewer"}`
}
