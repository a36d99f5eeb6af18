import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { demands } from "./demands.ts"
import { findPinning, type Pinning, runPinned } from "./pinned-process.ts"
import { problem } from "./problem.ts"
import { type BenchOptions, type BenchSettings, benchSettings } from "./settings.ts"
import { sideBySide, type WorkloadFiles } from "./side-by-side.ts"

/** The benchmarks that there are, by name: rows beside the peers, and those that stand alone. */
export interface Benchmarks {
  readonly workloads: WorkloadFiles
  readonly alone: ReadonlyMap<string, string>
}

/** The compiled benchmarks of a folder: `workloads/NAME.js` and `NAME.bench.js`. */
export function findBenchmarks(folder: string): Benchmarks {
  const named = (within: string, ending: string) => {
    const files = readdirSync(within).filter((file) => file.endsWith(ending))
    return new Map(files.sort().map((file) => [file.slice(0, -ending.length), path.join(within, file)]))
  }
  return { workloads: named(path.join(folder, "workloads"), ".js"), alone: named(folder, ".bench.js") }
}

/**
 * The benchmarks with some names; all where there is no name.
 * @throws Problem quoting a name that there is not, and the list.
 */
export function selectBenchmarks({ workloads, alone }: Benchmarks, names: readonly string[]): Benchmarks {
  const known = [...workloads.keys(), ...alone.keys()]
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw problem(`Unknown benchmark "${unknown}".`, `There are: ${known.join(", ")}.`)
  if (names.length === 0) return { workloads, alone }
  const chosen = (all: ReadonlyMap<string, string>) => new Map([...all].filter(([name]) => names.includes(name)))
  return { workloads: chosen(workloads), alone: chosen(alone) }
}

/**
 * Runs benchmarks one after the other: the workloads beside the peers, then those that stand alone.
 * @returns the exit code: 1 where something failed.
 * @throws Problem on an unknown name or an impossible option.
 */
export async function runBenchmarks(names: readonly string[], options: BenchOptions): Promise<number> {
  const needsScripts = names.length === 0 || names.some((name) => !withoutScripts.has(name))
  const settings = benchSettings(options, process.env, needsScripts)
  const { workloads, alone } = selectBenchmarks(findBenchmarks(fileURLToPath(new URL(".", import.meta.url))), names)
  const pinning = findPinning()
  let whole = true
  const expected = names.length > 0 ? [...workloads.keys()] : demands.map(({ workload }) => workload)
  if (workloads.size > 0) whole = await sideBySide(workloads, expected, settings, pinning)
  for (const [name, file] of alone) {
    console.log(`\n${name}\n`)
    whole = (await runAlone(name, file, settings, pinning)) && whole
  }
  return whole ? 0 : 1
}

/** Benchmarks that are about several cores, and are therefore not pinned to one. */
const onAllCores: ReadonlySet<string> = new Set(["kernel", "rank-training", "recovery", "rnn-cohort", "sweep"])

/** Benchmarks whose peers are programs of their own, or whose scripts lie here. */
const withoutScripts: ReadonlySet<string> = new Set(["kernel", "psytrack", "rank-training"])

/** Runs a benchmark that stands alone, which finds the peers in the environment; what it prints is also written to `NAME.md`. Those with figures for programs write them to `DELTAW_BENCH_OUT`. */
async function runAlone(name: string, file: string, settings: BenchSettings, pinning: Pinning): Promise<boolean> {
  const { peers, out } = settings
  const scripts = peers?.scripts ?? undefined
  const place = { DELTAW_PEERS: peers?.python, DELTAW_PEER_SCRIPTS: scripts, DELTAW_BENCH_OUT: out }
  const show = (text: string) => process.stdout.write(text)
  const where: Pinning = onAllCores.has(name) ? { core: null, why: "it is about several cores" } : pinning
  mkdirSync(out, { recursive: true })
  const { code, stdout } = await runPinned(process.execPath, [file], where, { ...process.env, ...place }, show)
  writeFileSync(path.join(out, `${name}.md`), stdout)
  if (code !== 0) console.error(`${name} failed${code === null ? "" : ` with exit code ${code}`}.`)
  return code === 0
}
