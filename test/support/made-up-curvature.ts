import type { CurvatureRun } from "../../lib/studies/curvature/result-table.ts"
import type { CurvatureResult } from "../../lib/studies/curvature/run.ts"
import type { CurvatureSpec, Setting } from "../../lib/studies/curvature/spec.ts"

/** A training of the study that takes a tenth of a second. */
export const tinySpec: CurvatureSpec = {
  setting: "pattern generation",
  ...{ units: 8, steps: 10, batch: 4, iterations: 100, rate: 0.2, weightDecay: 1e-5, clipNorm: 1 },
  ...{ measureEvery: 50, alignEvery: 1, hessianTrials: 16 },
  ...{ arm: "BPTT", rule: "bptt" },
}

/** A run that was never made: its measurements are those given, and 1 else. */
export function madeUpRun(setting: Setting, measured: Partial<CurvatureResult> & Pick<CurvatureResult, "iterations">) {
  const ones = new Float64Array(measured.iterations.length).fill(1)
  const result: CurvatureResult = {
    ...{ trainLoss: ones, testLoss: ones, trainAccuracy: ones, cleanAccuracy: ones, noisyAccuracy: ones },
    ...{ gap: ones, eigenvalue: ones, rho: 1, cosine: 1, failure: null, status: "converged" },
    ...measured,
  }
  const spec = { ...tinySpec, setting, seed: 0 }
  return { id: "1", export: "runCurvature", spec, key: [0, 1], code: "2", version: "0", result } satisfies CurvatureRun
}
