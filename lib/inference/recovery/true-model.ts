import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceLogLikelihood } from "../../networks/glm-policy.ts"
import type { SimulatedLearner } from "../../rules/simulated-learners.ts"
import type { Trajectory } from "../learner.ts"
import { trialLogLikelihoods } from "../predictions.ts"
import { rootMeanSquare } from "./agreement.ts"

/** What the truth itself reaches on simulated animals, and what models that know less do. */
export interface TrueModel {
  /** Mean log likelihood a trial under the probabilities the choices were drawn from, nats. */
  readonly natsPerTrial: number
  /** The same where nothing is learned: the weights before the first trial for ever. */
  readonly frozenNatsPerTrial: number
  /** Root mean square of the true dw_stim: the error of a rule that never learns. */
  readonly changeSize: number
  /** Mean w_stim over the animals before every trial, and after the last one (T + 1), of the animals that have so many. */
  readonly meanWeightStimulus: Float64Array
}

/** What the truth reaches on simulated animals. */
export function trueModel(animals: readonly SimulatedLearner[]): TrueModel {
  const frozen = animals.map(({ stimulus, choice, initialWeights: [w, b] }) =>
    Float64Array.from(choice, (y, t) => choiceLogLikelihood(w * stimulus[t]! + b, y)),
  )
  return Object.freeze({
    natsPerTrial: meanOf(animals.map((animal) => trialLogLikelihoods(truthOf(animal), animal))),
    frozenNatsPerTrial: meanOf(frozen),
    changeSize: rootMeanSquare(joined(animals.map(({ truth }) => truth.changeStimulus))),
    meanWeightStimulus: meanWeights(animals),
  })
}

/** The true trajectory of an animal, in the form of a fitted one. */
export function truthOf({ animal, truth }: SimulatedLearner): Trajectory {
  const { weightStimulus, weightBias, probabilityRight } = truth
  return { animal, weightStimulus, weightBias, probabilityRight }
}

/** Mean log likelihood a trial of predictions, nats. */
export function natsPerTrialOf(trajectories: readonly Trajectory[], animals: readonly ChoiceSequence[]): number {
  return meanOf(trajectories.map((trajectory, i) => trialLogLikelihoods(trajectory, animals[i]!)))
}

/** One list after the other. */
export function joined(lists: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  return all
}

function meanOf(lists: readonly Float64Array[]): number {
  const all = joined(lists)
  return all.reduce((sum, value) => sum + value, 0) / all.length
}

function meanWeights(animals: readonly SimulatedLearner[]): Float64Array {
  const longest = animals.reduce((most, { choice }) => Math.max(most, choice.length), 0)
  const sums = new Float64Array(longest + 1)
  const counts = new Float64Array(longest + 1)
  for (const { truth } of animals) {
    const trials = truth.weightStimulus.length
    for (let t = 0; t <= trials; t++) {
      sums[t]! += t < trials ? truth.weightStimulus[t]! : after(truth, t - 1)
      counts[t]! += 1
    }
  }
  return sums.map((sum, t) => sum / counts[t]!)
}

function after({ weightStimulus, changeStimulus, noiseStimulus }: SimulatedLearner["truth"], t: number): number {
  return weightStimulus[t]! + changeStimulus[t]! + noiseStimulus[t]!
}
