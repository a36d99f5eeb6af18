import type { ChoiceSequence } from "../../data/choices.ts"
import { sigmoid } from "../../numerics/elementary.ts"
import type { FittedLearner, Learner, Trajectory, TrialState } from "../learner.ts"
import type { Best } from "./descent.ts"
import type { RuleNetwork } from "./fit.ts"
import { freeParameters } from "./frozen.ts"
import type { RuleNetworkSettings } from "./options.ts"

/** What a fit hands back: likelihood, trajectories of the animals in the order given, and the inferred rule as a function. */
export function fittedNetwork(
  { name, label }: Learner,
  network: RuleNetwork,
  animals: readonly ChoiceSequence[],
  settings: RuleNetworkSettings,
  best: Best,
): FittedLearner {
  return Object.freeze({
    learner: name,
    label,
    parameterCount: freeParameters(settings, ["stimulus", "bias"], best.parameters.length),
    parameters: Object.freeze([]),
    natsPerTrial: -best.loss,
    trials: animals.reduce((sum, { choice }) => sum + choice.length, 0),
    trajectories: Object.freeze(animals.map((animal, index) => trajectory(animal, best.weights[index]!))),
    ...network.rule(settings, Float64Array.from(best.parameters)),
  } satisfies FittedLearner)
}

function trajectory(animal: ChoiceSequence, weights: Float64Array): Trajectory {
  const of = (column: number) => Float64Array.from(animal.choice, (_, t) => weights[2 * t + column]!)
  const [weightStimulus, weightBias] = [of(0), of(1)]
  const probabilityRight = weightBias.map((bias, t) => sigmoid(weightStimulus[t]! * animal.stimulus[t]! + bias))
  return Object.freeze({ animal: animal.animal, weightStimulus, weightBias, probabilityRight })
}

/** The network's input u of a trial, as in section 2.2. */
export function inputOf(state: TrialState): readonly number[] {
  const { weightStimulus, weightBias, stimulus, choice, reward, sessionStart = 0 } = state
  return [weightStimulus, weightBias, stimulus, 1, sessionStart, choice, reward, stimulus > 0 ? 1 : 0]
}

/** dw = g (.) the perceptron's output. */
export function scaled(parameters: Float64Array, scale: number, change: ArrayLike<number>): readonly [number, number] {
  return [parameters[scale]! * change[0]!, parameters[scale + 1]! * change[1]!]
}
