import { type ColumnTable, table } from "arquero"
import type { StoredRun } from "../../runs/result-store.ts"
import type { PlannedRun } from "./plan.ts"
import type { RichLazyResult } from "./run.ts"

/** A finished run of the study. */
export type RichLazyRun = StoredRun<PlannedRun, RichLazyResult>

/** One row a run: what it was, every measure with its untrained baseline, and why it failed where it did (null for a good run). */
export function richLazyTable(runs: readonly RichLazyRun[]): ColumnTable {
  const spec = <Name extends keyof PlannedRun>(name: Name) => runs.map((run) => run.spec[name])
  const result = (of: (result: RichLazyResult) => number | string | null) => runs.map((run) => of(run.result))
  return table({
    figure: spec("figure"),
    task: spec("task"),
    start: runs.map(({ spec: { start } }) => ("rank" in start ? `rank ${start.rank}` : start.structure)),
    rank: runs.map(({ spec: { start } }) => ("rank" in start ? start.rank : null)),
    units: spec("units"),
    gain: spec("gain"),
    iterations: spec("iterations"),
    seed: spec("seed"),
    kernelAlignment: result(({ trained }) => trained.kernel),
    untrainedKernelAlignment: result(({ untrained }) => untrained.kernel),
    representationAlignment: result(({ trained }) => trained.representation),
    untrainedRepresentationAlignment: result(({ untrained }) => untrained.representation),
    centredAlignment: result(({ trained }) => trained.centred),
    untrainedCentredAlignment: result(({ untrained }) => untrained.centred),
    weightChange: result(({ weightChange }) => weightChange),
    relativeWeightChange: result(({ relativeWeightChange }) => relativeWeightChange),
    kernelTaskAlignment: result(({ kernelTask }) => kernelTask),
    signSimilarity: result(({ signSimilarity }) => signSimilarity),
    effectiveRank: result(({ effectiveRank }) => effectiveRank),
    stableRank: result(({ stableRank }) => stableRank),
    entropyRank: result(({ entropyRank }) => entropyRank),
    spectralRadius: result(({ spectralRadius }) => spectralRadius),
    accuracy: result(({ accuracy }) => accuracy),
    loss: result(({ loss }) => loss),
    failure: result(({ failure }) => failure),
    id: runs.map(({ id }) => id),
    code: runs.map(({ code }) => code),
  })
}

/** One row a logged iteration of every run of F1: training curves. */
export function richLazyCurves(runs: readonly RichLazyRun[]): ColumnTable {
  const rows = runs
    .filter(({ spec }) => spec.figure === "F1")
    .flatMap(({ spec, result }) => Array.from(result.losses, (loss, i) => ({ spec, loss, iteration: 100 * (i + 1) })))
  return table({
    task: rows.map(({ spec }) => spec.task),
    rank: rows.map(({ spec: { start } }) => ("rank" in start ? start.rank : null)),
    seed: rows.map(({ spec }) => spec.seed),
    iteration: rows.map(({ iteration }) => iteration),
    loss: rows.map(({ loss }) => loss),
  })
}
