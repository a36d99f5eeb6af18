import { join } from "node:path"
import { packageFolder } from "../../numerics/places.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"
import { type ExecuteOptions, executePlan } from "../../runs/sweep.ts"
import { keepTables, keptTables } from "../kept-tables.ts"
import { richLazyClaims } from "./claims.ts"
import * as figures from "./figures.ts"
import { alignedTheory, rankTheory } from "./linear.ts"
import type { RichLazyResult } from "./measures.ts"
import { type PlannedRun, richLazyPlan } from "./plan.ts"
import { type RichLazyPreset, richLazyPresets } from "./presets.ts"
import { richLazyCurves, richLazyTable } from "./result-table.ts"
import type { RichLazyResults } from "./results.ts"
import type { AlignedResult } from "./run-aligned.ts"
import { spectra } from "./spectra.ts"

/** Options of `richLazy.run`. */
export interface RichLazyOptions extends ExecuteOptions {
  /** The same key has the same results, whatever the number of workers. */
  readonly key: Key
}

/**
 * Runs what is missing of a preset, and makes the tables that figures and claims stand on. Stopped, it has those of the runs that are there.
 * @throws where no run is there, on an unknown option or an impossible value.
 */
async function run(preset: RichLazyPreset, { key, ...options }: RichLazyOptions): Promise<RichLazyResults> {
  const plan = richLazyPlan(preset, key)
  const { value, message, status } = await executePlan<PlannedRun, RichLazyResult | AlignedResult>(plan, options)
  if (value.length === 0) throw new Error(message)
  return Object.freeze({
    isComplete: status === "converged",
    runs: richLazyTable(value),
    curves: richLazyCurves(value),
    rankTheory: rankTheory(preset, foldIn(key, theoryFold)),
    alignedTheory: alignedTheory(preset, foldIn(key, theoryFold)),
    spectra: spectra(preset, key),
  } satisfies RichLazyResults)
}

/** Seeds fold numbers from 0 into the key; this is none of theirs. */
const theoryFold = 2 ** 32 - 1
const tableNames = ["runs", "curves", "rankTheory", "alignedTheory", "spectra"] as const

/** Writes the tables of results into a folder, as comma-separated text. */
function keep({ isComplete, ...tables }: RichLazyResults, folder: string): void {
  keepTables(tables, folder)
}

/** Results of the preset `full` that come with the package, made by `deltaw study rich-lazy --preset full --out datasets/rich-lazy`. */
function published(): RichLazyResults {
  const tables = keptTables(tableNames, join(packageFolder(), "datasets", "rich-lazy"))
  return Object.freeze({ ...tables, isComplete: true })
}

/** Trainings that failed and are left out of figures and means, with why. */
function failures({ runs }: RichLazyResults) {
  return runs
    .filter((row: { failure: string | null }) => row.failure !== null)
    .select("figure", "task", "start", "gain", "seed", "failure")
}

/**
 * Liu, Baratin, Cornford, Mihalas, Shea-Brown and Lajoie 2024, arXiv 2310.08513: does the rank of the initial connectivity make learning rich or lazy? Presets,
 * runs, figures F1 to F6 and T1, and the claims as a table.
 */
export const richLazy = Object.freeze({
  name: "rich-lazy",
  presets: richLazyPresets,
  plan: richLazyPlan,
  run,
  keep,
  published,
  failures,
  figures: Object.freeze({ ...figures }),
  claims: richLazyClaims,
})
