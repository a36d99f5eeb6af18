import type { ChoiceSequence } from "../../data/choices.ts"
import type { Arena, Matrix } from "../../engine/arena.ts"
import type { Precision } from "../../engine/primitives.ts"
import { choiceColumn, type EncodedTrials, encodeTrials, regressorsAreTold, type TrialForm, trialForm } from "./form.ts"

/** Columns of the usual input u_t = [w_stim, w_bias, s, 1, day, y, r, side] (section 2.2 of Liu, Geadah and Pillow 2025). */
export const inputColumns = 8
/** The usual number of weights, w = (w_stim, w_bias): the first columns of u_t. */
export const weightColumns = 2

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

/** The trials of some of the animals, packed trial by trial. */
export interface PackedTrials extends TrialLayout {
  /** u of every trial (rows x columns, at least as many rows as trials); the first d columns are filled in as the weights roll out. */
  readonly inputs: Matrix
  /** Number of weights d. */
  readonly weights: number
  /** The first trial of each animal that is scored, and how many are. */
  readonly scoreFrom: number
  readonly scored: number
  /** Byte address of x of the first row, and elements from one row to the next. */
  readonly regressors: { readonly pointer: number; readonly stride: number }
  readonly choiceColumn: number
  /** Packs these animals in the place of those there were, by index in the order given; they must not need more room. */
  load(animals: readonly number[]): void
}

/** Where the trials of animals of these lengths lie when they are packed. */
export function layOut(
  lengths: readonly number[],
  animals: readonly number[] = lengths.map((_, index) => index),
): TrialLayout {
  const length = (index: number) => lengths[index]!
  const laneAnimal = animals.toSorted((a, b) => length(b) - length(a) || a - b)
  const longest = length(laneAnimal[0]!)
  const offsets = new Uint32Array(longest + 1)
  let lanes = laneAnimal.length
  for (let t = 0; t < longest; t++) {
    while (length(laneAnimal[lanes - 1]!) <= t) lanes--
    offsets[t + 1] = offsets[t]! + lanes
  }
  return { offsets, laneAnimal }
}

/**
 * Packs the trials of animals in the arena.
 * @param most animals that are packed at once; the longest ones are there first.
 * @param scoreFrom the first trial of each animal that is scored.
 * @throws RangeError on a regressor that an animal does not have.
 */
export function packTrials(
  arena: Arena,
  animals: readonly ChoiceSequence[],
  precision: Precision,
  form: TrialForm = trialForm(),
  most = animals.length,
  scoreFrom = 0,
): PackedTrials {
  const encoded = animals.map((animal) => encodeTrials(animal, form))
  return packEncoded(arena, encoded, precision, {
    columns: form.columns,
    weights: form.regressors.length,
    choiceColumn: choiceColumn(form),
    regressorColumn: regressorsAreTold(form) ? form.regressors.length : null,
    most,
    scoreFrom,
  })
}

/** How encoded trials are packed: columns of u, of them weights, and where choice and regressors are among them. */
export interface Packing {
  readonly columns: number
  readonly weights: number
  readonly choiceColumn: number
  /** First column of x; null where it is not among those of u. */
  readonly regressorColumn: number | null
  /** Animals that are packed at once. */
  readonly most: number
  readonly scoreFrom: number
}

/** Packs encoded trials in the arena. */
export function packEncoded(
  arena: Arena,
  encoded: readonly EncodedTrials[],
  precision: Precision,
  { columns, weights, choiceColumn: choice, regressorColumn, most, scoreFrom }: Packing,
): PackedTrials {
  const lengths = encoded.map(({ trials }) => trials)
  const all = layOut(lengths)
  const first = most >= encoded.length ? all : layOut(lengths, all.laneAnimal.slice(0, most))
  const rows = first.offsets.at(-1)!
  const inputs = arena.matrix(rows, columns, precision)
  const bytes = precision === "f32" ? 4 : 8
  const apart = regressorColumn === null ? arena.matrix(rows, weights, precision) : null
  const packed = {
    ...first,
    inputs,
    weights,
    scoreFrom,
    scored: scoredOf(first),
    regressors: {
      pointer: apart?.pointer ?? inputs.pointer + regressorColumn! * bytes,
      stride: apart === null ? columns : weights,
    },
    choiceColumn: choice,
    load(indices: readonly number[]) {
      const layout = layOut(lengths, indices)
      Object.assign(packed, layout, { scored: scoredOf(layout) })
      fill()
    },
  }
  function scoredOf({ offsets }: TrialLayout): number {
    return offsets.at(-1)! - offsets[Math.min(scoreFrom, offsets.length - 1)]!
  }
  const fill = () => {
    for (const [lane, index] of packed.laneAnimal.entries()) {
      const { trials, told, regressors } = encoded[index]!
      fillLane(inputs, weights, packed.offsets, lane, trials, told)
      if (apart !== null) fillLane(apart, 0, packed.offsets, lane, trials, regressors!)
    }
  }
  fill()
  return packed
}

/** Copies one animal's rows to the columns from `from` on. */
function fillLane(
  { values, columns }: Matrix,
  from: number,
  offsets: Uint32Array,
  lane: number,
  trials: number,
  rows: Float64Array,
): void {
  const width = columns - from
  let read = 0
  for (let t = 0; t < trials; t++) {
    const at = (offsets[t]! + lane) * columns + from
    for (let k = 0; k < width; k++) values[at + k] = rows[read++]!
  }
}
