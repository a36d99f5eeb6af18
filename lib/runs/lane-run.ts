import { AsyncResource } from "node:async_hooks"
import { performance } from "node:perf_hooks"
import { clearInterval, setInterval } from "node:timers"
import type { Progress } from "../numerics/solution.ts"
import type { Lane, LaneOutcome } from "./lane.ts"
import type { LaneAnswer } from "./lane-messages.ts"
import { type LaneProgress, startLaneProgress } from "./lane-progress.ts"
import { type SharedStop, shareStop } from "./shared-stop.ts"
import { borrowPool, returnPool, type WorkerPool } from "./worker-pool.ts"

/** What a run of lanes needs to be told. */
export interface LaneRunOptions {
  readonly label: string
  readonly workers: number
  readonly onProgress?: ((progress: Progress) => void) | undefined
  readonly onLane?: ((outcome: LaneOutcome, lane: number) => void) | undefined
}

interface Run {
  readonly stop: SharedStop
  readonly pool: WorkerPool
  readonly progress: LaneProgress
  /** What callbacks threw; the first of it ends the run. */
  readonly faults: unknown[]
}

const mostAttempts = 3
const graceMs = 500
const betweenLooksMs = 25
const stopRequest = new Error("stopped on request")

/** Runs without an end so far. One whose cell was terminated may never come to its end by itself. */
const unfinished = new Set<Run>()
let tasksStarted = 0

/**
 * Runs every lane in a worker, at most `workers` at a time; outcomes in the order of the lanes.
 * First looks after earlier runs that were stopped; they share no worker with this one. Rejects with what a callback throws.
 */
export async function runLanes(lanes: readonly Lane[], options: LaneRunOptions): Promise<readonly LaneOutcome[]> {
  // Their own watch may be gone: a termination that hits a timer's callback ends the timer.
  for (const earlier of unfinished) if (earlier.stop.moved()) watchOver(earlier)
  const stop = shareStop()
  const progress = startLaneProgress(options.label, lanes.length, options.onProgress)
  const run: Run = { stop, progress, pool: borrowPool(options.workers), faults: [] }
  unfinished.add(run)
  watchOver(run)
  const outcomes = await runAll(run, lanes, options)
  unfinished.delete(run)
  // After a stop nothing is kept: a termination may have hit in the midst of the pool's own work, and lanes may have left something running.
  if (stop.moved()) run.pool.end(stopRequest)
  else if (run.pool.ended === null) returnPool(run.pool)
  guarded(run, () => progress.finish())
  if (run.faults.length > 0) throw run.faults[0]
  return outcomes
}

/** Until the run ends: ends the workers that have not answered `graceMs` after a stop was seen. */
function watchOver(run: Run): void {
  const { stop, pool } = run
  let deadline: number | null = null
  const watch = setInterval(() => {
    if (!unfinished.has(run)) return clearInterval(watch)
    if (!stop.moved()) return
    deadline ??= performance.now() + graceMs
    if (performance.now() < deadline) return
    pool.end(stopRequest)
    unfinished.delete(run)
  }, betweenLooksMs)
}

async function runAll(
  run: Run,
  lanes: readonly Lane[],
  { workers, onLane }: LaneRunOptions,
): Promise<readonly LaneOutcome[]> {
  // Bound to the caller: the pool may have been made for another cell, and what is shown belongs to this one.
  run.pool.listen(AsyncResource.bind((report) => guarded(run, () => run.progress.receive(report))))
  const outcomes: LaneOutcome[] = []
  const queue = lanes.entries()
  const takeTurns = async (): Promise<void> => {
    for (const [index, lane] of queue) {
      const outcome = Object.freeze(await runLane(run, lane, index))
      outcomes[index] = outcome
      guarded(run, () => {
        onLane?.(outcome, index)
        run.progress.settle(index, outcome.status === "stopped")
      })
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, lanes.length) }, takeTurns))
  return Object.freeze(outcomes)
}

function guarded({ faults, pool }: Run, call: () => void): void {
  if (faults.length > 0) return
  try {
    call()
  } catch (fault) {
    faults.push(fault)
    pool.end(new Error("a callback threw"))
  }
}

/** Runs one lane, again where its worker dies. */
async function runLane(run: Run, lane: Lane, index: number): Promise<LaneOutcome> {
  const { stop, pool } = run
  if (stop.moved()) return { status: "stopped", attempts: 0, message: notBegun }
  for (let attempts = 1; ; attempts += 1) {
    const answer = await ask(run, lane, index)
    if (!(answer instanceof Error)) return outcomeOf(answer, attempts)
    if (stop.moved()) return { status: "stopped", attempts, message: notAnswered }
    if (pool.ended !== null) return { status: "failed", attempts, message: `There is no worker: ${answer.message}.` }
    if (attempts === mostAttempts) return { status: "failed", attempts, message: givenUp(answer) }
  }
}

/** The worker's answer; an error where the worker died or was ended. */
async function ask({ stop, pool, progress }: Run, lane: Lane, index: number): Promise<LaneAnswer | Error> {
  tasksStarted += 1
  progress.begin(index, tasksStarted)
  const task = { ...lane, number: tasksStarted, lane: index, stop: stop.counter, stopAtStart: stop.atStart }
  try {
    return await pool.run(task)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const notBegun = "Stopped on request before it began."
const partial = "Stopped on request; the result is what it had by then."
const notAnswered = `Stopped on request; it handed nothing back within ${graceMs} ms, and its worker was ended.`

function givenUp({ message }: Error): string {
  return `Its worker died ${mostAttempts} times, the last time with "${message}".`
}

function outcomeOf({ begun, status, result, message }: LaneAnswer, attempts: number): LaneOutcome {
  if (status === "failed") return { status, attempts, message: message ?? "" }
  if (status === "done") return { status, attempts, result }
  return begun ? { status, attempts, result, message: partial } : { status, attempts, message: notBegun }
}
