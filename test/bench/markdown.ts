import { leastExactSpeed } from "./demands.ts"
import { type Machine, productFlops, quietLoad } from "./machine.ts"
import type { LimitsLine } from "./measured-line.ts"
import { peers } from "./peers.ts"
import type { Spread } from "./statistics.ts"
import type { MachineLimits, MeanVerdict, Met, Verdict } from "./summary.ts"

/** A Markdown table; columns from `firstNumber` on are set to the right. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  firstNumber = heads.length,
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  const rule = heads.map((_, column) => (column < firstNumber ? "---" : "---:"))
  return [line(heads), line(rule), ...rows.map(line)].join("\n")
}

/** A number with three significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/** The table of a run: a line for each row and arm, then the geometric means. */
export function verdictTable(verdicts: readonly Verdict[], means: readonly MeanVerdict[]): string {
  const names = peers.map(({ name }) => name)
  const heads = ["row", "arm", "ours, us", ...names.map((name) => `${name}, us`), "per"]
  const judged = ["best peer / ours", "asked", "met", "floor / ours", "share of the machine's limit"]
  const rows = verdicts.map((entry) => [
    `${entry.workload} ${entry.case}`,
    entry.arm,
    spread(entry.ours),
    ...names.map((name) => (entry.peers[name] === undefined ? "not run" : spread(entry.peers[name]))),
    entry.per,
    times(entry.ratio),
    askedOf(entry),
    metWords[entry.met],
    entry.floorShare === null ? "" : entry.floorShare.toFixed(2),
    entry.limit === null ? "" : `${(100 * entry.limit.share).toFixed(0)} % (${entry.limit.bound})`,
  ])
  const meanRows = means.map(({ workload, arm, rows, ratio, asked, met }) => [
    ...[`${workload}, geometric mean of ${rows} rows`, arm, "", ...names.map(() => ""), ""],
    ...[times(ratio), asked === null ? "" : times(asked), metWords[met], "", ""],
  ])
  return table([...heads, ...judged], [...rows, ...meanRows], 2)
}

const metWords: Readonly<Record<Met, string>> = {
  "by ratio": "yes",
  "by floor": "yes, by its floor",
  no: "**no**",
  "not known": "not known",
  "nothing asked": "",
}

function askedOf({ arm, asked, exactSpeed }: Verdict): string {
  if (arm !== "exact") return asked === null ? "" : times(asked)
  const has = exactSpeed === null ? "not known" : times(exactSpeed)
  return `${times(leastExactSpeed)} fast without BLAS (${has})`
}

function spread({ median, least, greatest }: Spread): string {
  return least === greatest ? short(median) : `${short(median)} (${short(least)}–${short(greatest)})`
}

function times(ratio: number | null): string {
  return ratio === null ? "" : `${ratio.toFixed(2)} x`
}

/** The machine and its limits, as a list. */
export function machineList(machine: Machine, limits: MachineLimits | null, lines: readonly LimitsLine[]): string {
  const { pinning } = machine
  const features = new Map(lines.map((line) => [line.peer, line.features]))
  const facts = [
    `${machine.cpu}, ${machine.cores} cores; ${machine.system}; Node ${machine.node}`,
    pinning.core === null ? `not pinned: ${pinning.why}` : `every process pinned to core ${pinning.core}`,
    `load average before the start ${machine.load.toFixed(2)}${machine.load > quietLoad ? ", not quiet" : ""}`,
    ...machine.blasSettings.map((setting) => `set for ours, not for the peers: ${setting}`),
    ...Object.entries(productFlops(lines)).map(
      ([name, flops]) => `${name}: ${features.get(name)}; large product ${(flops / 1e9).toFixed(1)} GFLOP/s`,
    ),
  ]
  if (limits !== null)
    facts.push(
      `limits: ${(limits.flopsPerSecond / 1e9).toFixed(1)} GFLOP/s (best of these products), ` +
        `copy ${(limits.copyBytesPerSecond / 1e9).toFixed(1)} GB/s read and written`,
    )
  return facts.map((fact) => `- ${fact}`).join("\n")
}
