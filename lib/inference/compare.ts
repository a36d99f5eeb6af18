import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../data/choices.ts"
import { choiceSequences, type Subjects } from "../data/subjects.ts"
import { bitsOf } from "../numerics/bits.ts"
import { integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import { foldIn, type Key } from "../numerics/random-key.ts"
import type { Solution, Status } from "../numerics/solution.ts"
import { version } from "../numerics/version.ts"
import { startProgress } from "../runs/surroundings.ts"
import type { ComparedLearner, Comparison } from "./comparison.ts"
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
}

/**
 * Fits several learners to the same trials and lines them up by nats per trial, with the difference to a reference, the static GLM.
 * In sample: every learner is scored on all trials it was fitted to, the first included.
 * A comparison that is stopped hands back the fits it has.
 * @throws on unknown options, a missing key, an empty list of learners, an animal without trials.
 */
export async function compare(
  animals: Subjects,
  learners: readonly Learner[],
  options: CompareOptions,
): Promise<Solution<Comparison, ColumnTable>> {
  refuseUnknownKeys("compare", requireOptions("compare", options), ["key", "onProgress", "resamples", "reference"])
  const resamples = integerOption("compare: resamples", options.resamples ?? 2000, 100, 100_000)
  const sequences = choiceSequences("compare", animals)
  refuseList(learners)
  const against = requireLearner("compare", options.reference ?? shelf.staticGlm())
  const { reference, solutions } = await fitAll(sequences, learners, against, options)
  const rows = await lineUp(sequences, reference, solutions, foldIn(options.key, resamples), resamples)
  const interval = intervalInWords(sequences, against, resamples)
  const value: Comparison = Object.freeze({ rows, reference, interval })
  const solution = {
    value,
    table: comparisonTable(sequences, value),
    ...ending(learners, solutions, reference),
    info: Object.freeze({ learners: learners.length, fitted: solutions.length }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: options.key.words,
      options: Object.freeze({ learners: learners.map(({ name }) => name), reference: against.name, resamples }),
    }),
  } satisfies Solution<Comparison, ColumnTable>
  return withShowing(solution, comparisonAsText(value))
}

type Fits = readonly { readonly learner: Learner; readonly solution: Solution<FittedLearner, ColumnTable> }[]

async function fitAll(
  animals: readonly ChoiceSequence[],
  learners: readonly Learner[],
  against: Learner,
  options: CompareOptions,
) {
  const bar = startProgress("Comparing learners", learners.length, options.onProgress)
  const fitOne = (learner: Learner, before: number) =>
    learner.fit(animals, {
      key: options.key,
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
  bar.finish()
  return { reference, solutions }
}

async function lineUp(
  animals: readonly ChoiceSequence[],
  reference: Solution<FittedLearner, ColumnTable>,
  fits: Fits,
  key: Key,
  resamples: number,
): Promise<readonly ComparedLearner[]> {
  const base = unitScores(animals, reference.value)
  const resampled = await drawResamples(key, base.length, resamples)
  const labels = distinctLabels(fits.map(({ learner }) => learner))
  const rows = fits.map(({ learner, solution }, index) =>
    Object.freeze({
      label: labels[index]!,
      role: learner.role,
      solution,
      difference: solution.value.natsPerTrial - reference.value.natsPerTrial,
      interval: resampled && pairedInterval(unitScores(animals, solution.value), base, resampled),
    }),
  )
  return Object.freeze(rows.sort((one, other) => other.solution.value.natsPerTrial - one.solution.value.natsPerTrial))
}

function comparisonTable(animals: readonly ChoiceSequence[], { rows, reference, interval }: Comparison): ColumnTable {
  const nats = rows.map(({ solution }) => solution.value.natsPerTrial)
  return table({
    learner: rows.map(({ label }) => label),
    role: rows.map(({ role }) => role),
    natsPerTrial: nats,
    bitsPerTrial: nats.map(bitsOf),
    parameters: rows.map(({ solution }) => solution.value.parameterCount),
    reference: rows.map(() => reference.value.label),
    difference: rows.map(({ difference }) => difference),
    differenceLow: rows.map((row) => row.interval?.[0] ?? null),
    differenceHigh: rows.map((row) => row.interval?.[1] ?? null),
    status: rows.map(({ solution }) => solution.status),
    trials: rows.map(({ solution }) => solution.value.trials),
    animals: rows.map(() => animals.map(({ animal }) => animal).join(", ")),
    synthetic: rows.map(() => animals.some(({ synthetic }) => synthetic)),
    interval: rows.map(() => interval),
  })
}

function intervalInWords(animals: readonly ChoiceSequence[], against: Learner, resamples: number): string {
  const unit = animals.length >= enoughAnimals ? "animals" : "sessions"
  return `95 % of ${resamples} resamples of whole ${unit}, difference to ${against.label} on the same trials, in sample`
}

function ending(
  learners: readonly Learner[],
  fits: Fits,
  reference: Solution<FittedLearner, ColumnTable>,
): { status: Status; message: string } {
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

/** Labels told apart where two learners share one: figures draw a row a label. */
function distinctLabels(learners: readonly Learner[]): readonly string[] {
  const seen = new Map<string, number>()
  return learners.map(({ label }) => {
    const count = (seen.get(label) ?? 0) + 1
    seen.set(label, count)
    return count === 1 ? label : `${label} (${count})`
  })
}
