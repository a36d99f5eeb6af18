import { readFile, rename, writeFile } from "node:fs/promises"
import { permutation } from "../../numerics/distributions.ts"
import { integerOption } from "../../numerics/options.ts"
import type { Key } from "../../numerics/random-key.ts"

/** Which fold each animal is held out in, counted from 0: released beside a result, because fold assignment matters at 1e-3 nats per trial. */
export interface Folds {
  readonly name: string
  readonly animals: Readonly<Record<string, number>>
}

/** Folds of animals: made by a key, and read from and written to a JSON file {name, animals: {name: fold}}. */
export const folds = Object.freeze({ make: makeFolds, read: readFolds, write: writeFolds })

/**
 * Animals in random order dealt to `count` folds whose sizes differ by one at most: 12 animals make folds of 3, 3, 2, 2, 2.
 * @throws RangeError where there are fewer animals than folds, fewer than 2 folds, or two animals of one name.
 */
export function makeFolds(animals: readonly string[], count: number, key: Key): Folds {
  refuseDoubles(animals)
  integerOption("folds", count, 2, Math.max(2, animals.length))
  if (animals.length < 2)
    throw new RangeError(`folds over animals need two animals or more, got ${animals.join(", ") || "none"}`)
  const order = permutation(key, animals.length)
  const dealt = Array.from(order, (animal, place) => [animals[animal]!, place % count] as const)
  return frozen({
    name: `${count} folds of ${animals.length} animals`,
    animals: Object.fromEntries(dealt.sort(byName)),
  })
}

/**
 * Reads a fold file and checks it.
 * @throws where it cannot be read, is no fold file, or leaves a fold empty.
 */
export async function readFolds(file: string): Promise<Folds> {
  const text = await readFile(file, "utf8")
  let held: unknown
  try {
    held = JSON.parse(text)
  } catch (error) {
    throw new SyntaxError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  return requireFolds(file, held)
}

/**
 * Writes a fold file, animals sorted by name; a reader never sees half of it.
 * @throws where the folds are wrong or the file cannot be written.
 */
export async function writeFolds(file: string, assignment: Folds): Promise<void> {
  const { name, animals } = requireFolds("folds.write", assignment)
  const sorted = Object.fromEntries(Object.entries(animals).sort(byName))
  await writeFile(`${file}.part`, `${JSON.stringify({ name, animals: sorted }, null, 2)}\n`)
  await rename(`${file}.part`, file)
}

/**
 * Folds, checked: {name, animals: {name: fold}}, folds counted from 0 without a gap, two at least.
 * @throws TypeError or RangeError quoting what is wrong.
 */
export function requireFolds(what: string, held: unknown): Folds {
  const { name, animals } = (held ?? {}) as Partial<Record<keyof Folds, unknown>>
  if (typeof name !== "string" || typeof animals !== "object" || animals === null || Array.isArray(animals))
    throw new TypeError(`${what}: folds are {"name": text, "animals": {"animal": fold, …}}, got ${quote(held)}`)
  const entries = Object.entries(animals as Readonly<Record<string, unknown>>)
  const wrong = entries.find(([, fold]) => !Number.isSafeInteger(fold) || (fold as number) < 0)
  if (wrong)
    throw new RangeError(`${what}: the fold of ${wrong[0]} is ${quote(wrong[1])}; accepted are 0, 1, 2 and so on`)
  const used = new Set(entries.map(([, fold]) => fold as number))
  const count = Math.max(-1, ...used) + 1
  if (count < 2) throw new RangeError(`${what}: there must be two folds or more, got ${used.size}`)
  for (let fold = 0; fold < count; fold += 1)
    if (!used.has(fold))
      throw new RangeError(`${what}: no animal is in fold ${fold} although there is a fold ${count - 1}`)
  return frozen({ name, animals: Object.fromEntries(entries) as Record<string, number> })
}

/**
 * The fold of each of these animals.
 * @throws RangeError where an animal has none, or all are in the same one.
 */
export function foldsOf(animals: readonly string[], assignment: Folds): readonly number[] {
  refuseDoubles(animals)
  const assigned = animals.map((animal) => {
    if (Object.hasOwn(assignment.animals, animal)) return assignment.animals[animal]!
    const named = Object.keys(assignment.animals).join(", ")
    throw new RangeError(`folds "${assignment.name}" do not name ${animal}; they name ${named}`)
  })
  if (new Set(assigned).size < 2)
    throw new RangeError(
      `folds "${assignment.name}" put all of ${animals.join(", ")} in one fold: nothing is left to fit`,
    )
  return assigned
}

/**
 * Asks that no two animals share a name, as scores are kept by it.
 * @throws RangeError naming the double.
 */
export function refuseDoubles(animals: readonly string[]): void {
  const double = animals.find((animal, index) => animals.indexOf(animal) !== index)
  if (double !== undefined)
    throw new RangeError(`two animals are called ${double}; scores are kept by name, so each needs its own`)
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function frozen({ name, animals }: Folds): Folds {
  return Object.freeze({ name, animals: Object.freeze({ ...animals }) })
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
