import type { ChoiceSequence } from "../../data/choices.ts"
import { signedContrastPercent } from "../../data/signed-contrast.ts"
import type { FittedLearner, Trajectory } from "../learner.ts"

/** A cell of a grid with fewer trials near it is extrapolated. */
export const enoughTrials = 50
/** How far in w_stim a trial may be from a cell to count as near. */
const nearWeight = 0.25

/**
 * The trajectories of the animals that a learner was fitted to, in the order of the animals.
 * @throws where it was not fitted to one of them.
 */
export function matched(learner: FittedLearner, animals: readonly ChoiceSequence[]): readonly Trajectory[] {
  return animals.map(({ animal, choice }) => {
    const found = learner.trajectories.find(
      (each) => each.animal === animal && each.weightBias.length === choice.length,
    )
    if (found) return found
    const has = learner.trajectories.map((each) => each.animal).join(", ")
    throw new Error(`${learner.label} was not fitted to these ${choice.length} trials of ${animal}, but to ${has}`)
  })
}

/** 25 stimulus weights over the visited range, rounded outwards to halves. */
export function visitedWeights(trajectories: readonly Trajectory[]): readonly number[] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const { weightStimulus } of trajectories) {
    for (const weight of weightStimulus) {
      low = Math.min(low, weight)
      high = Math.max(high, weight)
    }
  }
  const first = Math.floor(2 * low) / 2
  const last = Math.max(first + 1, Math.ceil(2 * high) / 2)
  return Array.from({ length: 25 }, (_, index) => first + ((last - first) * index) / 24)
}

/** Trials near a cell: those with its signed contrast (percent) and reward whose w_stim lies within 0.25 of the cell's. */
export type NearbyCounter = (contrast: number, reward: number, weight: number) => number

/** Counts trials near a cell; sorted once, so that a grid of thousands of cells stays quick. */
export function nearbyCounter(animals: readonly ChoiceSequence[], trajectories: readonly Trajectory[]): NearbyCounter {
  const groups = new Map<string, number[]>()
  animals.forEach((animal, index) => {
    signedContrastPercent(animal).forEach((contrast, t) => {
      const name = `${contrast} ${animal.reward[t]}`
      const group = groups.get(name) ?? []
      group.push(trajectories[index]!.weightStimulus[t]!)
      groups.set(name, group)
    })
  })
  const sorted = new Map([...groups].map(([name, weights]) => [name, Float64Array.from(weights).sort()]))
  return (contrast, reward, weight) => {
    const group = sorted.get(`${contrast} ${reward}`)
    if (group === undefined) return 0
    return countBelow(group, weight + nearWeight) - countBelow(group, weight - nearWeight)
  }
}

/** How many of a sorted list are below a limit. */
function countBelow(sorted: Float64Array, limit: number): number {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (sorted[middle]! < limit) from = middle + 1
    else to = middle
  }
  return from
}
