import { type ColumnTable, table } from "arquero"
import type { StoredRun } from "../../runs/result-store.ts"
import { logEvery, type RichLazyResult } from "./measures.ts"
import type { PlannedRun } from "./plan.ts"
import type { AlignedResult } from "./run-aligned.ts"

/** A finished run of the study. */
export type RichLazyRun = StoredRun<PlannedRun, RichLazyResult | AlignedResult>

/** One training and what it was called. */
interface Training {
  readonly run: RichLazyRun
  readonly start: string
  readonly result: RichLazyResult
}

/** One row a training: what it was, every measure with its untrained baseline, and why it failed where it did (null for a good run). */
export function richLazyTable(runs: readonly RichLazyRun[]): ColumnTable {
  const trainings = runs.flatMap(trainingsOf)
  const column = (of: (training: Training) => number | string | null) => trainings.map(of)
  return table({
    figure: column(({ run }) => run.spec.figure),
    task: column(({ run }) => run.spec.task),
    start: column(({ start }) => start),
    rank: column(({ run: { spec } }) => ("rank" in spec.start ? spec.start.rank : null)),
    units: column(({ run }) => run.spec.units),
    gain: column(({ run }) => run.spec.gain),
    iterations: column(({ run }) => run.spec.iterations),
    seed: column(({ run }) => run.spec.seed),
    kernelAlignment: column(({ result }) => result.trained.kernel),
    untrainedKernelAlignment: column(({ result }) => result.untrained.kernel),
    representationAlignment: column(({ result }) => result.trained.representation),
    untrainedRepresentationAlignment: column(({ result }) => result.untrained.representation),
    centredAlignment: column(({ result }) => result.trained.centred),
    untrainedCentredAlignment: column(({ result }) => result.untrained.centred),
    weightChange: column(({ result }) => result.weightChange),
    relativeWeightChange: column(({ result }) => result.relativeWeightChange),
    kernelTaskAlignment: column(({ result }) => result.kernelTask),
    signSimilarity: column(({ result }) => result.signSimilarity),
    effectiveRank: column(({ result }) => result.effectiveRank),
    stableRank: column(({ result }) => result.stableRank),
    entropyRank: column(({ result }) => result.entropyRank),
    spectralRadius: column(({ result }) => result.spectralRadius),
    accuracy: column(({ result }) => result.accuracy),
    loss: column(({ result }) => result.loss),
    failure: column(({ result }) => result.failure),
    id: column(({ run }) => run.id),
    code: column(({ run }) => run.code),
  })
}

function trainingsOf(run: RichLazyRun): readonly Training[] {
  const { start } = run.spec
  const name = "rank" in start ? `rank ${start.rank}` : start.structure
  if ("trained" in run.result) return [{ run, start: name, result: run.result }]
  const { aligned, random } = run.result
  return [
    { run, start: `aligned ${name}`, result: aligned },
    { run, start: `random ${name}`, result: random },
  ]
}

/** One row a logged iteration of every run of F1: its loss, and its accuracy where that was looked at (null elsewhere). */
export function richLazyCurves(runs: readonly RichLazyRun[]): ColumnTable {
  const rows = runs.flatMap(({ spec, result }) => {
    if (spec.figure !== "F1" || !("trained" in result) || !("rank" in spec.start)) return []
    const { task, seed, start } = spec
    const known = { task, seed, rank: start.rank }
    const losses = Array.from(result.losses, (loss, i) => ({ iteration: logEvery * (i + 1), loss, accuracy: null }))
    const accuracies = Array.from(result.looks, (iteration, i) => ({
      ...{ iteration, loss: null, accuracy: result.accuracies[i]! },
    }))
    return [...losses, ...accuracies].map((row) => ({ ...known, ...row }))
  })
  return table({
    task: rows.map(({ task }) => task),
    rank: rows.map(({ rank }) => rank),
    seed: rows.map(({ seed }) => seed),
    iteration: rows.map(({ iteration }) => iteration),
    loss: rows.map(({ loss }) => loss),
    accuracy: rows.map(({ accuracy }) => accuracy),
  })
}
