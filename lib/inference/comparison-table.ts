import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../data/choices.ts"
import { bitsOf } from "../numerics/bits.ts"
import type { ComparedLearner, Comparison } from "./comparison.ts"

/** The table of a comparison, one row a learner; with held-out trials also the score on those that were fitted to. */
export function comparisonTable(
  animals: readonly ChoiceSequence[],
  { rows, reference, interval, scheme, evaluation }: Comparison,
): ColumnTable {
  const nats = rows.map(({ natsPerTrial }) => natsPerTrial)
  const fitted = rows.map(({ solution }) => solution.value.natsPerTrial)
  return table({
    learner: rows.map(({ label }) => label),
    role: rows.map(({ role }) => role),
    natsPerTrial: nats,
    bitsPerTrial: nats.map((each) => each && bitsOf(each)),
    ...(evaluation && { fittedNatsPerTrial: fitted }),
    parameters: rows.map(({ solution }) => solution.value.parameterCount),
    reference: rows.map(() => reference.value.label),
    difference: rows.map(({ difference }) => difference),
    differenceLow: rows.map((row) => row.interval?.[0] ?? null),
    differenceHigh: rows.map((row) => row.interval?.[1] ?? null),
    status: rows.map(
      ({ solution, heldOut }) => (heldOut && solution.status === "converged" ? heldOut : solution).status,
    ),
    trials: rows.map(scoredTrials),
    animals: rows.map(() => animals.map(({ animal }) => animal).join(", ")),
    synthetic: rows.map(() => animals.some(({ synthetic }) => synthetic)),
    scheme: rows.map(() => scheme),
    interval: rows.map(() => interval),
  })
}

function scoredTrials({ solution, heldOut }: ComparedLearner): number {
  return heldOut ? heldOut.scores.reduce((sum, { trials }) => sum + trials, 0) : solution.value.trials
}
