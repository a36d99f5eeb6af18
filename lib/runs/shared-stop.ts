import { surroundings } from "./surroundings.ts"

/** The stop counter of the surroundings as workers can read it, and what it held when the work was asked for. */
export interface SharedStop {
  /** One number on shared memory. */
  readonly counter: Int32Array
  readonly atStart: number
  /** True once the user asked to stop; also tells the workers where the surroundings' own counter is not shared. */
  moved(): boolean
}

/** The counter of the surroundings; where that is not on shared memory, one that follows it whenever `moved` is asked. */
export function shareStop(): SharedStop {
  const { stop, stopAtStart } = surroundings()
  const atStart = stopAtStart ?? Atomics.load(stop, 0)
  if (Object.prototype.toString.call(stop.buffer) === "[object SharedArrayBuffer]")
    return { counter: stop, atStart, moved: () => Atomics.load(stop, 0) !== atStart }
  const counter = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  Atomics.store(counter, 0, atStart)
  return {
    counter,
    atStart,
    moved() {
      const now = Atomics.load(stop, 0)
      Atomics.store(counter, 0, now)
      return now !== atStart
    },
  }
}
