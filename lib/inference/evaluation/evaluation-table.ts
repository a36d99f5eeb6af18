import { type ColumnTable, table } from "arquero"
import { bitsOf } from "../../numerics/bits.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import type { Key } from "../../numerics/random-key.ts"
import { drawResamples, enoughAnimals, pairedInterval, type UnitScore } from "../session-bootstrap.ts"
import type { EvaluatedLearner, Evaluation } from "./evaluation.ts"
import type { HeldOutScore } from "./held-out-score.ts"
import { honestLikelihood, type PairedTest, pairedTest } from "./paired-test.ts"

/** Options of `pairedTests`. */
export interface PairedTestsOptions {
  /** Source of the bootstrap's resamples. */
  readonly key: Key
  /** Label of the learner that all others are compared with; the best unless told. */
  readonly reference?: string
  /** Resamples behind each interval; 2000 unless told. */
  readonly resamples?: number
}

/** A learner against the reference on the animals that both have scores of. */
export interface HeldOutDifference {
  readonly test: PairedTest | null
  /** Difference in nats per trial over all their trials. */
  readonly difference: number | null
  /** 95 % interval of it over resampled animals, or sessions where there are fewer than five; null with fewer than two of these. */
  readonly interval: readonly [low: number, high: number] | null
}

/**
 * The table of an evaluation: a row a learner, best first, with nats and bits per trial, honest totals, and its difference to the
 * reference by a paired t-test over animals and a bootstrap. Learners without a score have nulls.
 * @throws RangeError where no learner has the reference's label; on unknown options.
 */
export async function pairedTests(evaluation: Evaluation, options: PairedTestsOptions): Promise<ColumnTable> {
  refuseUnknownKeys("pairedTests", options, ["key", "reference", "resamples"])
  const resamples = integerOption("pairedTests: resamples", options.resamples ?? 2000, 100, 100_000)
  const reference = referenceOf(evaluation, options.reference)
  const differences: HeldOutDifference[] = []
  for (const row of evaluation.rows) differences.push(await heldOutDifference(row, reference, options.key, resamples))
  return evaluationTable(evaluation, reference, differences, resamples)
}

/** The row with this label, or the best one. */
export function referenceOf({ rows }: Pick<Evaluation, "rows">, label: string | undefined): EvaluatedLearner {
  const found = label === undefined ? rows[0] : rows.find((row) => row.label === label)
  if (found !== undefined) return found
  const labels = rows.map((row) => `"${row.label}"`).join(", ")
  throw new RangeError(`pairedTests: reference is "${label}"; accepted are ${labels}`)
}

/** The difference of one learner to another, paired by animal. */
export async function heldOutDifference(
  row: Pick<EvaluatedLearner, "scores">,
  reference: Pick<EvaluatedLearner, "scores">,
  key: Key,
  resamples: number,
): Promise<HeldOutDifference> {
  const pairs = row.scores.flatMap((score) => {
    const other = reference.scores.find(({ animal }) => animal === score.animal)
    return other === undefined ? [] : [[score, other] as const]
  })
  if (pairs.length === 0) return { test: null, difference: null, interval: null }
  const perTrial = (scores: readonly HeldOutScore[]) => scores.map(({ nats, trials }) => nats / trials)
  const [mine, theirs] = [pairs.map(([score]) => score), pairs.map(([, other]) => other)]
  const trials = mine.reduce((sum, score) => sum + score.trials, 0)
  const gained = mine.reduce((sum, { nats }, index) => sum + nats - theirs[index]!.nats, 0)
  const [units, base] = [unitsOf(mine), unitsOf(theirs)]
  const drawn = await drawResamples(key, units.length, resamples)
  return {
    test: pairedTest(perTrial(mine), perTrial(theirs)),
    difference: gained / trials,
    interval: drawn && pairedInterval(units, base, drawn),
  }
}

/** What is resampled: animals where there are enough, else their sessions. */
function unitsOf(scores: readonly HeldOutScore[]): readonly UnitScore[] {
  return scores.length >= enoughAnimals ? scores : scores.flatMap(({ sessions }) => sessions)
}

function evaluationTable(
  { rows, animals, synthetic, scheme }: Evaluation,
  reference: EvaluatedLearner,
  differences: readonly HeldOutDifference[],
  resamples: number,
): ColumnTable {
  const trials = rows.map(({ scores }) => scores.reduce((sum, score) => sum + score.trials, 0))
  const honest = rows.map(({ natsPerTrial }, row) =>
    natsPerTrial === null ? null : honestLikelihood(natsPerTrial, trials[row]!),
  )
  const mean = (value: (score: HeldOutScore) => number) =>
    rows.map(({ scores }, row) =>
      scores.length === 0 ? null : scores.reduce((sum, score) => sum + value(score), 0) / trials[row]!,
    )
  const unit = reference.scores.length >= enoughAnimals ? "animals" : "sessions"
  const interval = `95 % of ${resamples} resamples of whole ${unit}, difference to ${reference.label} on the same trials, ${scheme.caption}`
  const tests = differences.map(({ test }) => test)
  return table({
    learner: rows.map(({ label }) => label),
    role: rows.map(({ role }) => role),
    natsPerTrial: rows.map(({ natsPerTrial }) => natsPerTrial),
    bitsPerTrial: rows.map(({ natsPerTrial }) => natsPerTrial && bitsOf(natsPerTrial)),
    totalNats: honest.map((each) => each?.totalNats ?? null),
    totalPrecisionNats: honest.map((each) => each?.totalPrecisionNats ?? null),
    accuracy: mean(({ foretold }) => foretold),
    brierScore: mean(({ squaredError }) => squaredError),
    fittedNatsPerTrial: rows.map(({ fittedNatsPerTrial }) => fittedNatsPerTrial),
    parameters: rows.map(({ parameterCount }) => parameterCount),
    reference: rows.map(() => reference.label),
    difference: differences.map(({ difference }) => difference),
    differenceLow: differences.map((each) => each.interval?.[0] ?? null),
    differenceHigh: differences.map((each) => each.interval?.[1] ?? null),
    t: tests.map((test) => test?.t ?? null),
    degreesOfFreedom: tests.map((test) => test?.degreesOfFreedom ?? null),
    p: tests.map((test) => test?.p ?? null),
    verdict: rows.map((row, index) => (row === reference ? null : (tests[index]?.verdict ?? null))),
    seeds: rows.map(({ seeds }) => seeds),
    scoredAnimals: rows.map(({ scores }) => scores.length),
    trials,
    status: rows.map(({ status }) => status),
    message: rows.map(({ message }) => message),
    animals: rows.map(() => animals.join(", ")),
    synthetic: rows.map(() => synthetic),
    scheme: rows.map(() => scheme.words),
    interval: rows.map(() => interval),
  })
}

/** One row a learner and animal: trials, nats and bits per trial, accuracy, Brier score. */
export function animalTable(rows: readonly EvaluatedLearner[], synthetic: boolean): ColumnTable {
  const flat = rows.flatMap((row) => row.scores.map((score) => ({ row, score })))
  return table({
    learner: flat.map(({ row }) => row.label),
    animal: flat.map(({ score }) => score.animal),
    synthetic: flat.map(() => synthetic),
    trials: flat.map(({ score }) => score.trials),
    natsPerTrial: flat.map(({ score }) => score.nats / score.trials),
    bitsPerTrial: flat.map(({ score }) => bitsOf(score.nats / score.trials)),
    accuracy: flat.map(({ score }) => score.foretold / score.trials),
    brierScore: flat.map(({ score }) => score.squaredError / score.trials),
    seeds: flat.map(({ row }) => row.seeds),
  })
}
