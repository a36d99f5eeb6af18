import type { ChoiceSequence } from "../../data/choices.ts"
import type { Arena, Matrix } from "../../engine/arena.ts"
import type { Precision } from "../../engine/primitives.ts"

/** Columns of the network's input u_t = [w_stim, w_bias, s, 1, day, y, r, side] (section 2.2 of Liu, Geadah and Pillow 2025). */
export const inputColumns = 8
/** Number of weights w = (w_stim, w_bias): the first columns of u_t. */
export const weightColumns = 2
/** First column of x = (s, 1), what the weights act on. */
export const regressorColumn = 2
/** Column of the choice y. */
export const choiceColumn = 5

/**
 * Where trials lie when all animals are packed trial by trial: row offsets[t] + lane is trial t of the animal in that lane.
 * Lanes are sorted by length, longest first, so that the animals that still have a trial t are the first lanes: animals of different
 * length need neither padding nor masks.
 */
export interface TrialLayout {
  /** First row of each trial index, with the number of rows at the end; length of the longest animal + 1. */
  readonly offsets: Uint32Array
  /** Animal (index in the order given) of each lane. */
  readonly laneAnimal: readonly number[]
}

/** The inputs of all trials of all animals, packed trial by trial. */
export interface PackedTrials extends TrialLayout {
  /** u of every trial (rows x 8); the first two columns are filled in as the weights roll out. */
  readonly inputs: Matrix
}

/** Where the trials of animals lie when they are packed. */
export function layOut(animals: readonly ChoiceSequence[]): TrialLayout {
  const laneAnimal = animals.map((_, index) => index)
  const length = (index: number) => animals[index]!.choice.length
  laneAnimal.sort((a, b) => length(b) - length(a) || a - b)
  const longest = length(laneAnimal[0]!)
  const offsets = new Uint32Array(longest + 1)
  let lanes = laneAnimal.length
  for (let t = 0; t < longest; t++) {
    while (length(laneAnimal[lanes - 1]!) <= t) lanes--
    offsets[t + 1] = offsets[t]! + lanes
  }
  return { offsets, laneAnimal }
}

/** Packs the trials of animals in the arena. */
export function packTrials(arena: Arena, animals: readonly ChoiceSequence[], precision: Precision): PackedTrials {
  const { offsets, laneAnimal } = layOut(animals)
  const inputs = arena.matrix(offsets.at(-1)!, inputColumns, precision)
  for (const [lane, index] of laneAnimal.entries()) fillLane(inputs, offsets, lane, animals[index]!)
  return { inputs, offsets, laneAnimal }
}

function fillLane(
  { values }: Matrix,
  offsets: Uint32Array,
  lane: number,
  { stimulus, choice, reward, side, sessionStart }: ChoiceSequence,
): void {
  for (let t = 0; t < choice.length; t++) {
    const at = (offsets[t]! + lane) * inputColumns
    values[at + 2] = stimulus[t]!
    values[at + 3] = 1
    values[at + 4] = sessionStart[t]!
    values[at + 5] = choice[t]!
    values[at + 6] = reward[t]!
    values[at + 7] = side[t]!
  }
}
