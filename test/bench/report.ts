import { demands, leastFloorShare } from "./demands.ts"
import { type Machine, machineLimits } from "./machine.ts"
import { machineList, verdictTable } from "./markdown.ts"
import type { LimitsLine } from "./measured-line.ts"
import { peers } from "./peers.ts"
import type { BenchSettings } from "./settings.ts"
import { geometricMeans, rowName, type Sample, summarise, unanswered, type Verdict } from "./summary.ts"

/** Share of the core that a row of ours has on a quiet machine, at least. */
const quietShare = 0.95

/** What a run has measured so far. */
export interface Ledger {
  readonly samples: Sample[]
  readonly limits: LimitsLine[]
  /** One line for each process that failed. */
  readonly failures: string[]
  /** Workload -> arms and peers that do not have it. */
  readonly missing: Map<string, readonly string[]>
}

/** The report of some rounds: a page of Markdown, and everything as plain data. */
export function report(
  ledger: Ledger,
  machine: Machine,
  settings: BenchSettings,
  rounds: number,
  expected: readonly string[],
): { readonly markdown: string; readonly json: object } {
  const { samples, limits: lines } = ledger
  const limits = machineLimits(lines)
  const rows = summarise(samples, limits, demands)
  const means = geometricMeans(rows, demands)
  const notRun = leftOut(ledger, rows, settings, expected)
  const parts = [
    heading(rounds),
    verdictTable(rows, means),
    ...remarks(rows, samples),
    machineList(machine, limits, lines),
    ...(notRun.length > 0 ? [`Not run:\n\n${notRun.map((what) => `- ${what}`).join("\n")}`] : []),
  ]
  const json = { machine, limits, settings, rounds, rows, means, notRun, samples, limitsLines: lines }
  return { markdown: parts.join("\n\n"), json }
}

function heading(rounds: number): string {
  const taken =
    rounds === 1 ? "Medians of 1 round" : `Medians of ${rounds} rounds, interleaved, with least and greatest`
  return `${taken}. A row is met by its ratio, or at ${percent(leastFloorShare)} of its floor.`
}

/** What a reader has to know before the figures are believed. */
function remarks(rows: readonly Verdict[], samples: readonly Sample[]): string[] {
  const found: string[] = []
  if (rows.some(({ floorShare }) => floorShare !== null && floorShare > 1))
    found.push(
      "A floor above 1 says that elementwise work ran in cache, faster than the copy of main memory a floor counts.",
    )
  const disturbed = samples.filter(({ line }) => line.cpu_share !== undefined && line.cpu_share < quietShare)
  if (disturbed.length > 0) {
    const names = disturbed.map(({ round, by, line }) => `${rowName(line)}, ${by}, round ${round}`)
    found.push(`Others had the core for more than ${percent(1 - quietShare)} of the time of: ${names.join("; ")}.`)
  }
  return found
}

/** What was not run, and why. */
function leftOut(
  { samples, failures, missing }: Ledger,
  rows: readonly Verdict[],
  settings: BenchSettings,
  expected: readonly string[],
): string[] {
  const names = peers.map(({ name }) => name).join(" and ")
  const absent = [...missing].filter(([, who]) => who.length > 0)
  const open = unanswered(rows, demands, expected).map(rowName)
  const ours = new Set([...rows.map(rowName), ...open])
  const theirs = new Set(samples.map(({ line }) => rowName(line)).filter((name) => !ours.has(name)))
  return [
    ...(settings.peers === null ? [`${names}: give --peers PYTHON --peer-scripts DIR`] : []),
    ...failures,
    ...absent.map(
      ([workload, who]) => `${workload}: ${who.join(", ")}, which ${who.length > 1 ? "do" : "does"} not have it`,
    ),
    ...open.map((name) => `${name}: asked, and no row of ours`),
    ...[...theirs].map((name) => `${name}: no row of ours`),
  ]
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
