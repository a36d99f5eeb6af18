import { performance } from "node:perf_hooks"
import { breathe, watchStop } from "./surroundings.ts"

/** Keeps a long loop polite: see `startPace`. */
export interface Pace {
  /** To be awaited in loops, at least every 50 ms: gives the event loop a turn when one is due; false once the user asked to stop. */
  goOn(): Promise<boolean>
  /** True once the user asked to stop. */
  stopped(): boolean
}

const betweenTurnsMs = 25

/** Starts to watch the clock and the stop counter for a loop that calls `goOn`. */
export function startPace(): Pace {
  const stopped = watchStop()
  let turnAt = performance.now()
  return {
    stopped,
    async goOn() {
      if (performance.now() - turnAt >= betweenTurnsMs) {
        await breathe()
        turnAt = performance.now()
      }
      return !stopped()
    },
  }
}
