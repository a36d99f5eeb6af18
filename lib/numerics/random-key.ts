/** A splittable random key: two 32-bit words, frozen and cloneable, so that it can be sent to a worker. */
export interface Key {
  readonly words: readonly [number, number]
}

/** What a block of random bits is used for: the first word of the counter, so that no two uses of one key overlap. */
const purpose = { draw: 0, split: 1, fold: 2 } as const

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const
const parity = 0x1bd11bda

/**
 * The random key of a seed, an integer from 0 to 2^53 - 1.
 * @throws RangeError on any other seed.
 */
export function key(seed: number): Key {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`a seed is an integer from 0 to 2^53 - 1, got ${String(seed)}`)
  return freeze(Math.floor(seed / 2 ** 32), seed >>> 0)
}

/**
 * `n` new keys, independent of each other and of every draw made with `parent`; the first keys do not depend on `n`.
 * @throws RangeError where `n` is not a count, TypeError where `parent` is not a key.
 */
export function split(parent: Key, n: number): readonly Key[] {
  const words = wordsOf(parent)
  checkCount("n", n)
  const block = new Uint32Array(2)
  return Object.freeze(
    Array.from({ length: n }, (_, i) => {
      threefry(words[0], words[1], i, purpose.split, block)
      return freeze(block[0]!, block[1]!)
    }),
  )
}

/**
 * The key of item `i` (an integer from 0 to 2^32 - 1) of a family: what a loop over animals, seeds or folds draws from.
 * @throws RangeError where `i` is not such an integer, TypeError where `parent` is not a key.
 */
export function foldIn(parent: Key, i: number): Key {
  const words = wordsOf(parent)
  checkCount("i", i)
  const block = threefry(words[0], words[1], i, purpose.fold)
  return freeze(block[0]!, block[1]!)
}

/**
 * Fills `target` (length 2 n) with the 2 n random words of the first n blocks of a key: what all distributions are made of.
 * @throws TypeError where `source` is not a key.
 */
export function fillWords(source: Key, target: Uint32Array): void {
  const words = wordsOf(source)
  const block = new Uint32Array(2)
  for (let i = 0; 2 * i < target.length; i++) {
    threefry(words[0], words[1], i, purpose.draw, block)
    target[2 * i] = block[0]!
    target[2 * i + 1] = block[1]!
  }
}

/**
 * The key among the options of a function that draws.
 * @throws TypeError where there is none, or it is not a key.
 */
export function keyOption(caller: string, options: { readonly key?: Key } | undefined): Key {
  if (options?.key === undefined) throw new TypeError(`${caller} needs a random key, such as { key: key(7) }`)
  wordsOf(options.key)
  return options.key
}

/**
 * Threefry-2x32 with 20 rounds: the counter (`counter0`, `counter1`) enciphered under the key (`key0`, `key1`), all 32-bit words.
 * Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3".
 */
export function threefry(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  result: Uint32Array = new Uint32Array(2),
): Uint32Array {
  const schedule = [key0 | 0, key1 | 0, key0 ^ key1 ^ parity]
  let x = (counter0 + key0) | 0
  let y = (counter1 + key1) | 0
  for (let round = 0; round < 20; round++) {
    const by = rotations[round & 7]!
    x = (x + y) | 0
    y = ((y << by) | (y >>> (32 - by))) ^ x
    if ((round & 3) === 3) {
      const injection = (round >> 2) + 1
      x = (x + schedule[injection % 3]!) | 0
      y = (y + schedule[(injection + 1) % 3]! + injection) | 0
    }
  }
  result[0] = x
  result[1] = y
  return result
}

function wordsOf(candidate: Key): readonly [number, number] {
  const words: unknown = (candidate as Partial<Key> | null | undefined)?.words
  const isKey = Array.isArray(words) && words.length === 2 && words.every((word) => word === word >>> 0)
  if (!isKey) throw new TypeError(`expected a random key, made by key(seed), got ${describe(candidate)}`)
  return candidate.words
}

function describe(value: unknown): string {
  return typeof value === "object" && value !== null
    ? `an object with keys ${Object.keys(value).join(", ")}`
    : `${value}`
}

function checkCount(name: string, n: number): void {
  if (!Number.isInteger(n) || n < 0 || n >= 2 ** 32)
    throw new RangeError(`${name} must be an integer from 0 to 2^32 - 1, got ${String(n)}`)
}

function freeze(first: number, second: number): Key {
  return Object.freeze({ words: Object.freeze([first >>> 0, second >>> 0] as const) })
}
