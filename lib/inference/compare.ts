import type { ColumnTable } from "arquero"
import type { ChoiceSequence } from "../data/choices.ts"
import { choiceSequences, type Subjects } from "../data/subjects.ts"
import { integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import { foldIn, type Key } from "../numerics/random-key.ts"
import type { Solution, Status } from "../numerics/solution.ts"
import { version } from "../numerics/version.ts"
import { type ProgressReport, startProgress } from "../runs/surroundings.ts"
import type { ComparedLearner, Comparison } from "./comparison.ts"
import { comparisonTable } from "./comparison-table.ts"
import type { Folds } from "./evaluation/folds.ts"
import { distinctLabels } from "./evaluation/gather.ts"
import { compareHeldOut, type HeldOutComparison } from "./evaluation/held-out-comparison.ts"
import { requireLearner, requireOptions } from "./fit.ts"
import type { FitOptions, FittedLearner, Learner } from "./learner.ts"
import { learners as shelf } from "./learners.ts"
import { drawResamples, enoughAnimals, pairedInterval, unitScores } from "./session-bootstrap.ts"
import { comparisonAsText, withShowing } from "./showing.ts"

/** Options of `compare`. */
export interface CompareOptions extends FitOptions {
  /** Number of resamples behind each interval; 2000 unless told. */
  readonly resamples?: number
  /** What differences are taken to; the static GLM unless told. */
  readonly reference?: Learner
  /**
   * Score held-out trials, in place of those that are fitted to: so many folds of animals, or a released assignment of them; of one animal,
   * so many later blocks of its trials, each under a fit to all trials before it.
   */
  readonly folds?: number | Folds
  /** With `folds`: fits of each learner on each split, scores averaged; 1 unless told. */
  readonly seeds?: number
  /** With `folds`: the most worker threads; as many as the machine runs in parallel unless told. */
  readonly workers?: number
  /** With `folds`: folder for finished fits, from which a killed run is taken up. */
  readonly store?: string
}

const allowed = ["key", "onProgress", "resamples", "reference", "folds", "seeds", "workers", "store"]
const inSample = "in sample: scored on all trials that were fitted to"

/**
 * Fits several learners to the same trials and lines them up by nats per trial, with the difference to a reference, the static GLM.
 * In sample, every learner being scored on all trials it was fitted to, the first included, unless `folds` asks for held-out trials: the
 * table says which. A comparison that is stopped hands back the fits it has.
 * @throws on unknown options, a missing key, an empty list of learners, an animal without trials.
 */
export async function compare(
  animals: Subjects,
  learners: readonly Learner[],
  options: CompareOptions,
): Promise<Solution<Comparison, ColumnTable>> {
  refuseUnknownKeys("compare", requireOptions("compare", options), allowed)
  if (options.folds === undefined) refuseUnknownKeys("compare without folds", options, allowed.slice(0, 4))
  const resamples = integerOption("compare: resamples", options.resamples ?? 2000, 100, 100_000)
  const sequences = choiceSequences("compare", animals)
  refuseList(learners)
  const against = requireLearner("compare", options.reference ?? shelf.staticGlm())
  const steps = learners.length * (options.folds === undefined ? 1 : 2)
  const bar = startProgress("Comparing learners", steps, options.onProgress)
  const { reference, solutions } = await fitAll(sequences, learners, against, options.key, bar)
  const partial = solutions.length < learners.length || reference.status === "stopped"
  const heldOut =
    options.folds === undefined || partial ? null : await holdOut(sequences, learners, against, options, resamples, bar)
  bar.finish()
  const rows = await lineUp(sequences, reference, solutions, heldOut, foldIn(options.key, resamples), resamples)
  const evaluation = heldOut?.solution.value
  const scheme = evaluation?.scheme.words ?? inSample
  const interval = intervalInWords(sequences, against, resamples, evaluation?.scheme.caption ?? "in sample")
  const value: Comparison = Object.freeze({ rows, reference, interval, scheme, ...(evaluation && { evaluation }) })
  const solution = {
    value,
    table: comparisonTable(sequences, value),
    ...ending(learners, solutions, reference, heldOut),
    info: Object.freeze({ learners: learners.length, fitted: solutions.length }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: options.key.words,
      options: Object.freeze({
        learners: learners.map(({ name }) => name),
        reference: against.name,
        resamples,
        ...(options.folds !== undefined && { folds: options.folds, seeds: options.seeds ?? 1 }),
      }),
    }),
  } satisfies Solution<Comparison, ColumnTable>
  return withShowing(solution, comparisonAsText(value))
}

