import process from "node:process"
import { fileURLToPath } from "node:url"
import { key } from "../../lib/numerics/random-key.ts"
import { executePlan, type Plan } from "../../lib/runs/sweep.ts"
import type { RichLazyResult } from "../../lib/studies/rich-lazy/measures.ts"
import { type PlannedRun, richLazyPlan } from "../../lib/studies/rich-lazy/plan.ts"
import type { RichLazyPreset } from "../../lib/studies/rich-lazy/presets.ts"
import type { AlignedResult } from "../../lib/studies/rich-lazy/run-aligned.ts"

/** Every kind of run of the study but those of images, so small that each takes a moment. */
export const tinyPreset: RichLazyPreset = {
  ranks: [{ task: "2AF", units: 8, ranks: [1, 8], iterations: 200 }],
  images: [],
  structure: { tasks: ["2AF", "CXT"], kinds: ["gaussian", "daleUnbalanced"], units: 8, iterations: 20 },
  aligned: { ranks: [2], units: 8, iterations: 20 },
  gains: { tasks: ["DMS"], units: 8, iterations: 20, values: [0.5] },
  seeds: 2,
  linear: { inputs: 3, units: 4, tasks: 2 },
}

/** The plan of the preset, with as many seeds. */
export function tinyPlan(seeds: number): Plan<PlannedRun> {
  return richLazyPlan({ ...tinyPreset, seeds }, key(11), "tiny-rich-lazy")
}

/** Executes the plan on two workers into a store. */
export function executeTiny(seeds: number, store: string) {
  return executePlan<PlannedRun, RichLazyResult | AlignedResult>(tinyPlan(seeds), {
    store,
    workers: 2,
    onProgress: () => {},
  })
}

// Run as a program: node tiny-rich-lazy.js SEEDS STORE
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seeds, store] = process.argv.slice(2) as [string, string]
  await executeTiny(Number(seeds), store)
}
