import { type ColumnTable, from } from "arquero"
import { choiceOption } from "../../numerics/options.ts"
import { curvesBySeed } from "../../plots/curves-by-seed.ts"
import type { Figure } from "../../plots/figure.ts"
import { seedScatter } from "../../plots/seed-scatter.ts"
import { seedsByCondition } from "../../plots/seeds-by-condition.ts"
import { pairedSeeds, type RunRow } from "../paired-seeds.ts"
import type { RichLazyResults } from "./results.ts"
import type { RichLazyTask, RowImages } from "./spec.ts"

const untrained = "two untrained networks of that start"
const lazy = [
  {
    column: "kernelAlignment",
    title: "kernel alignment KA",
    baseline: "untrainedKernelAlignment",
  },
  {
    column: "representationAlignment",
    title: "representation alignment RA",
    baseline: "untrainedRepresentationAlignment",
  },
  { column: "centredAlignment", title: "RA of centred states", baseline: "untrainedCentredAlignment" },
  { column: "weightChange", title: "weight change |ΔW|", log: true },
]

/** F1: how lazy learning was, by the rank of the start; dotted: what two strangers have in common. */
export function byRank({ runs }: RichLazyResults): Figure {
  const good = chosen(runs, "F1")
  return seedsByCondition(from(good), {
    title: "How lazy learning was, by the rank of the start",
    subtitle: sizes(runs, "F1"),
    condition: "rank",
    conditionTitle: "rank of W(0)",
    logCondition: true,
    group: "task",
    measures: lazy,
    baselineName: untrained,
  })
}

/** F2a: magnitudes of the eigenvalues of each structure, over the largest. */
export function eigenvalues({ spectra }: RichLazyResults): Figure {
  return curvesBySeed(spectra, {
    title: "Eigenvalues of each structure, by size",
    subtitle: "one matrix of each kind",
    x: { column: "eigenvalue", title: "eigenvalue, by size" },
    measures: [{ column: "relativeMagnitude", title: "|λ<sub>i</sub>| / |λ<sub>1</sub>|" }],
    group: "start",
  })
}

/** F2b: how lazy learning was, by the structure of the start, in the order of its effective rank. */
export function byStructure({ runs }: RichLazyResults): Figure {
  const good = chosen(runs, "F2")
  const rank = (start: unknown) => pairedMean(good.filter((row) => row.start === start))
  const ordered = good.toSorted((one, other) => rank(other.start) - rank(one.start))
  return seedsByCondition(from(ordered), {
    title: "How lazy learning was, by the structure of the start",
    subtitle: sizes(runs, "F2"),
    condition: "start",
    conditionTitle: "",
    group: "task",
    measures: [{ column: "effectiveRank", title: "effective rank of W(0)" }, ...lazy.slice(0, 2), lazy[3]!],
    baselineName: untrained,
  })
}

function pairedMean(rows: readonly RunRow[]): number {
  return rows.reduce((sum, row) => sum + Number(row.effectiveRank), 0) / rows.length
}

/** T1: KA of a two-layer linear network by rank and readout share, with Theorem 1 dotted. */
export function linearRanks({ rankTheory }: RichLazyResults): Figure {
  const rows = (rankTheory.objects() as { readoutShare: number }[]).map((row) => ({
    ...row,
    share: `s = ${row.readoutShare}`,
  }))
  return seedsByCondition(from(rows), {
    title: "In a two-layer linear network the rank effect is a formula",
    subtitle: `${tasksOf(rankTheory)}; s: power of the readout over that of the first layer`,
    seeds: "hidden",
    condition: "rank",
    conditionTitle: "rank of W<sub>1</sub>(0)",
    logCondition: true,
    group: "share",
    measures: [{ column: "kernelAlignment", title: "kernel alignment KA", baseline: "expectedKernelAlignment" }],
    baselineName: "Theorem 1",
  })
}

/** F3: KA of a two-layer linear network by the condition number of the features, for starts that know the task, in part, or not at all. */
export function linearAligned({ alignedTheory }: RichLazyResults): Figure {
  return seedsByCondition(alignedTheory, {
    title: "A start of rank 1 that points at the task is as lazy as can be",
    subtitle: `${tasksOf(alignedTheory)}, layers of equal norm`,
    seeds: "hidden",
    condition: "conditionNumber",
    conditionTitle: "condition number κ of the features",
    logCondition: true,
    group: "start",
    measures: [{ column: "kernelAlignment", title: "kernel alignment KA", baseline: "kernelAlignmentOfTask" }],
    baselineName: "closed form for the same tasks",
  })
}

