import { type ColumnTable, table } from "arquero"
import type { RecoveredCondition } from "./lane.ts"
import type { RecoveryScores } from "./scores.ts"

/** One fit of a study: its condition, its seed and what came of it. */
export interface RecoveryRun extends RecoveredCondition {
  /** Index of the seed, from 0. */
  readonly seed: number
}

const scoreNames = [
  "natsPerTrial",
  "trueNatsPerTrial",
  "natsAboveTruth",
  "heldOutNatsAboveTruth",
  "changeError",
  "log10ChangeError",
  "heldOutChangeError",
  "noisyChangeError",
  "changeSize",
  "correlation",
  "rSquared",
  "weightError",
  "stepError",
  "gridError",
  "errorToCorrectRatio",
  "changeAfterErrors",
  "expectedChange",
  "historyGap",
  "trueHistoryGap",
] as const satisfies readonly (keyof RecoveryScores)[]

/** One row a fit: figure, condition, seed, sizes, all scores, and how it ended. */
export function scoreTable(runs: readonly RecoveryRun[]): ColumnTable {
  const scores = scoreNames.map((name) => [name, runs.map((run) => run.scores?.[name] ?? null)] as const)
  return table({
    figure: runs.map(({ condition }) => condition.figure),
    condition: runs.map(({ condition }) => condition.label),
    learner: runs.map(({ condition }) => condition.learner.kind),
    seed: runs.map(({ seed }) => seed),
    animals: runs.map(({ condition }) => condition.truth.animals),
    trials: runs.map(({ condition }) => condition.truth.trials),
    ...Object.fromEntries(scores),
    status: runs.map(({ status }) => status),
    message: runs.map(({ message }) => message),
    synthetic: runs.map(() => true),
  })
}

/** One row a condition and score: mean and standard deviation over its finished seeds, least and greatest. */
export function summaryTable(runs: readonly RecoveryRun[]): ColumnTable {
  const groups = grouped(runs)
  const rows = groups.flatMap(([{ condition }, ...rest], group) =>
    scoreNames.flatMap((score) => {
      const values = [groups[group]![0]!, ...rest].flatMap((run) => run.scores?.[score] ?? [])
      return values.length === 0 ? [] : [{ condition, score, ...spread(values) }]
    }),
  )
  return table({
    figure: rows.map(({ condition }) => condition.figure),
    condition: rows.map(({ condition }) => condition.label),
    score: rows.map(({ score }) => score),
    seeds: rows.map(({ seeds }) => seeds),
    mean: rows.map(({ mean }) => mean),
    standardDeviation: rows.map(({ deviation }) => deviation),
    least: rows.map(({ least }) => least),
    greatest: rows.map(({ greatest }) => greatest),
  })
}

/** One row a point of a curve: dw over the stimuli by outcome, inferred and true, of every fit. */
export function curveTable(runs: readonly RecoveryRun[]): ColumnTable {
  return pointTable(runs, (run) => run.curves ?? [])
}

/** One row a point of a curve: dw_stim after a correct choice by the reward of the trials before, inferred and true, of every fit. */
export function historyTable(runs: readonly RecoveryRun[]): ColumnTable {
  return pointTable(runs, (run) => run.histories ?? [])
}

/** One row a trial: w_stim, true and fitted, mean over the animals and of the first of them, of every fit. */
export function courseTable(runs: readonly RecoveryRun[]): ColumnTable {
  return pointTable(runs, ({ course }) =>
    Array.from(course?.trueMean ?? [], (trueMean, t) => ({
      trial: t + 1,
      trueMean,
      fittedMean: course!.fittedMean[t]!,
      trueFirst: course!.trueFirst[t]!,
      fittedFirst: course!.fittedFirst[t]!,
    })),
  )
}

function pointTable<Point extends object>(
  runs: readonly RecoveryRun[],
  pointsOf: (run: RecoveryRun) => readonly Point[],
): ColumnTable {
  const rows = runs.flatMap((run) => pointsOf(run).map((point) => ({ run, point })))
  const names = Object.keys(rows[0]?.point ?? {}) as (keyof Point & string)[]
  return table({
    figure: rows.map(({ run }) => run.condition.figure),
    condition: rows.map(({ run }) => run.condition.label),
    seed: rows.map(({ run }) => run.seed),
    ...Object.fromEntries(names.map((name) => [name, rows.map(({ point }) => point[name])])),
  })
}

/** Runs of the same condition together, conditions in the order in which they come first. */
function grouped(runs: readonly RecoveryRun[]): readonly (readonly [RecoveryRun, ...RecoveryRun[]])[] {
  const groups = new Map<string, [RecoveryRun, ...RecoveryRun[]]>()
  for (const run of runs) {
    const name = `${run.condition.figure} ${run.condition.label}`
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [run])
    else group.push(run)
  }
  return [...groups.values()]
}

/** Mean and spread of some numbers; the standard deviation of one number is null. */
function spread(values: readonly number[]) {
  const seeds = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / seeds
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    seeds,
    mean,
    deviation: seeds > 1 ? Math.sqrt(squares / (seeds - 1)) : null,
    least: Math.min(...values),
    greatest: Math.max(...values),
  }
}
