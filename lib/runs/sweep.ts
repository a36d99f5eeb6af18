import { createHash } from "node:crypto"
import { join } from "node:path"
import { performance } from "node:perf_hooks"
import { type ColumnTable, table } from "arquero"
import { refuseUnknownKeys } from "../numerics/options.ts"
import { cacheFolder } from "../numerics/places.ts"
import type { Progress, Solution, Status } from "../numerics/solution.ts"
import { version } from "../numerics/version.ts"
import { codeVersion } from "./code-version.ts"
import type { Lane, LaneOutcome } from "./lane.ts"
import { executeLanes } from "./lanes.ts"
import { openResultStore, type ResultStore, type StoredRun } from "./result-store.ts"
import { toStoredJson } from "./stored-json.ts"
import { startProgress } from "./surroundings.ts"
import { timeLeft } from "./time-left.ts"

/** Independent runs under a name: what a study plans. */
export interface Plan<Spec = unknown> {
  /** Also the name of its folder in the store: small letters, digits and hyphens. */
  readonly name: string
  readonly runs: readonly Lane<Spec>[]
}

/** Options of `executePlan`. */
export interface ExecuteOptions {
  /** Folder of the result store; `runs/<name>` in the cache unless told. */
  readonly store?: string
  /** The most worker threads; as many as the machine runs in parallel unless told. Results never depend on it. */
  readonly workers?: number
  readonly onProgress?: (progress: Progress) => void
}

/** How one run of a plan stands. */
type Standing = "stored" | "computed" | "stopped" | "failed"

/**
 * Runs what is missing of a plan on worker threads and keeps each run as soon as it is done, so that a later call, after a stop or a crash,
 * computes only the rest. A run is known by its spec, its key and the code that it stands on.
 * @returns the finished runs in the order of the plan; those that were stopped or failed are missing there and told in the table.
 * @throws on an unknown option, a plan with equal runs, and where a result cannot be kept.
 */
export async function executePlan<Spec, Result>(
  plan: Plan<Spec>,
  options: ExecuteOptions = {},
): Promise<Solution<readonly StoredRun<Spec, Result>[], ColumnTable>> {
  refuseUnknownKeys("executePlan", options, ["store", "workers", "onProgress"])
  const { store: folder = join(cacheFolder(), "runs", checkedName(plan)), workers, onProgress } = options
  const store = openResultStore(folder)
  const identities = identify(plan)
  const found = identities.map(({ id }) => store.read(id))
  const missing = plan.runs.flatMap((_, index) => (found[index] === null ? [index] : []))
  const outcomes = await compute({ plan, store, identities, missing }, workers, onProgress)
  const standing = found.map((run, index): Standing => (run !== null ? "stored" : standingOf(outcomes.get(index))))
  const runs = identities.map(({ id }, index) => (standing[index] === "computed" ? store.read(id) : found[index]))
  return Object.freeze({
    value: Object.freeze(runs.filter((run) => run != null)) as readonly StoredRun<Spec, Result>[],
    table: table({
      run: standing.map((_, index) => index),
      id: identities.map(({ id }) => id),
      standing,
      message: standing.map((_, index) => outcomes.get(index)?.message ?? null),
    }),
    ...ending(plan.name, standing, outcomes),
    info: Object.freeze({ store: folder, stored: count(standing, "stored"), computed: count(standing, "computed") }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: null,
      options: Object.freeze({ plan: plan.name, runs: plan.runs.length }),
    }),
  } satisfies Solution<readonly StoredRun<Spec, Result>[], ColumnTable>)
}

interface Identity {
  readonly id: string
  readonly code: string
}

function checkedName({ name }: Plan): string {
  if (typeof name === "string" && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) return name
  throw new TypeError(`A plan's name is made of small letters, digits and hyphens, got ${JSON.stringify(name)}`)
}

function identify({ runs }: Plan): readonly Identity[] {
  const versions = new Map<string, string>()
  const seen = new Map<string, number>()
  return runs.map(({ module, export: name, spec, key }, index) => {
    const code = versions.get(module) ?? codeVersion(module)
    versions.set(module, code)
    const text = toStoredJson({ export: name, spec, key: [...key.words], code })
    const id = createHash("sha256").update(text).digest("hex").slice(0, 32)
    const twin = seen.get(id)
    if (twin !== undefined) throw new RangeError(`Runs ${twin} and ${index} of the plan have the same spec and key.`)
    seen.set(id, index)
    return { id, code }
  })
}

interface Work {
  readonly plan: Plan
  readonly store: ResultStore
  readonly identities: readonly Identity[]
  /** Indices of the runs to compute. */
  readonly missing: readonly number[]
}

async function compute(
  { plan, store, identities, missing }: Work,
  workers: number | undefined,
  onProgress: ExecuteOptions["onProgress"],
): Promise<ReadonlyMap<number, LaneOutcome>> {
  const total = plan.runs.length
  const before = total - missing.length
  const bar = startProgress(plan.name, total, onProgress)
  const began = performance.now()
  let ended = before
  const keep = (outcome: LaneOutcome, lane: number): void => {
    if (outcome.status !== "done") return
    ended += 1
    const index = missing[lane]!
    const { export: name, spec, key } = plan.runs[index]!
    store.write({ ...identities[index]!, export: name, spec, key: key.words, version, result: outcome.result })
  }
  const report = ({ done }: Progress): void => {
    const left = timeLeft(performance.now() - began, done / missing.length)
    bar.report(before + done, `${ended} of ${total} runs${left === "" ? "" : `, ${left}`}`)
  }
  bar.report(before)
  const lanes = missing.map((index) => plan.runs[index]!)
  const settings = { label: plan.name, onProgress: report, onLane: keep, ...(workers === undefined ? {} : { workers }) }
  const { value } = await executeLanes(lanes, settings)
  bar.finish()
  return new Map(value.map((outcome, lane) => [missing[lane]!, outcome]))
}

function standingOf(outcome: LaneOutcome | undefined): Standing {
  return outcome?.status === "done" ? "computed" : (outcome?.status ?? "stopped")
}

function count(standing: readonly Standing[], which: Standing): number {
  return standing.filter((one) => one === which).length
}

function ending(
  name: string,
  standing: readonly Standing[],
  outcomes: ReadonlyMap<number, LaneOutcome>,
): { readonly status: Status; readonly message: string } {
  const whole = count(standing, "stored") + count(standing, "computed")
  const so = `${whole} of ${standing.length} runs of ${name} are there (${count(standing, "computed")} computed now)`
  const failed = standing.indexOf("failed")
  if (count(standing, "stopped") > 0)
    return { status: "stopped", message: `Stopped on request: ${so}. Run it again for the rest.` }
  if (failed >= 0) return { status: "failed", message: `${so}; run ${failed} failed: ${outcomes.get(failed)?.message}` }
  return { status: "converged", message: `${so}.` }
}
