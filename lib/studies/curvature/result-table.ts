import { type ColumnTable, table } from "arquero"
import type { StoredRun } from "../../runs/result-store.ts"
import type { PlannedRun } from "./plan.ts"
import type { CurvatureResult } from "./run.ts"
import { firstRate } from "./spec.ts"

/** A finished run of the study. */
export type CurvatureRun = StoredRun<PlannedRun, CurvatureResult>

/** Last measurements that are averaged where classes are asked for: accuracy and curvature jump from one to the next. */
const averaged = 5

type Measure = "trainLoss" | "testLoss" | "trainAccuracy" | "cleanAccuracy" | "noisyAccuracy" | "gap" | "eigenvalue"

const measures: readonly Measure[] = [
  "trainLoss",
  "testLoss",
  "trainAccuracy",
  "cleanAccuracy",
  "noisyAccuracy",
  "gap",
  "eigenvalue",
]

/**
 * One row a run: what it was, what it ended at (the mean of its last five measurements where classes are asked for, the last one else), and why it failed
 * where it did (null for a good run).
 */
export function curvatureTable(runs: readonly CurvatureRun[]): ColumnTable {
  const column = (of: (run: CurvatureRun) => number | string | null) => runs.map(of)
  const ended = (measure: Measure) => column(({ spec, result }) => number(lastOf(spec, result[measure])))
  return table({
    ...known(runs),
    rate: column(({ spec }) => firstRate(spec)),
    iterations: column(({ spec }) => spec.iterations),
    units: column(({ spec }) => spec.units),
    ...Object.fromEntries(measures.map((measure) => [measure, ended(measure)])),
    rho: column(({ result }) => number(result.rho)),
    cosine: column(({ result }) => number(result.cosine)),
    failure: column(failureOf),
    id: column(({ id }) => id),
    code: column(({ code }) => code),
  })
}

/** Also of a run whose parameters were still finite when it ended, but the loss they have, or its curvature, was not. */
function failureOf({ spec, result }: CurvatureRun): string | null {
  const { failure, iterations, trainLoss, testLoss, eigenvalue } = result
  const lost = iterations.findIndex(
    (_, i) => ![trainLoss, testLoss, eigenvalue].every((each) => Number.isFinite(each[i])),
  )
  return (
    failure ?? (lost < 0 ? null : `not finite as measured after ${iterations[lost]} of ${spec.iterations} iterations`)
  )
}

function lastOf({ setting }: PlannedRun, values: Float64Array): number {
  const tail = values.slice(setting === "pattern generation" ? -1 : -averaged)
  return tail.reduce((sum, value) => sum + value, 0) / tail.length
}

/** What is not a number has no place in a table. */
function number(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

/** One row a measurement of each run. */
export function curvatureCheckpoints(runs: readonly CurvatureRun[]): ColumnTable {
  const rows = runs.flatMap((run) => Array.from(run.result.iterations, (iteration, i) => ({ run, iteration, i })))
  return table({
    ...known(rows.map(({ run }) => run)),
    iteration: rows.map(({ iteration }) => iteration),
    ...Object.fromEntries(
      measures.map((measure) => [measure, rows.map(({ run: { result }, i }) => number(result[measure][i]!))]),
    ),
  })
}

function known(runs: readonly CurvatureRun[]) {
  return {
    setting: runs.map(({ spec }) => spec.setting),
    arm: runs.map(({ spec }) => spec.arm),
    rule: runs.map(({ spec }) => spec.rule),
    seed: runs.map(({ spec }) => spec.seed),
  }
}
