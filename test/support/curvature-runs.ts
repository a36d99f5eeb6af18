import type { Key } from "../../lib/numerics/random-key.ts"
import { executePlan } from "../../lib/runs/sweep.ts"
import { curvaturePlan, type PlannedRun } from "../../lib/studies/curvature/plan.ts"
import type { SettingPreset } from "../../lib/studies/curvature/presets.ts"
import { curvatureTable } from "../../lib/studies/curvature/result-table.ts"
import type { CurvatureResult } from "../../lib/studies/curvature/run.ts"
import { withScratchFolder } from "./scratch-folder.ts"

/** A row of the study's table of runs; null where a measure is not finite or the setting has none. */
export interface CurvatureRow extends Readonly<Record<string, unknown>> {
  readonly arm: string
  readonly seed: number
  readonly trainLoss: number | null
  readonly trainAccuracy: number | null
  readonly cleanAccuracy: number | null
  readonly noisyAccuracy: number | null
  readonly gap: number | null
  readonly eigenvalue: number | null
  readonly rho: number | null
  readonly cosine: number | null
  readonly failure: string | null
}

/** Trains all arms of a setting on two workers, without keeping anything. */
export function trainedRows(setting: SettingPreset, key: Key): Promise<readonly CurvatureRow[]> {
  return withScratchFolder(async (store) => {
    const plan = curvaturePlan({ settings: [setting] }, key)
    const options = { store, workers: 2, onProgress: () => {} }
    const { value, status, message } = await executePlan<PlannedRun, CurvatureResult>(plan, options)
    if (status !== "converged") throw new Error(message)
    return curvatureTable(value).objects() as CurvatureRow[]
  })
}

/** Rows of one arm in the order of their seeds. */
export function ofArm(rows: readonly CurvatureRow[], arm: string): readonly CurvatureRow[] {
  return rows.filter((row) => row.arm === arm).toSorted((one, other) => one.seed - other.seed)
}
