import { performance } from "node:perf_hooks"
import type { CellContext } from "../contexts.ts"
import { runWithin } from "../contexts.ts"

/** Runs an action whenever it is asked to, but neither too often nor twice at a time. */
export interface Pace {
  /** Runs the action at once, as nothing runs yet. */
  start(): void | Promise<void>
  /** Asks for a run; asks that come before it begins are one. */
  ask(): void
}

/**
 * Runs of an action as part of a cell.
 * @param betweenMs least time from the beginning of one run to that of the next
 */
export function createPace(context: CellContext, betweenMs: number, action: () => void | Promise<void>): Pace {
  let startedMs = 0
  let isAsked = false
  let isRunning = false
  let isDue = false

  function schedule(): void {
    if (!isAsked || isRunning || isDue) return
    isDue = true
    const waitMs = Math.max(0, startedMs + betweenMs - performance.now())
    // The global timer, which knows whose callback a stop has cut short and drops those of a stopped cell.
    runWithin(context, () => setTimeout(run, waitMs))
  }

  function run(): void | Promise<void> {
    isDue = false
    isAsked = false
    isRunning = true
    startedMs = performance.now()
    const done = action()
    if (done instanceof Promise) return done.finally(end)
    end()
  }

  function end(): void {
    isRunning = false
    schedule()
  }

  return {
    start: run,
    ask() {
      isAsked = true
      schedule()
    },
  }
}
