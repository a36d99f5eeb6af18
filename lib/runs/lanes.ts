import { availableParallelism } from "node:os"
import { type ColumnTable, table } from "arquero"
import { integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import { split } from "../numerics/random-key.ts"
import type { Progress, Solution, Status } from "../numerics/solution.ts"
import { version } from "../numerics/version.ts"
import type { Lane, LaneOutcome } from "./lane.ts"
import { runLanes } from "./lane-run.ts"

/** Options of `executeLanes`. */
export interface LanesOptions<Result = unknown> {
  /** What the lanes are for, as the progress bar says it. */
  readonly label: string
  /** The most worker threads; as many as the machine runs in parallel unless told. Results never depend on it. */
  readonly workers?: number
  /** Called with the state of all lanes together a few times a second; without it the surroundings show a progress bar. */
  readonly onProgress?: (progress: Progress) => void
  /** Called once a lane as it ends, in whatever order they do. */
  readonly onLane?: (outcome: LaneOutcome<Result>, lane: number) => void
}

const mostWorkers = 1024

/**
 * Runs independent lanes on worker threads and resolves to their outcomes in the order of the lanes, whichever ends first.
 * Each lane gets copies of its spec and key as they are now, so that its result depends on nothing else. A lane whose function throws has
 * failed; one whose worker dies is run again, three times at most. Asked to stop, every lane hands back what it has, or is ended after 500 ms.
 * @throws on an unknown option, and on a lane that cannot go to a worker.
 */
export async function executeLanes<Result = unknown>(
  lanes: readonly Lane[],
  options: LanesOptions<Result>,
): Promise<Solution<readonly LaneOutcome<Result>[], ColumnTable>> {
  const { label, workers } = requireOptions(options)
  const { onProgress } = options
  const onLane = options.onLane as ((outcome: LaneOutcome, lane: number) => void) | undefined
  const outcomes = await runLanes(requireLanes(lanes), { label, workers, onProgress, onLane })
  return Object.freeze({
    value: outcomes as readonly LaneOutcome<Result>[],
    table: table({
      lane: outcomes.map((_, index) => index),
      status: outcomes.map(({ status }) => status),
      attempts: outcomes.map(({ attempts }) => attempts),
      message: outcomes.map(({ message }) => message ?? null),
    }),
    ...ending(outcomes),
    info: Object.freeze({ lanes: lanes.length, workers }),
    // Nothing is computed or drawn here: mode, precision and key of what lanes compute are for their own results to say.
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: null,
      options: Object.freeze({ label, lanes: lanes.length }),
    }),
  } satisfies Solution<readonly LaneOutcome<Result>[], ColumnTable>)
}

function requireOptions(options: LanesOptions<never>): { readonly label: string; readonly workers: number } {
  if (typeof options !== "object" || options === null)
    throw new TypeError('executeLanes needs options with a label, such as { label: "Seeds" }')
  refuseUnknownKeys("executeLanes", options, ["label", "workers", "onProgress", "onLane"])
  const label: unknown = options.label
  if (typeof label !== "string" || label === "")
    throw new TypeError(`executeLanes: label must be a text such as "Seeds", got ${JSON.stringify(label)}`)
  return {
    label,
    workers: integerOption("executeLanes: workers", options.workers ?? availableParallelism(), 1, mostWorkers),
  }
}

/** Copies of the lanes, all checked before any begins. */
function requireLanes(lanes: readonly Lane[]): readonly Lane[] {
  if (!Array.isArray(lanes)) throw new TypeError(`executeLanes needs a list of lanes, got ${describe(lanes)}`)
  return lanes.map((lane: Lane, index) => {
    const what = `executeLanes: lane ${index}`
    if (typeof lane !== "object" || lane === null) throw new TypeError(`${what} is ${describe(lane)}; ${accepted}`)
    refuseUnknownKeys(what, lane, ["module", "export", "spec", "key"])
    if (!isFileUrl(lane.module)) throw new TypeError(`${what}: module is ${describe(lane.module)}; ${accepted}`)
    if (typeof lane.export !== "string" || lane.export === "")
      throw new TypeError(`${what}: export is ${describe(lane.export)}; ${accepted}`)
    split(lane.key, 0)
    return { module: lane.module, export: lane.export, spec: copyOfSpec(what, lane.spec), key: lane.key }
  })
}

const accepted =
  'a lane is { module, export, spec, key }, module the file URL of a JavaScript module, such as new URL("./sweep.js", import.meta.url).href, and export the name of a function that it exports; a function from a cell cannot go to a worker'

function isFileUrl(module: unknown): boolean {
  return typeof module === "string" && module.startsWith("file:") && URL.canParse(module)
}

function copyOfSpec(what: string, spec: unknown): unknown {
  try {
    return structuredClone(spec)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new TypeError(
      `${what}: its spec cannot be copied to a worker (${why}); a spec holds numbers, text, typed arrays, and plain records and lists of these`,
    )
  }
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value)
  if (typeof value === "function") return `the function ${value.name || "without a name"}`
  return typeof value === "object" && value !== null
    ? `an object with keys ${Object.keys(value).join(", ")}`
    : `${value}`
}

function ending(outcomes: readonly LaneOutcome[]): { readonly status: Status; readonly message: string } {
  const total = outcomes.length
  const done = outcomes.filter(({ status }) => status === "done").length
  const stopped = outcomes.filter(({ status }) => status === "stopped")
  const failures = [...outcomes.entries()].filter(([, { status }]) => status === "failed")
  if (stopped.length > 0) {
    const partial = stopped.filter(({ result }) => result !== undefined).length
    const handedBack = partial === 0 ? "" : `, ${partial} handed back what they had`
    return { status: "stopped", message: `Stopped on request: ${done} of ${total} lanes are done${handedBack}.` }
  }
  const [first] = failures
  if (first !== undefined) {
    const others = failures.length === 1 ? "" : ` (and ${failures.length - 1} more)`
    const message = `${done} of ${total} lanes are done; lane ${first[0]}${others} failed: ${first[1].message}`
    return { status: "failed", message }
  }
  return { status: "converged", message: total === 0 ? "There were no lanes to run." : `All ${total} lanes are done.` }
}
