import type { Status } from "../../numerics/solution.ts"
import type { Learner } from "../learner.ts"
import type { EvaluatedLearner } from "./evaluation.ts"
import type { RunResult } from "./evaluation-run.ts"
import type { FinishedRun } from "./execute-runs.ts"
import { averaged, type HeldOutScore, joined } from "./held-out-score.ts"

/** The rows of an evaluation from its finished runs, best first; labels told apart where two learners share one. */
export function gather(
  learners: readonly Learner[],
  animals: readonly string[],
  runs: readonly FinishedRun[],
): readonly EvaluatedLearner[] {
  const labels = distinctLabels(learners.map(({ label }) => label))
  const rows = learners.map((learner, index) =>
    rowOf(
      { ...learner, label: labels[index]! },
      animals,
      runs.filter((run) => run.learner === index),
    ),
  )
  const place = ({ natsPerTrial }: EvaluatedLearner) => natsPerTrial ?? Number.NEGATIVE_INFINITY
  return Object.freeze(rows.sort((one, other) => (place(one) === place(other) ? 0 : place(other) - place(one))))
}

function rowOf(
  { name, label, role }: Pick<Learner, "name" | "label" | "role">,
  animals: readonly string[],
  runs: readonly FinishedRun[],
): EvaluatedLearner {
  const results = runs.flatMap(({ result }) => (result === null ? [] : [result]))
  const seeds = [...new Set(runs.map(({ seed }) => seed))]
  // A seed counts for an animal when all of its splits with trials of that animal are finished.
  const bySeed = seeds.map((seed) =>
    scoresOf(
      animals,
      runs.filter((run) => run.seed === seed),
    ),
  )
  const scores = animals.flatMap((animal) => {
    const finished = bySeed.flatMap((held) => held.get(animal) ?? [])
    return finished.length === 0 ? [] : [averaged(finished)]
  })
  const fitted = results.flatMap(({ fittedNatsPerTrial }) => fittedNatsPerTrial ?? [])
  return Object.freeze({
    name,
    label,
    role,
    parameterCount: results[0]?.parameterCount ?? 0,
    ...ending(runs, results),
    seeds: seeds.length,
    scores: Object.freeze(scores),
    natsPerTrial: perTrial(scores),
    natsPerTrialBySeed: Object.freeze(bySeed.flatMap((held) => perTrial([...held.values()]) ?? [])),
    fittedNatsPerTrial: fitted.length === 0 ? null : fitted.reduce((sum, nats) => sum + nats, 0) / fitted.length,
  })
}

/** The score of each animal by one seed; an animal is left out while one of its runs is missing. */
function scoresOf(animals: readonly string[], runs: readonly FinishedRun[]): ReadonlyMap<string, HeldOutScore> {
  const whole = new Map<string, HeldOutScore>()
  for (const [index, animal] of animals.entries()) {
    const concerned = runs.filter(({ split }) => split.scored.some((part) => part.animal === index))
    const scores = concerned.flatMap(({ result }) => result?.scores.find((score) => score.animal === animal) ?? [])
    if (scores.length > 0 && scores.length === concerned.length) whole.set(animal, joined(scores))
  }
  return whole
}

function perTrial(scores: readonly HeldOutScore[]): number | null {
  const trials = scores.reduce((sum, score) => sum + score.trials, 0)
  return trials === 0 ? null : scores.reduce((sum, { nats }) => sum + nats, 0) / trials
}

function ending(
  runs: readonly FinishedRun[],
  results: readonly RunResult[],
): { readonly status: Status; readonly message: string } {
  if (results.length < runs.length)
    return { status: "stopped", message: `Stopped on request: ${results.length} of ${runs.length} runs are done.` }
  const failed = results.filter(({ status }) => status === "failed")
  if (failed.length === 0) return { status: "converged", message: "" }
  const others = failed.length === 1 ? "" : ` (and ${failed.length - 1} more of ${runs.length} runs)`
  return { status: "failed", message: `${failed[0]!.message}${others}` }
}

/** Labels told apart where two are the same: figures draw a row a label. */
export function distinctLabels(labels: readonly string[]): readonly string[] {
  return labels.map((label, index) => {
    const before = labels.slice(0, index).filter((each) => each === label).length
    return before === 0 ? label : `${label} (${before + 1})`
  })
}
