import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../data/choices.ts"
import { signedContrastPercent, standardContrastsPercent, stimulusOfPercent } from "../data/signed-contrast.ts"
import { choiceSequences, type Subjects } from "../data/subjects.ts"
import { refuseUnknownKeys } from "../numerics/options.ts"
import { type Fitted, fittedLearner } from "./fitted.ts"
import type { FittedLearner, Trajectory } from "./learner.ts"

/** Options of `inferredRule`. */
export interface InferredRuleOptions {
  /** Stimulus weights of the grid; 25 over the range that the animals visited unless told. */
  readonly weights?: readonly number[]
  /** Bias weights of the grid; -1, 0 and 1 unless told. */
  readonly biases?: readonly number[]
}

/** A cell with fewer trials near it is extrapolated. */
const enoughTrials = 50
/** How far in w_stim a trial may be from a cell to count as near. */
const nearWeight = 0.25

/**
 * The learning rule that a fit inferred, asked on a grid: the change of both weights after a correct choice and after an error, for
 * each stimulus (the task's contrasts without 0, where the outcome says nothing about the side), w_stim and w_bias.
 * @param subjects the animals that the learner was fitted to: `nearbyTrials` counts their trials with the same contrast and reward and
 * w_stim within 0.25; cells with fewer than 50 are marked `extrapolated`. A rule with memory is asked at rest, as on an animal's first
 * trial; what it does after a history, `update` says when it is given `hidden`.
 * @returns one row a cell.
 * @throws where the learner learns nothing, or was not fitted to these animals.
 */
export function inferredRule(fitted: Fitted, subjects: Subjects, options: InferredRuleOptions = {}): ColumnTable {
  refuseUnknownKeys("inferredRule", options, ["weights", "biases"])
  const learner = fittedLearner("inferredRule", fitted)
  const { update } = learner
  if (update === undefined)
    throw new Error(
      `${learner.label} learns nothing, or changes other weights than those of stimulus and bias, so there is no such rule to show`,
    )
  const animals = choiceSequences("inferredRule", subjects)
  const trajectories = matched(learner, animals)
  const weights = options.weights ?? visited(trajectories)
  const near = nearbyCounter(animals, trajectories)
  const cells = grid(weights, options.biases ?? [-1, 0, 1]).map((cell) => {
    const [changeStimulus, changeBias] = update(cell)
    return { ...cell, changeStimulus, changeBias, nearbyTrials: near(cell.contrast, cell.reward, cell.weightStimulus) }
  })
  return table({
    learner: cells.map(() => learner.label),
    animals: cells.map(() => animals.map(({ animal }) => animal).join(", ")),
    synthetic: cells.map(() => animals.some(({ synthetic }) => synthetic)),
    outcome: cells.map(({ reward }) => (reward === 1 ? "correct" : "error")),
    weightBias: cells.map(({ weightBias }) => weightBias),
    weightStimulus: cells.map(({ weightStimulus }) => weightStimulus),
    contrast: cells.map(({ contrast }) => contrast),
    stimulus: cells.map(({ stimulus }) => stimulus),
    choice: cells.map(({ choice }) => choice),
    changeStimulus: cells.map(({ changeStimulus }) => changeStimulus),
    changeBias: cells.map(({ changeBias }) => changeBias),
    nearbyTrials: cells.map(({ nearbyTrials }) => nearbyTrials),
    extrapolated: cells.map(({ nearbyTrials }) => nearbyTrials < enoughTrials),
  })
}

function grid(weights: readonly number[], biases: readonly number[]) {
  const outcomes = [1, 0] as const
  return outcomes.flatMap((reward) =>
    biases.flatMap((weightBias) =>
      weights.flatMap((weightStimulus) =>
        standardContrastsPercent.map((contrast) => {
          const side = contrast > 0 ? 1 : 0
          const choice: 0 | 1 = (reward === 1) === (side === 1) ? 1 : 0
          return { reward, weightBias, weightStimulus, contrast, stimulus: stimulusOfPercent(contrast), choice }
        }),
      ),
    ),
  )
}

function matched(learner: FittedLearner, animals: readonly ChoiceSequence[]): readonly Trajectory[] {
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
function visited(trajectories: readonly Trajectory[]): readonly number[] {
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

/** Counts trials near a cell; sorted once, so that a grid of thousands of cells stays quick. */
function nearbyCounter(animals: readonly ChoiceSequence[], trajectories: readonly Trajectory[]) {
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
  return (contrast: number, reward: number, weight: number): number => {
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