type Fits = readonly { readonly learner: Learner; readonly solution: Solution<FittedLearner, ColumnTable> }[]

async function fitAll(
  animals: readonly ChoiceSequence[],
  learners: readonly Learner[],
  against: Learner,
  key: Key,
  bar: ProgressReport,
) {
  const fitOne = (learner: Learner, before: number) =>
    learner.fit(animals, {
      key,
      onProgress: ({ done, total }) => bar.report(before + Math.min(1, done / total), learner.label),
    })
  // First, so that every row has something to be compared with, even when the user stops early.
  const reference = await fitOne(against, 0)
  const solutions: { learner: Learner; solution: Solution<FittedLearner, ColumnTable> }[] = []
  for (const [index, learner] of learners.entries()) {
    if (solutions.at(-1)?.solution.status === "stopped" || reference.status === "stopped") break
    const solution = learner.name === against.name ? reference : await fitOne(learner, index)
    solutions.push({ learner, solution })
    bar.report(index + 1, learner.label)
  }
  return { reference, solutions }
}

function holdOut(
  animals: readonly ChoiceSequence[],
  learners: readonly Learner[],
  against: Learner,
  { folds, key, seeds, workers, store }: CompareOptions,
  resamples: number,
  bar: ProgressReport,
): Promise<HeldOutComparison> {
  return compareHeldOut(animals, learners, against, {
    folds: folds!,
    key,
    resamples,
    ...(seeds !== undefined && { seeds }),
    ...(workers !== undefined && { workers }),
    ...(store !== undefined && { store }),
    onProgress: ({ done, total, detail }) => bar.report(learners.length * (1 + done / total), detail),
  })
}

async function lineUp(
  animals: readonly ChoiceSequence[],
  reference: Solution<FittedLearner, ColumnTable>,
  fits: Fits,
  heldOut: HeldOutComparison | null,
  key: Key,
  resamples: number,
): Promise<readonly ComparedLearner[]> {
  const base = unitScores(animals, reference.value)
  const resampled = heldOut ? null : await drawResamples(key, base.length, resamples)
  const labels = distinctLabels(fits.map(({ learner }) => learner.label))
  const rows = fits.map(({ learner, solution }, index): ComparedLearner => {
    const common = { label: labels[index]!, role: learner.role, solution }
    const scored = heldOut?.rows[index]
    if (scored !== undefined) {
      const { difference, interval } = scored.difference
      const { natsPerTrial } = scored.heldOut
      return Object.freeze({ ...common, natsPerTrial, heldOut: scored.heldOut, difference, interval })
    }
    const { natsPerTrial } = solution.value
    const interval = resampled && pairedInterval(unitScores(animals, solution.value), base, resampled)
    return Object.freeze({ ...common, natsPerTrial, difference: natsPerTrial - reference.value.natsPerTrial, interval })
  })
  const place = ({ natsPerTrial }: ComparedLearner) => natsPerTrial ?? -Number.MAX_VALUE
  return Object.freeze(rows.sort((one, other) => place(other) - place(one)))
}

function intervalInWords(
  animals: readonly ChoiceSequence[],
  against: Learner,
  resamples: number,
  scheme: string,
): string {
  const unit = animals.length >= enoughAnimals ? "animals" : "sessions"
  return `95 % of ${resamples} resamples of whole ${unit}, difference to ${against.label} on the same trials, ${scheme}`
}

function ending(
  learners: readonly Learner[],
  fits: Fits,
  reference: Solution<FittedLearner, ColumnTable>,
  heldOut: HeldOutComparison | null,
): { status: Status; message: string } {
  if (heldOut !== null && heldOut.solution.status !== "converged") {
    const { status, message } = heldOut.solution
    return { status, message }
  }
  const all = [reference, ...fits.map(({ solution }) => solution)]
  if (all.some(({ status }) => status === "stopped")) {
    return {
      status: "stopped",
      message: `Stopped on request: ${fits.length} of ${learners.length} learners have a row.`,
    }
  }
  const failed = fits.filter(({ solution }) => solution.status === "failed")
  if (failed.length === 0)
    return {
      status: "converged",
      message: `${fits.length === 1 ? "The learner" : `All ${fits.length} learners`} converged.`,
    }
  return { status: "failed", message: failed.map(({ solution }) => solution.message).join(" ") }
}

function refuseList(learners: readonly Learner[]): void {
  if (!Array.isArray(learners) || learners.length === 0) {
    throw new RangeError("compare needs a list of learners, such as [learners.staticGlm(), learners.reinforce()]")
  }
  for (const learner of learners) requireLearner("compare", learner)
}
