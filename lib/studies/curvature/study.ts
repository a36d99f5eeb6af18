import { join } from "node:path"
import type { ColumnTable } from "arquero"
import { packageFolder } from "../../numerics/places.ts"
import type { Key } from "../../numerics/random-key.ts"
import { type ExecuteOptions, executePlan } from "../../runs/sweep.ts"
import { keepTables, keptTables } from "../kept-tables.ts"
import { curvatureClaims } from "./claims.ts"
import * as figures from "./figures.ts"
import { hyperbola } from "./hyperbola.ts"
import { matchedAccuracy } from "./matched.ts"
import { curvaturePlan, type PlannedRun } from "./plan.ts"
import { type CurvaturePreset, curvaturePresets } from "./presets.ts"
import { curvatureCheckpoints, curvatureTable } from "./result-table.ts"
import type { CurvatureResults } from "./results.ts"
import type { CurvatureResult } from "./run.ts"

/** Options of `curvature.run`. */
export interface CurvatureOptions extends ExecuteOptions {
  /** The same key has the same results, whatever the number of workers. */
  readonly key: Key
}

/**
 * Runs what is missing of a preset, and makes the tables that figures and claims stand on. Stopped, it has those of the runs that are there.
 * @throws where no run is there, on an unknown option or an impossible value.
 */
async function run(preset: CurvaturePreset, { key, ...options }: CurvatureOptions): Promise<CurvatureResults> {
  const { value, message, status } = await executePlan<PlannedRun, CurvatureResult>(curvaturePlan(preset, key), options)
  if (value.length === 0) throw new Error(message)
  return Object.freeze({
    isComplete: status === "converged",
    runs: curvatureTable(value),
    checkpoints: curvatureCheckpoints(value),
    hyperbola: hyperbola(),
  } satisfies CurvatureResults)
}

const tableNames = ["runs", "checkpoints", "hyperbola"] as const

/** Writes the tables of results into a folder, as comma-separated text. */
function keep({ isComplete, ...tables }: CurvatureResults, folder: string): void {
  keepTables(tables, folder)
}

/** Results of the preset `full` that come with the package, made by `deltaw study curvature --preset full --out datasets/curvature`. */
function published(): CurvatureResults {
  return Object.freeze({ ...keptTables(tableNames, join(packageFolder(), "datasets", "curvature")), isComplete: true })
}

/** Runs that failed and are left out of figures and means, with why. */
function failures({ runs }: CurvatureResults): ColumnTable {
  return runs
    .filter((row: { failure: string | null }) => row.failure !== null)
    .select("setting", "arm", "seed", "failure")
}

/**
 * Liu, Ghosh, Richards, Shea-Brown and Lajoie 2022, arXiv 2206.00823: which minima do biologically plausible rules find? Presets, runs, figures F1 to F7, and the
 * claims as a table.
 */
export const curvature = Object.freeze({
  name: "curvature",
  presets: curvaturePresets,
  plan: curvaturePlan,
  run,
  keep,
  published,
  failures,
  matchedAccuracy,
  figures: Object.freeze({ ...figures }),
  claims: curvatureClaims,
})
