import type { ChoiceSequence } from "../../data/choices.ts"
import { bitsHash } from "../../numerics/bits-hash.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { DescentState } from "./descent-state.ts"

/** What a fit is of; a checkpoint can only go on in the same one. */
export interface FitIdentity {
  readonly learner: string
  /** Options in effect but for the number of epochs, which may differ: the way to more of them is the same. */
  readonly options: Readonly<Record<string, unknown>>
  readonly key: readonly [number, number]
  /** Name and hash of each animal's trials. */
  readonly animals: readonly string[]
}

/** Where a fit stood after a whole epoch: numbers, text and typed arrays, to be kept in a file or a variable and given as `resume`. */
export interface Checkpoint extends DescentState {
  readonly of: FitIdentity
  /** Loss, gradient norm and learning rate of each epoch done. */
  readonly losses: readonly number[]
  readonly gradientNorms: readonly number[]
  readonly learningRates: readonly number[]
}

/** What a fit is of. */
export function identityOf(
  learner: string,
  settings: object,
  key: Key,
  animals: readonly ChoiceSequence[],
): FitIdentity {
  const options = Object.fromEntries(Object.entries(settings).filter(([name]) => name !== "epochs"))
  return { learner, options, key: key.words, animals: animals.map(fingerprint) }
}

function fingerprint(animal: ChoiceSequence): string {
  const { stimulus, choice, reward, side, sessionStart, inputs = {}, initialWeights = [] } = animal
  const own = Object.entries(inputs).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const columns = [stimulus, choice, reward, side, sessionStart, initialWeights, ...own.map(([, values]) => values)]
  const numbers = new Float64Array(columns.reduce((length, column) => length + column.length, 0))
  let at = 0
  for (const column of columns) {
    numbers.set(column, at)
    at += column.length
  }
  const hash = bitsHash(numbers)
  return `${[animal.animal, ...own.map(([name]) => name)].join(", ")} ${hash}`
}

/**
 * Refuses a checkpoint that is not of this fit.
 * @throws TypeError on what is no checkpoint, RangeError on one of another fit; either says what differs.
 */
export function requireSameFit(caller: string, checkpoint: Checkpoint, now: FitIdentity, epochs: number): void {
  if (typeof checkpoint !== "object" || checkpoint === null || typeof checkpoint.of !== "object")
    throw new TypeError(`${caller}: resume must be the info.checkpoint of a fit, got ${String(checkpoint)}`)
  const { of: then } = checkpoint
  const different = difference(then, now)
  if (different !== null) throw new RangeError(`${caller}: the checkpoint is of another fit: ${different}`)
  if (checkpoint.epoch > epochs)
    throw new RangeError(
      `${caller}: epochs is ${epochs}, but the checkpoint has ${checkpoint.epoch} epochs behind it; accepted are as many or more`,
    )
}

function difference(then: FitIdentity, now: FitIdentity): string | null {
  const quoted = (value: unknown) => JSON.stringify(value) ?? "absent"
  if (then.learner !== now.learner) return `learner was ${quoted(then.learner)} and is ${quoted(now.learner)}`
  for (const name of new Set([...Object.keys(now.options), ...Object.keys(then.options)])) {
    const [was, is] = [quoted(then.options[name]), quoted(now.options[name])]
    if (was !== is) return `${name} was ${was} and is ${is}`
  }
  if (quoted(then.key) !== quoted(now.key)) return `its key was ${quoted(then.key)} and is ${quoted(now.key)}`
  if (then.animals.length !== now.animals.length)
    return `it had ${then.animals.length} animals and has ${now.animals.length}`
  const other = now.animals.findIndex((animal, index) => animal !== then.animals[index])
  return other < 0 ? null : `animal ${other} has other trials or another name`
}
