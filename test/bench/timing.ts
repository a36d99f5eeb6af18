import { performance } from "node:perf_hooks"

/** Wall time of one call over some repeats. */
export interface Timing {
  readonly medianSeconds: number
  readonly leastSeconds: number
  readonly quartileSeconds: readonly [number, number]
  readonly repeats: number
}

/** Seconds on some clock. */
export type Clock = () => number

const fewest = 5
const most = 200
/** A peer compiles within its first call, V8 beside the first many: both are let finish before anything is timed. */
const warmUpShare = 1 / 16

const wallClock: Clock = () => performance.now() / 1000

/**
 * Wall time of a call by the rule of the peers' `timing.py`: as many repeats as fit in the budget, at least 5 and at most 200; the
 * median is the upper one where the number is even.
 */
export function measure(call: () => void, budgetSeconds: number, clock: Clock = wallClock): Timing {
  const began = clock()
  do call()
  while (clock() - began < budgetSeconds * warmUpShare)
  const timed = () => {
    const start = clock()
    call()
    return clock() - start
  }
  const once = timed()
  const repeats = Math.floor(Math.min(most, Math.max(fewest, budgetSeconds / Math.max(once, 1e-9))))
  const seconds = Float64Array.from({ length: repeats }, timed).sort()
  const at = (share: number) => seconds[Math.floor(share * repeats)]!
  return { medianSeconds: at(1 / 2), leastSeconds: seconds[0]!, quartileSeconds: [at(1 / 4), at(3 / 4)], repeats }
}

/** Seconds of a call that may be too short for the clock: the median of batches of at least a millisecond. */
export function secondsPerCall(call: () => void, budgetSeconds: number, clock: Clock = wallClock): number {
  const batch = (calls: number) => () => {
    for (let i = 0; i < calls; i++) call()
  }
  for (let calls = 1; ; calls *= 2) {
    const run = batch(calls)
    const start = clock()
    run()
    if (clock() - start >= 1e-3) return measure(run, budgetSeconds, clock).medianSeconds / calls
  }
}
