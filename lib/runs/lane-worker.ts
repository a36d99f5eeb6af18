import { performance } from "node:perf_hooks"
import { parentPort } from "node:worker_threads"
import type { Progress } from "../numerics/solution.ts"
import type { LaneContext, LaneFunction } from "./lane.ts"
import type { LaneAnswer, LaneReport, LaneTask } from "./lane-messages.ts"
import { provideSurroundings } from "./surroundings.ts"
import { redirectStreams } from "./worker-streams.ts"

// Runs in every worker of the pool, which calls the default export once a task.

// A module that awaits cannot be required, so that the pool, which tries this first, imports it: Node 24 aborts the whole process where a
// worker is ended while it requires an ES module (an assertion in ModuleWrap::CreateRequiredModuleFacade).
await null

const betweenReportsMs = 100

/** Runs one lane and posts its answer, a failure too, so that the pool's own promise rejects only where the worker has died. */
export default async function answerTask(task: LaneTask): Promise<void> {
  const { number } = task
  const stopped = () => Atomics.load(task.stop, 0) !== task.stopAtStart
  const onProgress = provideFor(task)
  try {
    const run = stopped() ? null : await laneFunction(task)
    if (run === null || stopped()) return post({ kind: "answer", number, begun: false, status: "stopped" })
    const result = await run(task.spec, task.key, Object.freeze({ stopped, onProgress }))
    const status = isPartial(result, stopped()) ? "stopped" : "done"
    // Throws here where the result cannot be copied.
    post({ kind: "answer", number, begun: true, status, result })
  } catch (error) {
    post({ kind: "answer", number, begun: true, status: "failed", message: sentence(error) })
  }
}

/** Makes the surroundings and streams of this worker those of the task's caller; gives what the lane itself reports its progress by. */
function provideFor({ number, lane, stop, stopAtStart }: LaneTask): LaneContext["onProgress"] {
  redirectStreams((stream, text) => post({ kind: "print", number, lane, stream, text }))
  const [say, sayForIt] = [reporter(number, lane), reporter(number, lane)]
  let speaks = false
  provideSurroundings({
    stop,
    stopAtStart,
    display: (bundle, options) => post({ kind: "display", number, lane, bundle, options }),
    update: (bundle, options) => post({ kind: "update", number, lane, bundle, options }),
    // Bars of what a lane calls start over again and again: the lane's own word is better, where it gives one.
    progress: (_bar, progress) => speaks || sayForIt(progress),
  })
  return (progress) => {
    speaks = true
    say(progress)
  }
}

async function laneFunction({ module, export: name }: LaneTask): Promise<LaneFunction> {
  const exported = (await import(module)) as Readonly<Record<string, unknown>>
  const found = exported[name]
  if (typeof found === "function") return found as LaneFunction
  throw new TypeError(`${module} exports no function "${name}"; it exports ${Object.keys(exported).join(", ")}`)
}

/** A result that says how it ended is believed; any other that comes after a stop may lack something. */
function isPartial(result: unknown, stopped: boolean): boolean {
  const status: unknown = typeof result === "object" && result !== null ? Reflect.get(result, "status") : undefined
  return typeof status === "string" ? status === "stopped" : stopped
}

/** Thinned to ten a second: a loop may report at every step, and the thread that listens may be busy. */
function reporter(number: number, lane: number): (progress: Progress) => void {
  let saidAt = Number.NEGATIVE_INFINITY
  return ({ done, total }) => {
    const fraction = done / total
    if (performance.now() - saidAt < betweenReportsMs || !Number.isFinite(fraction)) return
    saidAt = performance.now()
    post({ kind: "progress", number, lane, fraction })
  }
}

function post(message: LaneAnswer | LaneReport): void {
  parentPort?.postMessage(message)
}

function sentence(error: unknown): string {
  return error instanceof Error && error.message !== "" ? error.message : String(error)
}
