import type { ColumnTable } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { Progress, Solution } from "../../numerics/solution.ts"
import type { Learner } from "../learner.ts"
import { crossValidate, futureBlocks } from "./cross-validate.ts"
import type { EvaluatedLearner, Evaluation } from "./evaluation.ts"
import { type HeldOutDifference, heldOutDifference } from "./evaluation-table.ts"
import type { Folds } from "./folds.ts"
import { distinctLabels } from "./gather.ts"

/** How a comparison holds trials out. */
export interface HoldingOut {
  readonly folds: number | Folds
  readonly key: Key
  readonly resamples: number
  readonly seeds?: number
  readonly workers?: number
  readonly store?: string
  readonly onProgress: (progress: Progress) => void
}

/** Learners on held-out trials, in the order given, with their differences to the reference. */
export interface HeldOutComparison {
  readonly solution: Solution<Evaluation, ColumnTable>
  readonly rows: readonly { readonly heldOut: EvaluatedLearner; readonly difference: HeldOutDifference }[]
}

/**
 * Scores learners and a reference on held-out trials: on held-out animals where there are two or more, else on as many later blocks of the
 * one animal's trials as there were to be folds.
 * @throws where the folds do not fit the animals, and where one animal is given folds of animals.
 */
export async function compareHeldOut(
  animals: readonly ChoiceSequence[],
  learners: readonly Learner[],
  against: Learner,
  { folds, ...options }: HoldingOut,
): Promise<HeldOutComparison> {
  const among = learners.some(({ name }) => name === against.name)
  const all = among ? learners : [...learners, against]
  const labels = distinctLabels(all.map(({ label }) => label))
  const reference = labels[all.findIndex(({ name }) => name === against.name)]!
  const solution = await heldOut(animals, all, folds, { ...options, reference })
  const rowOf = (label: string) => solution.value.rows.find((row) => row.label === label)!
  const rows = []
  for (const label of labels.slice(0, learners.length)) {
    const row = rowOf(label)
    rows.push({
      heldOut: row,
      difference: await heldOutDifference(row, rowOf(reference), options.key, options.resamples),
    })
  }
  return { solution, rows }
}

function heldOut(
  animals: readonly ChoiceSequence[],
  learners: readonly Learner[],
  folds: number | Folds,
  options: Omit<HoldingOut, "folds"> & { readonly reference: string },
): Promise<Solution<Evaluation, ColumnTable>> {
  if (animals.length > 1) return crossValidate(animals, learners, { ...options, folds })
  if (typeof folds === "number") return futureBlocks(animals, learners, { ...options, blocks: folds })
  throw new RangeError(
    `compare: folds of animals hold out whole animals, and ${animals[0]!.animal} is alone; give a number of later blocks of its trials, such as { folds: 5 }`,
  )
}
