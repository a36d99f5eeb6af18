/** Draws of a test that a seed repeats. */
export interface Draws {
  /** A whole number from 0 to below the limit. */
  below(limit: number): number
  pick<Value>(values: readonly Value[]): Value
  /** True that often. */
  chance(probability: number): boolean
  bytes(length: number): Buffer
}

/** Makes draws from a seed (xorshift). */
export function seededDraws(seed: number): Draws {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1
  function next(): number {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  const below = (limit: number) => next() % limit
  return {
    below,
    pick: (values) => values[below(values.length)]!,
    chance: (probability) => next() / 2 ** 32 < probability,
    bytes: (length) => Buffer.from(Uint8Array.from({ length }, () => next() & 255)),
  }
}
