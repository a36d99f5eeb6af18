import type { ColumnTable } from "arquero"
import { allOf, type Claim, claimsTable, judged } from "../claims-table.ts"
import { above, describePairs, meanOf, pairedSeeds, type RunRow } from "../paired-seeds.ts"
import type { RichLazyResults } from "./results.ts"

/** What each structure is held against. */
const nulls = [
  ["chainMotif", "erdosRenyi"],
  ["daleBalanced", "gaussian"],
  ["emProxy", "gaussian"],
] as const

/** The paper's claims P1 to P7 as one table, computed from results, with the untrained baselines and the failed runs said beside them. */
export function richLazyClaims({ runs, rankTheory, alignedTheory }: RichLazyResults): ColumnTable {
  const rows = runs.objects() as RunRow[]
  const ofFigure = (figure: string) => rows.filter((row) => row.figure === figure)
  const byRank = ofFigure("F1")
  return claimsTable([
    ...tasksOf(byRank).map((task) => lazierByRank(byRank, task)),
    ...nulls.map(([kind, other]) => richerByStructure(ofFigure("F2"), kind, other)),
    theoremOne(rankTheory.objects() as TheoryRow[]),
    propositionOne(alignedTheory.objects() as TheoryRow[]),
    ...tasksOf(byRank).map((task) => lowTaskAlignment(byRank, task)),
    alignedStarts(ofFigure("F4")),
    ...tasksOf(ofFigure("F5")).map((task) => smallGain(byRank, ofFigure("F5"), task)),
    {
      claim: "P7",
      statement: "Lazier learning costs less plasticity and forgets less",
      published: "an implication, in the discussion",
      ...{ measured: "", verdict: judged(null), remark: "Forgetting was not trained for." },
    },
  ])
}

function tasksOf(rows: readonly RunRow[]): readonly string[] {
  return [...new Set(rows.map(({ task }) => String(task)))]
}

/** Runs of a task at its lowest and at its highest rank. */
function ends(rows: readonly RunRow[], task: string) {
  const own = rows.filter((row) => row.task === task)
  const ranks = own.map(({ rank }) => Number(rank))
  const [lowest, highest] = [Math.min(...ranks), Math.max(...ranks)]
  const at = (rank: number) => own.filter((row) => row.rank === rank)
  return { lowest, highest, low: at(lowest), high: at(highest) }
}

function lazierByRank(rows: readonly RunRow[], task: string): Claim {
  const { lowest, highest, low, high } = ends(rows, task)
  const kernel = pairedSeeds(high, low, "kernelAlignment")
  const representation = pairedSeeds(high, low, "representationAlignment")
  const both = (measure: string) => `${two(meanOf(low, measure))} to ${two(meanOf(high, measure))}`
  const share = (runs: readonly RunRow[]) => meanOf(runs, "kernelAlignment") / meanOf(runs, "untrainedKernelAlignment")
  const below = meanOf(high, "kernelAlignment") < meanOf(high, "untrainedKernelAlignment")
  const rises = share(high) > share(low)
  const changesMore = meanOf(high, "weightChange") > meanOf(low, "weightChange")
  return {
    claim: `P1, ${task}`,
    statement: "At the same Frobenius norm a start of higher rank learns lazier",
    published: "KA and RA rise with rank, weights change less",
    measured: `KA ${both("kernelAlignment")} from rank ${lowest} to ${highest}, difference ${describePairs(kernel)}; RA ${both("representationAlignment")}, difference ${describePairs(representation)}; centred RA ${both("centredAlignment")}; weight change ${both("weightChange")}`,
    verdict: above(kernel),
    remark: `The verdict is on KA. ${changesMore ? "Weights change more at the higher rank, not less. " : ""}Two untrained networks of the same rank have KA ${both("untrainedKernelAlignment")} and RA ${both("untrainedRepresentationAlignment")}${below ? ": after training KA is below that of strangers" : ""}; KA over that baseline goes ${two(share(low))} to ${two(share(high))}, ${rises ? "so that the claim does not rest on the baseline alone" : "so that the claim leans on its baseline"}.`,
  }
}

function richerByStructure(rows: readonly RunRow[], kind: string, other: string): Claim {
  const tasks = tasksOf(rows)
  const of = (start: string, task: string) => rows.filter((row) => row.start === start && row.task === task)
  const ranks = pairedSeeds(of(other, tasks[0]!), of(kind, tasks[0]!), "effectiveRank")
  const kernels = tasks.map((task) => ({
    task,
    pairs: pairedSeeds(of(other, task), of(kind, task), "kernelAlignment"),
  }))
  const verdicts = kernels.map(({ pairs }) => above(pairs))
  return {
    claim: `P2, ${kind}`,
    statement: `Connectivity with structure has a lower effective rank than its null (${other}) and learns richer`,
    published: "lower effective rank, lower KA",
    measured: `effective rank lower by ${ranks.differences.length === 0 ? "no pair" : two(ranks.mean)}; KA lower by ${kernels.map(({ task, pairs }) => `${describePairs(pairs)} (${task})`).join("; ")}`,
    verdict: ranks.mean > 0 ? allOf(verdicts) : ranks.differences.length === 0 ? judged(null) : judged(false),
    remark: `Generated structure, not the measured matrices of the paper. ${failed(rows.filter((row) => row.start === kind))}`,
  }
}

function failed(rows: readonly RunRow[]): string {
  const count = rows.filter(({ failure }) => failure !== null).length
  return count === 0 ? "No run failed." : `${count} of ${rows.length} runs failed: see the list.`
}

type TheoryRow = Readonly<Record<string, unknown>> & {
  readonly seed: number
  readonly kernelAlignment: number
  readonly kernelAlignmentOfTask: number
}

