import { normalQuantile } from "./normal-quantile.ts"
import { fillWords, type Key } from "./random-key.ts"

/**
 * `n` independent numbers, uniform on [0, 1), multiples of 2^-53; the first numbers do not depend on `n`.
 * @throws RangeError where `n` is not a count.
 */
export function uniform(key: Key, n: number): Float64Array {
  return mapBits(key, n, 0)
}

/**
 * `n` independent standard normal numbers, one random block each, the same bits on every machine; the first do not depend on `n`.
 * @throws RangeError where `n` is not a count.
 */
export function normal(key: Key, n: number): Float64Array {
  // The midpoints of 2^53 equal cells: 0 and 1, whose quantiles are infinite, cannot be drawn.
  const draws = mapBits(key, n, 2 ** -54)
  for (let i = 0; i < n; i++) draws[i] = normalQuantile(Math.min(draws[i]!, 1 - 2 ** -53))
  return draws
}

/**
 * `n` independent integers, uniform on 0 … `below` - 1, with `below` from 1 to 2^32 (bias under 2^-21).
 * @throws RangeError where `n` or `below` is out of range.
 */
export function integers(key: Key, n: number, below: number): Uint32Array {
  if (!Number.isInteger(below) || below < 1 || below > 2 ** 32)
    throw new RangeError(`below must be an integer from 1 to 2^32, got ${String(below)}`)
  return Uint32Array.from(uniform(key, n), (u) => Math.floor(u * below))
}

/**
 * `n` independent coins: 1 with the given probability, else 0.
 * @throws RangeError where `n` is not a count or the probability is outside [0, 1].
 */
export function bernoulli(key: Key, n: number, probability: number): Uint8Array {
  if (!(probability >= 0 && probability <= 1))
    throw new RangeError(`a probability lies in [0, 1], got ${String(probability)}`)
  return Uint8Array.from(uniform(key, n), (u) => (u < probability ? 1 : 0))
}

/**
 * `n` independent signs, 1 or -1 equally often (Rademacher); the first ones do not depend on `n`.
 * @throws RangeError where `n` is not a count.
 */
export function signs(key: Key, n: number): Float64Array {
  return uniform(key, n).map((u) => (u < 0.5 ? -1 : 1))
}

/**
 * The integers 0 … `n` - 1 in random order (Fisher and Yates).
 * @throws RangeError where `n` is not a count.
 */
export function permutation(key: Key, n: number): Uint32Array {
  const draws = uniform(key, n)
  const order = Uint32Array.from(draws, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(draws[i]! * (i + 1))
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}

function mapBits(key: Key, n: number, offset: number): Float64Array {
  if (!Number.isInteger(n) || n < 0 || n >= 2 ** 31)
    throw new RangeError(`the number of draws must be an integer from 0 to 2^31 - 1, got ${String(n)}`)
  const words = new Uint32Array(2 * n)
  fillWords(key, words)
  const draws = new Float64Array(n)
  for (let i = 0; i < n; i++)
    draws[i] = ((words[2 * i]! >>> 5) * 2 ** 26 + (words[2 * i + 1]! >>> 6)) * 2 ** -53 + offset
  return draws
}
