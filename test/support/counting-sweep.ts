import { appendFileSync } from "node:fs"
import process from "node:process"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { normal } from "../../lib/numerics/distributions.ts"
import { foldIn, type Key, key } from "../../lib/numerics/random-key.ts"
import type { Lane } from "../../lib/runs/lane.ts"
import { executePlan, type Plan } from "../../lib/runs/sweep.ts"

/** What a run of the sweep below is told. */
export interface CountingSpec {
  readonly index: number
  readonly pauseMs: number
  /** Where each run that comes to its end leaves a line. */
  readonly log: string
}

/** Draws some numbers, after a while. */
export async function drawSlowly({ index, pauseMs, log }: CountingSpec, key: Key) {
  await setTimeout(pauseMs)
  appendFileSync(log, `${index}\n`)
  return { index, draws: normal(key, 5), none: Number.NaN }
}

/** Throws on every third. */
export function failSometimes({ index }: CountingSpec) {
  if (index % 3 === 2) throw new Error(`no result for ${index}`)
  return { index }
}

/** A plan of so many runs of one of the functions above. */
export function countingPlan(runs: number, log: string, name = "drawSlowly", pauseMs = 20): Plan<CountingSpec> {
  return {
    name: "counting",
    runs: Array.from({ length: runs }, (_, index): Lane<CountingSpec> => {
      const spec = { index, pauseMs, log }
      return { module: import.meta.url, export: name, spec, key: foldIn(key(1), index) }
    }),
  }
}

// Run as a program: node counting-sweep.js RUNS STORE LOG
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [runs, store, log] = process.argv.slice(2) as [string, string, string]
  const { message } = await executePlan(countingPlan(Number(runs), log), { store, workers: 2, onProgress: () => {} })
  process.stdout.write(`${message}\n`)
}
