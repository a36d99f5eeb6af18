import type { ColumnTable } from "arquero"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { foldIn, type Key, split } from "../../numerics/random-key.ts"
import type { Progress, Solution, Status } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import type { LaneOutcome } from "../../runs/lane.ts"
import { executeLanes } from "../../runs/lanes.ts"
import { aligned, withShowing } from "../showing.ts"
import type { RecoveryCondition } from "./condition.ts"
import { laneModule, type RecoveredCondition } from "./lane.ts"
import { type RecoveryPreset, recoveryConditions } from "./plan.ts"
import { courseTable, curveTable, historyTable, type RecoveryRun, scoreTable, summaryTable } from "./tables.ts"

/** Options of `recoveryStudy`. */
export interface RecoveryStudyOptions {
  /** Seed i draws from `foldIn(key, i)`, animals and start of the fit: conditions with the same truth have the same animals. */
  readonly key: Key
  /** "quick" (default) or "full", where figures are named. */
  readonly preset?: RecoveryPreset
  /** Fits of each condition, each with animals of its own; 1 where absent. */
  readonly seeds?: number
  /** The most worker threads; results never depend on it. */
  readonly workers?: number
  readonly onProgress?: (progress: Progress) => void
}

/** What a recovery study found: all runs that have ended, and tables of them. */
export interface RecoveryStudy {
  readonly runs: readonly RecoveryRun[]
  /** Mean and spread of every score over the seeds of each condition. */
  readonly summary: ColumnTable
  /** dw by stimulus and outcome; dw_stim by past rewards; w_stim by trial: inferred and true. */
  readonly curves: ColumnTable
  readonly histories: ColumnTable
  readonly courses: ColumnTable
}

/**
 * Simulates animals by known rules, fits learners to them and scores what was recovered, a lane a condition and seed.
 * A study that is stopped hands back the runs that have ended; `table` has one row a run.
 * @param what figures by name, see `recoveryFigures`, or conditions of one's own.
 * @throws on unknown options, figures or presets, and a missing key.
 */
export async function recoveryStudy(
  what: string | readonly (string | RecoveryCondition)[],
  options: RecoveryStudyOptions,
): Promise<Solution<RecoveryStudy, ColumnTable>> {
  refuseUnknownKeys("recoveryStudy", options, ["key", "preset", "seeds", "workers", "onProgress"])
  const { key, preset = "quick", workers, onProgress } = options
  split(key, 0) // Throws on what is not a key.
  const seeds = integerOption("recoveryStudy: seeds", options.seeds ?? 1, 1, 10_000)
  const conditions = conditionsOf(what, preset)
  const cells = conditions.flatMap((condition) => Array.from({ length: seeds }, (_, seed) => ({ condition, seed })))
  const { value, status, message } = await executeLanes<RecoveredCondition>(
    cells.map(({ condition, seed }) => ({
      module: laneModule,
      export: "recoverCondition",
      spec: condition,
      key: foldIn(key, seed),
    })),
    { label: "Recovery", ...(workers !== undefined && { workers }), ...(onProgress && { onProgress }) },
  )
  const runs = runsOf(value, cells)
  const solution = {
    value: Object.freeze({
      runs,
      summary: summaryTable(runs),
      curves: curveTable(runs),
      histories: historyTable(runs),
      courses: courseTable(runs),
    }),
    table: scoreTable(runs),
    ...ending(runs, status, message),
    info: Object.freeze({ conditions: conditions.length, seeds, runs: runs.length }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f32",
      key: key.words,
      options: Object.freeze({ conditions, seeds, preset }),
    }),
  } satisfies Solution<RecoveryStudy, ColumnTable>
  return withShowing(solution, studyAsText(runs))
}

function conditionsOf(
  what: string | readonly (string | RecoveryCondition)[],
  preset: RecoveryPreset,
): readonly RecoveryCondition[] {
  const list = typeof what === "string" ? [what] : what
  const conditions = list.flatMap((each) => (typeof each === "string" ? recoveryConditions(each, preset) : [each]))
  if (conditions.length > 0) return conditions
  throw new RangeError('recoveryStudy needs figures or conditions, such as "F2B" or recoveryConditions("F2B")')
}

function runsOf(
  outcomes: readonly LaneOutcome<RecoveredCondition>[],
  cells: readonly { readonly condition: RecoveryCondition; readonly seed: number }[],
): readonly RecoveryRun[] {
  return Object.freeze(
    outcomes.flatMap(({ status, result, message = "" }, index) => {
      const { condition, seed } = cells[index]!
      if (result !== undefined) return [{ ...result, seed }]
      return status === "failed" ? [{ condition, seed, status, message }] : []
    }),
  )
}

/** A lane that ends well may hold a fit that did not. */
function ending(
  runs: readonly RecoveryRun[],
  status: Status,
  message: string,
): { readonly status: Status; readonly message: string } {
  const failed = runs.filter((run) => run.status === "failed")
  if (status !== "converged" || failed.length === 0) return { status, message }
  const { condition, seed, message: why } = failed[0]!
  return {
    status: "failed",
    message: `${failed.length} of ${runs.length} fits failed, first ${condition.figure}, ${condition.label}, seed ${seed}: ${why}`,
  }
}

/** One line a run: its error beside that of no learning, and its likelihood beside the truth's. */
function studyAsText(runs: readonly RecoveryRun[]): string {
  const heading = ["  figure", "condition", "seed", "error of dw", "size of dw", "r", "nats above truth"]
  const lines = runs.flatMap(({ condition: { figure, label }, seed, scores }) => {
    if (scores === undefined) return []
    const { changeError, changeSize, correlation, natsAboveTruth } = scores
    const numbers = [changeError, changeSize, correlation, natsAboveTruth].map((value) => value.toFixed(4))
    return [[`  ${figure}`, label, String(seed), ...numbers]]
  })
  return aligned([heading, ...lines]).join("\n")
}
