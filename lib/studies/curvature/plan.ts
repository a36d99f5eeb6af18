import { integerOption } from "../../numerics/options.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"
import type { Lane } from "../../runs/lane.ts"
import type { Plan } from "../../runs/sweep.ts"
import type { CurvaturePreset } from "./presets.ts"
import type { CurvatureSpec } from "./spec.ts"

/** A run of the study and its seed. */
export interface PlannedRun extends CurvatureSpec {
  readonly seed: number
}

const module = new URL("./run.js", import.meta.url).href

/**
 * All runs of a preset. Seed i of every arm of a setting shares `foldIn(key, i)`, and so task, start and batches.
 * @throws where there is no such number of seeds.
 */
export function curvaturePlan(preset: CurvaturePreset, key: Key, name = "curvature"): Plan<PlannedRun> {
  const runs = preset.settings.flatMap(({ sizes, arms, seeds }) => {
    integerOption("curvature.plan: seeds", seeds, 1, 1000)
    return arms.flatMap((arm) =>
      Array.from({ length: seeds }, (_, seed): Lane<PlannedRun> => {
        return { module, export: "runCurvature", spec: { ...sizes, ...arm, seed }, key: foldIn(key, seed) }
      }),
    )
  })
  return { name, runs }
}
