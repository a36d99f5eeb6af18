import { integerOption } from "../../numerics/options.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"
import type { Lane } from "../../runs/lane.ts"
import type { Plan } from "../../runs/sweep.ts"
import type { RichLazyPreset } from "./presets.ts"
import type { AlignedSpec, RichLazySpec, RichLazyTask, RowImages, RowImagesSpec } from "./spec.ts"

/** Figures that are made of trainings. */
export type RichLazyFigure =
  /** Ranks, at a gain of 1.25. */
  | "F1"
  /** Structure. */
  | "F2"
  /** Starts that point at the task. */
  | "F4"
  /** Ranks at other gains. */
  | "F5"

/** A run of the study with the figure it is for, and its seed. */
export type PlannedRun = (RichLazySpec | AlignedSpec | RowImagesSpec) & {
  readonly figure: RichLazyFigure
  readonly seed: number
}

/** Accuracy below which a run is listed rather than averaged: chance and the untrained lie below it, the ceilings well above. */
const leastAccuracy: Readonly<Record<RichLazyTask | RowImages, number>> = {
  "2AF": 0.75,
  DMS: 0.6,
  CXT: 0.55,
  "row glyphs": 0.3,
  "row MNIST": 0.5,
}

const modules = {
  runRichLazy: new URL("./run.js", import.meta.url).href,
  runAligned: new URL("./run-aligned.js", import.meta.url).href,
  runRowImages: new URL("./run-images.js", import.meta.url).href,
}
const common = { gain: 1.25, batch: 32, rate: 0.003, probeTrials: 320, kernelTrials: 16 }
/** Row images have larger batches, and a kernel of twice as many trials at their last step alone. */
const ofImages = { ...common, batch: 200, kernelTrials: 32 }

/**
 * All runs of a preset. Seed i of every condition shares `foldIn(key, i)`, and so matrix, weights, trials and probes.
 * @throws where there is no such number of seeds.
 */
export function richLazyPlan(preset: RichLazyPreset, key: Key, name = "rich-lazy"): Plan<PlannedRun> {
  const seeds = integerOption("richLazy.plan: seeds", preset.seeds, 1, 1000)
  const { structure, gains, aligned } = preset
  const lanes = (
    run: keyof typeof modules,
    figure: RichLazyFigure,
    spec: Omit<RichLazySpec, "leastAccuracy"> | Omit<RowImagesSpec, "leastAccuracy">,
  ) =>
    Array.from({ length: seeds }, (_, seed): Lane<PlannedRun> => {
      const whole = { ...spec, leastAccuracy: leastAccuracy[spec.task], figure, seed } as PlannedRun
      return { module: modules[run], export: run, spec: whole, key: foldIn(key, seed) }
    })
  const dtMs = 100
  const byRank = preset.ranks.flatMap(({ ranks, ...sizes }) =>
    ranks.flatMap((rank) => lanes("runRichLazy", "F1", { ...common, dtMs, ...sizes, start: { rank } })),
  )
  const byStructure = structure.tasks.flatMap((task) =>
    structure.kinds.flatMap((kind) => {
      const { units, iterations } = structure
      return lanes("runRichLazy", "F2", { ...common, dtMs, task, units, iterations, start: { structure: kind } })
    }),
  )
  const byDirection = aligned.ranks.flatMap((rank) => {
    const { units, iterations } = aligned
    return lanes("runAligned", "F4", { ...common, dtMs, task: "2AF", units, iterations, start: { rank } })
  })
  const byGain = gains.tasks.flatMap((task) =>
    gains.values.flatMap((gain) =>
      [1, gains.units].flatMap((rank) => {
        const { units, iterations } = gains
        return lanes("runRichLazy", "F5", { ...common, dtMs, task, units, iterations, start: { rank }, gain })
      }),
    ),
  )
  const byRankOfImages = preset.images.flatMap(({ ranks, ...sizes }) =>
    ranks.flatMap((rank) => lanes("runRowImages", "F1", { ...ofImages, ...sizes, start: { rank } })),
  )
  return { name, runs: [...byRank, ...byStructure, ...byDirection, ...byGain, ...byRankOfImages] }
}
