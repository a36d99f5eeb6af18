import type { RichLazyTask, RowImages, structures } from "./spec.ts"

/** Sizes of the study. */
export interface RichLazyPreset {
  /** F1: per task its units, ranks and iterations. */
  readonly ranks: readonly RankSweep<RichLazyTask>[]
  readonly images: readonly RankSweep<RowImages>[]
  /** F2. */
  readonly structure: {
    readonly tasks: readonly RichLazyTask[]
    readonly kinds: readonly (typeof structures)[number][]
    readonly units: number
    readonly iterations: number
  }
  /** F4: ranks of starts that point at the task, and iterations of each of their trainings. */
  readonly aligned: { readonly ranks: readonly number[]; readonly units: number; readonly iterations: number }
  /** F5: gains; 1.25 is taken from F1 where it is not among them. */
  readonly gains: {
    readonly tasks: readonly RichLazyTask[]
    readonly units: number
    readonly iterations: number
    readonly values: readonly number[]
  }
  readonly seeds: number
  /** F3 and T1: inputs d and units N of the two-layer network, and tasks drawn. */
  readonly linear: { readonly inputs: number; readonly units: number; readonly tasks: number }
}

/** Trainings of one task from starts of several ranks. */
export interface RankSweep<Task> {
  readonly task: Task
  readonly units: number
  readonly ranks: readonly number[]
  readonly iterations: number
}

const everyTask = ["2AF", "DMS", "CXT"] as const
const everyKind = ["gaussian", "erdosRenyi", "emProxy", "chainMotif", "daleBalanced", "daleUnbalanced"] as const

/**
 * `quick` shows each claim in about a minute on two cores. `full` has the paper's sizes: N = 300, 10,000 iterations, four ranks, three tasks and MNIST by
 * rows, four seeds.
 */
export const richLazyPresets: Readonly<Record<"quick" | "full", RichLazyPreset>> = Object.freeze({
  quick: {
    ranks: [
      { task: "2AF", units: 48, ranks: [1, 6, 48], iterations: 800 },
      { task: "DMS", units: 64, ranks: [1, 8, 64], iterations: 1500 },
      { task: "CXT", units: 64, ranks: [1, 8, 64], iterations: 1500 },
    ],
    images: [{ task: "row glyphs", units: 64, ranks: [5, 64], iterations: 600 }],
    structure: { tasks: ["2AF"], kinds: everyKind, units: 100, iterations: 1500 },
    aligned: { ranks: [10], units: 64, iterations: 1000 },
    gains: { tasks: ["2AF"], units: 64, iterations: 1500, values: [0.5, 1.25] },
    seeds: 10,
    linear: { inputs: 10, units: 20, tasks: 30 },
  },
  full: {
    ranks: everyTask.map((task) => ({ task, units: 300, ranks: [1, 30, 100, 300], iterations: 10_000 })),
    images: [{ task: "row MNIST", units: 300, ranks: [5, 30, 300], iterations: 10_000 }],
    structure: { tasks: everyTask, kinds: everyKind, units: 300, iterations: 10_000 },
    aligned: { ranks: [2, 10], units: 300, iterations: 10_000 },
    gains: { tasks: ["2AF"], units: 300, iterations: 10_000, values: [0.5, 0.8, 1, 1.5] },
    seeds: 4,
    linear: { inputs: 20, units: 40, tasks: 30 },
  },
})
