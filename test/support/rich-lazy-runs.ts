import assert from "node:assert/strict"
import { foldIn, type Key, key } from "../../lib/numerics/random-key.ts"
import type { Lane } from "../../lib/runs/lane.ts"
import { executeLanes } from "../../lib/runs/lanes.ts"
import type { RichLazyResult } from "../../lib/studies/rich-lazy/measures.ts"
import type { AlignedResult } from "../../lib/studies/rich-lazy/run-aligned.ts"
import type { AlignedSpec, RichLazySpec, RowImagesSpec } from "../../lib/studies/rich-lazy/spec.ts"

/** The study's settings at N = 48, as a plan of it has them, but for poor learners, which are kept: the reference tables have them in their means. */
export const reference: RichLazySpec = {
  ...{ task: "2AF", units: 48, start: { rank: 48 }, gain: 1.25, dtMs: 100, iterations: 800, batch: 32, rate: 0.003 },
  ...{ probeTrials: 320, kernelTrials: 16, leastAccuracy: 0 },
}

/** The key of a seed; all conditions of a seed share it. */
export const seedKey = (seed: number): Key => foldIn(key(7), seed)

const modules = {
  runRichLazy: new URL("../../lib/studies/rich-lazy/run.js", import.meta.url).href,
  runAligned: new URL("../../lib/studies/rich-lazy/run-aligned.js", import.meta.url).href,
  runRowImages: new URL("../../lib/studies/rich-lazy/run-images.js", import.meta.url).href,
}

/** The first seeds of each spec, on two workers. */
export function trained(specs: readonly RichLazySpec[], seeds: number): Promise<readonly RichLazyResult[][]> {
  return computed("runRichLazy", specs, seeds)
}

/** The first seeds of each spec of images row by row. */
export function trainedOnImages(specs: readonly RowImagesSpec[], seeds: number): Promise<readonly RichLazyResult[][]> {
  return computed("runRowImages", specs, seeds)
}

/** The first seeds of a training from a start that points at the task. */
export async function trainedAligned(spec: AlignedSpec, seeds: number): Promise<readonly AlignedResult[]> {
  return (await computed<AlignedResult>("runAligned", [spec], seeds))[0]!
}

async function computed<Result>(
  run: keyof typeof modules,
  specs: readonly (RichLazySpec | RowImagesSpec)[],
  seeds: number,
): Promise<readonly Result[][]> {
  const lanes = specs.flatMap((spec) =>
    Array.from({ length: seeds }, (_, seed): Lane => ({ module: modules[run], export: run, spec, key: seedKey(seed) })),
  )
  const { value, status, message } = await executeLanes<Result>(lanes, { label: run, workers: 2, onProgress: () => {} })
  assert.equal(status, "converged", message)
  return specs.map((_, i) => value.slice(i * seeds, (i + 1) * seeds).map(({ result }) => result!))
}

/** Mean of some numbers. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Their standard deviation, by n - 1. */
export function deviation(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1))
}

/** Asserts that the mean of some seeds lies within 3.5 standard errors of a reference, by the reference's deviation over seeds where it is known, or their own. */
export function assertMeanNear(values: readonly number[], expected: number, what: string, known?: number): void {
  const error = (known ?? deviation(values)) / Math.sqrt(values.length)
  const off = (mean(values) - expected) / error
  assert.ok(Math.abs(off) <= 3.5, `${what}: mean ${mean(values)}, not ${expected}: ${off.toFixed(1)} standard errors`)
}
