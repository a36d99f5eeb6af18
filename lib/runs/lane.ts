import type { Key } from "../numerics/random-key.ts"
import type { Progress } from "../numerics/solution.ts"

/**
 * One independent part of a larger run, such as a seed, a condition, an animal or a fold: a function that a worker can import, and what
 * it is called with.
 */
export interface Lane<Spec = unknown> {
  /** File URL of a JavaScript module, such as `new URL("./sweep.js", import.meta.url).href`. */
  readonly module: string
  /** Name under which the module exports the function, a `LaneFunction`. */
  readonly export: string
  /** What the function is told: numbers, text, typed arrays, plain records and lists of these; it gets a copy. */
  readonly spec: Spec
  /** Source of all randomness of the lane. */
  readonly key: Key
}

/**
 * What a lane runs. Its result is copied to the caller, so it is made of what a spec may hold; it keeps nothing for later lanes, whose
 * worker may be another one.
 * Asked to stop, it hands back what it has, in time (500 ms); a result with a `status` of its own says by it whether it was stopped.
 */
export type LaneFunction<Spec = unknown, Result = unknown> = (
  spec: Spec,
  key: Key,
  context: LaneContext,
) => Promise<Result> | Result

/** What a lane's function knows of the run it is part of; the library's own loops find all of it by themselves. */
export interface LaneContext {
  /** Says how far the lane is; may be handed on as the `onProgress` of what the lane calls. */
  readonly onProgress: (progress: Progress) => void
  /** True once the user asked to stop; loops of one's own ask at least every 50 ms. */
  readonly stopped: () => boolean
}

/** How one lane ended. */
export interface LaneOutcome<Result = unknown> {
  /**
   * `done`: the function returned. `stopped`: the user asked to stop first; `result` is what the lane handed back, absent where it had
   * not begun or did not answer. `failed`: the function threw, or its worker died every time.
   */
  readonly status: "done" | "stopped" | "failed"
  readonly result?: Result
  /** One sentence about why there is no whole result; absent where the lane is done. */
  readonly message?: string
  /** How often the lane was given to a worker: 0 where a stop came first, above 1 where a worker died. */
  readonly attempts: number
}
