import { integerOption } from "../../numerics/options.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"
import type { Lane } from "../../runs/lane.ts"
import type { Plan } from "../../runs/sweep.ts"
import type { RichLazySpec, RichLazyTask } from "./spec.ts"
import { structures } from "./spec.ts"

/** A run of the study with what it is for: figure F1 (ranks at gain 1.25), F2 (structure) or F5 (other gains), and its seed. */
export interface PlannedRun extends RichLazySpec {
  readonly figure: "F1" | "F2" | "F5"
  readonly seed: number
}

/** Sizes of the study. */
export interface RichLazyPreset {
  /** Per task of F1: units, ranks and iterations. */
  readonly ranks: readonly {
    readonly task: RichLazyTask
    readonly units: number
    readonly ranks: readonly number[]
    readonly iterations: number
  }[]
  readonly structure: { readonly tasks: readonly RichLazyTask[]; readonly units: number; readonly iterations: number }
  readonly gains: { readonly units: number; readonly iterations: number; readonly values: readonly number[] }
  readonly seeds: number
  readonly probeTrials: number
  readonly kernelTrials: number
}

const everyTask = ["2AF", "DMS", "CXT"] as const

/** `quick` shows each claim in about a minute on two cores; `full` has the paper's sizes: N = 300, 10,000 iterations, four ranks, three tasks. */
export const richLazyPresets: Readonly<Record<"quick" | "full", RichLazyPreset>> = Object.freeze({
  quick: {
    ranks: [
      { task: "2AF", units: 48, ranks: [1, 6, 48], iterations: 800 },
      { task: "DMS", units: 64, ranks: [1, 8, 64], iterations: 1500 },
      { task: "CXT", units: 64, ranks: [1, 8, 64], iterations: 1500 },
    ],
    structure: { tasks: ["2AF"], units: 100, iterations: 1000 },
    gains: { units: 48, iterations: 800, values: [0.5] },
    seeds: 4,
    probeTrials: 320,
    kernelTrials: 16,
  },
  full: {
    ranks: everyTask.map((task) => ({ task, units: 300, ranks: [1, 30, 100, 300], iterations: 10_000 })),
    structure: { tasks: ["2AF"], units: 300, iterations: 10_000 },
    gains: { units: 300, iterations: 10_000, values: [0.5] },
    seeds: 4,
    probeTrials: 320,
    kernelTrials: 16,
  },
})

/** Accuracy below which a run is listed rather than averaged: chance and the untrained lie below it, the ceilings well above. */
const leastAccuracy: Readonly<Record<RichLazyTask, number>> = { "2AF": 0.75, DMS: 0.6, CXT: 0.55 }

const module = new URL("./run.js", import.meta.url).href

/**
 * All runs of a preset. Seed i of every condition shares `foldIn(key, i)`, and so matrix, weights, trials and probes.
 * @throws where there is no such number of seeds.
 */
export function richLazyPlan(preset: RichLazyPreset, key: Key, name = "rich-lazy"): Plan<PlannedRun> {
  const seeds = integerOption("richLazy.plan: seeds", preset.seeds, 1, 1000)
  const { probeTrials, kernelTrials, structure, gains } = preset
  const common = { gain: 1.25, dtMs: 100, batch: 32, rate: 0.003, probeTrials, kernelTrials }
  const of = (
    figure: PlannedRun["figure"],
    spec: Omit<RichLazySpec, keyof typeof common | "leastAccuracy"> & { readonly gain?: number },
  ) =>
    Array.from({ length: seeds }, (_, seed): Lane<PlannedRun> => {
      const run = { ...common, ...spec, leastAccuracy: leastAccuracy[spec.task], figure, seed }
      return { module, export: "runRichLazy", spec: run, key: foldIn(key, seed) }
    })
  const ranks = preset.ranks.flatMap(({ ranks, ...sizes }) =>
    ranks.flatMap((rank) => of("F1", { ...sizes, start: { rank } })),
  )
  const kinds = structure.tasks.flatMap((task) =>
    structures.flatMap((kind) =>
      of("F2", { task, units: structure.units, iterations: structure.iterations, start: { structure: kind } }),
    ),
  )
  const { units, iterations } = gains
  const byGain = gains.values.flatMap((gain) =>
    [1, units].flatMap((rank) => of("F5", { task: "2AF", units, iterations, start: { rank }, gain })),
  )
  return { name, runs: [...ranks, ...kinds, ...byGain] }
}