function cells(rows: readonly TheoryRow[], ...names: readonly string[]): readonly (readonly TheoryRow[])[] {
  const groups = new Map<string, TheoryRow[]>()
  for (const row of rows) {
    const name = names.map((each) => row[each]).join()
    groups.set(name, [...(groups.get(name) ?? []), row])
  }
  return [...groups.values()]
}

function mean(rows: readonly TheoryRow[], name = "kernelAlignment"): number {
  return rows.reduce((sum, row) => sum + Number(row[name]), 0) / rows.length
}

function theoremOne(rows: readonly TheoryRow[]): Claim {
  const byCell = cells(rows, "readoutShare", "rank")
  const gaps = byCell.map((own) => Math.abs(mean(own) - mean(own, "expectedKernelAlignment")))
  const worst = Math.max(...rows.map((row) => Math.abs(row.kernelAlignment - row.kernelAlignmentOfTask)))
  const rising = byCell.every((own, i) => {
    const before = byCell[i - 1]
    return before === undefined || before[0]!.readoutShare !== own[0]!.readoutShare || mean(own) > mean(before)
  })
  const spread = byCell.map((own) => two(mean(own)))
  return {
    claim: "P3",
    statement: "In a two-layer linear network the expected KA rises with the rank of the first layer (Theorem 1)",
    published: "largest for full rank and equal singular values",
    measured: `KA by readout share and rank ${spread.join(", ")}; off the expected value by at most ${gaps.reduce((most, gap) => Math.max(most, gap), 0).toPrecision(2)}, off that of the task by ${worst.toPrecision(2)}`,
    verdict: judged(rising && gaps.every((gap) => gap < 0.025)),
    remark: "The effect is large only where the readout starts smaller than the first layer.",
  }
}

function propositionOne(rows: readonly TheoryRow[]): Claim {
  const arm = (name: string) => rows.filter(({ start }) => start === name)
  const least = Math.min(...arm("aligned").map(({ kernelAlignment }) => kernelAlignment))
  const partly = cells(arm("partly aligned"), "conditionNumber").map((own) => mean(own))
  const chance = mean(arm("random rank 1"))
  const rises = partly.every((value, i) => i === 0 || value > partly[i - 1]!)
  return {
    claim: "P4",
    statement: "A start of rank 1 that points at the task is as lazy as can be (Proposition 1)",
    published: "KA = 1; rises to 1 with the condition number where it points there in part",
    measured: `at the task ${least.toFixed(8)} at least; in part ${partly.map((value) => value.toFixed(4)).join(", ")}; by chance ${chance.toFixed(4)}`,
    verdict: judged(least > 1 - 1e-6 && rises && chance < partly[0]!),
    remark: "Layers of equal norm.",
  }
}

function lowTaskAlignment(rows: readonly RunRow[], task: string): Claim {
  const { lowest, highest, low, high } = ends(rows, task)
  const pairs = pairedSeeds(high, low, "kernelTaskAlignment")
  return {
    claim: `P5, ${task}`,
    statement: "Starts of low rank have a lower alignment of kernel and task, which is why they change more",
    published: "lower at low rank",
    measured: `${meanOf(low, "kernelTaskAlignment").toPrecision(2)} at rank ${lowest}, ${meanOf(high, "kernelTaskAlignment").toPrecision(2)} at rank ${highest}; difference ${describePairs(pairs)}`,
    verdict: above(pairs),
    remark: "Of few probe trials, before training.",
  }
}

function alignedStarts(rows: readonly RunRow[]): Claim {
  const ranks = [...new Set(rows.map(({ rank }) => Number(rank)))]
  const pairs = ranks.map((rank) => {
    const of = (start: string) => rows.filter((row) => row.start === `${start} rank ${rank}`)
    return { rank, pairs: pairedSeeds(of("aligned"), of("random"), "kernelAlignment") }
  })
  return {
    claim: "P4, recurrent",
    statement:
      "A recurrent network whose start of low rank points at the task learns lazier than from the same singular values by chance",
    published: "the exception to P1",
    measured: pairs.map((each) => `rank ${each.rank}: KA higher by ${describePairs(each.pairs)}`).join("; "),
    verdict: allOf(pairs.map((each) => above(each.pairs))),
    remark: `2AF alone. ${failed(rows)}`,
  }
}

/** g of F1. */
const usualGain = 1.25

function smallGain(byRank: readonly RunRow[], byGain: readonly RunRow[], task: string): Claim {
  const own = byGain.filter((row) => row.task === task)
  const gain = Math.min(...own.map((row) => Number(row.gain)))
  const small = ends(
    own.filter((row) => row.gain === gain),
    task,
  )
  const again = own.filter((row) => row.gain === usualGain)
  const usual = ends(again.length > 0 ? again : byRank, task)
  const measure = "kernelAlignment"
  const [less, more] = [pairedSeeds(small.high, small.low, measure), pairedSeeds(usual.high, usual.low, measure)]
  const holds = less.differences.length < 2 || more.differences.length < 2 ? null : less.mean < more.mean / 2
  return {
    claim: `P6, ${task}`,
    statement: "The effect of rank shrinks where all starts are in the stable regime",
    published: "smaller at small gain",
    measured: `KA of rank ${usual.highest} less that of rank ${usual.lowest}: ${describePairs(less)} at gain ${gain}; ${describePairs(more)} at gain ${usualGain}`,
    verdict: judged(holds),
    remark: `${failed([...small.low, ...small.high])} Holds where the difference is less than half.`,
  }
}

function two(value: number): string {
  return value.toFixed(2)
}