function tasksOf(theory: ColumnTable): string {
  return `${new Set(theory.array("seed")).size} tasks by chance`
}

/** F4: the alignment of the start's kernel with the task, against how lazy learning was. */
export function taskAlignment({ runs }: RichLazyResults): Figure {
  const rows = [...chosen(runs, "F1"), ...chosen(runs, "F4")].filter(({ task }) => task === "2AF")
  return seedScatter(from(rows), {
    title: "Does the start's kernel already know the task?",
    subtitle: "2AF",
    x: { column: "kernelTaskAlignment", title: "kernel-task alignment before training", log: true },
    y: { column: "kernelAlignment", title: "kernel alignment KA after it" },
    group: "start",
  })
}

/** F5: the difference of KA between the highest and the lowest rank, by gain. */
export function byGain({ runs }: RichLazyResults): Figure {
  return seedsByCondition(from(gainDifferences(runs)), {
    title: "The effect of rank by the gain of the start",
    subtitle: sizes(runs, "F5"),
    condition: "gain",
    conditionTitle: "gain g",
    group: "task",
    measures: [{ column: "difference", title: "KA of full rank less that of rank 1" }],
  })
}

/** One row a task, gain and seed that has both ranks: KA of full rank less that of rank 1. */
function gainDifferences(runs: ColumnTable): readonly Readonly<Record<string, unknown>>[] {
  const good = [...chosen(runs, "F5"), ...chosen(runs, "F1")]
  const wide = new Map(chosen(runs, "F5").map((row) => [row.task, row.units]))
  const own = good.filter(({ task, units, rank }) => units === wide.get(task) && (rank === 1 || rank === Number(units)))
  const names = [...new Set(own.map(({ task, gain }) => JSON.stringify([task, gain])))]
  return names
    .flatMap((name) => {
      const [task, gain] = JSON.parse(name) as [string, number]
      const at = (isFull: boolean) =>
        own.filter((row) => row.task === task && row.gain === gain && (row.rank === 1) !== isFull)
      const seeds = [...new Set(at(true).map(({ seed }) => seed))]
      return seeds.flatMap((seed) => {
        const of = (rows: readonly RunRow[]) => rows.filter((row) => row.seed === seed)
        return pairedSeeds(of(at(true)), of(at(false)), "kernelAlignment").differences.map((difference) => ({
          ...{ task, gain, seed, difference },
        }))
      })
    })
    .toSorted((one, other) => one.gain - other.gain)
}

/** F6: loss and accuracy of one task over training, by rank. */
export function training({ curves }: RichLazyResults, task: RichLazyTask | RowImages): Figure {
  const all = curves.objects() as { task: string; rank: number }[]
  choiceOption("richLazy.figures: task", task, [...new Set(all.map((row) => row.task))])
  const rows = all.filter((row) => row.task === task).map((row) => ({ ...row, start: `rank ${row.rank}` }))
  return curvesBySeed(from(rows), {
    title: `Learning of ${task} from starts of each rank`,
    x: { column: "iteration", title: "iteration" },
    measures: [
      { column: "loss", title: "loss (nats)", log: true },
      { column: "accuracy", title: "share of right decisions" },
    ],
    group: "start",
  })
}

/** Runs of a figure that did not fail. */
function chosen(runs: ColumnTable, figure: string): readonly RunRow[] {
  return (runs.objects() as RunRow[]).filter((row) => row.figure === figure && row.failure === null)
}

/** Sizes of a figure's runs, and how many failed. */
function sizes(runs: ColumnTable, figure: string): string {
  const own = (runs.objects() as RunRow[]).filter((row) => row.figure === figure)
  const list = (name: string) => [...new Set(own.map((row) => Number(row[name])))].join(", ")
  const failed = own.filter(({ failure }) => failure !== null).length
  const left = failed === 0 ? `${own.length} runs` : `without ${failed} of ${own.length} runs, which failed`
  return `N = ${list("units")}, ${list("iterations")} iterations; ${left}`
}
