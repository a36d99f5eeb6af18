import type { ChoiceSequence } from "../../data/choices.ts"
import { evaluateMlp } from "../../networks/mlp.ts"
import { sigmoid } from "../../numerics/elementary.ts"
import type { FittedLearner, Learner, Trajectory, TrialState } from "../learner.ts"
import type { Best } from "./descent.ts"
import { updateNetwork } from "./network.ts"
import type { DnnGlmSettings } from "./options.ts"
import type { PackedTrials } from "./trials.ts"

/** What a fit hands back: likelihood, trajectories of the animals in the order given, and the inferred rule as a function. */
export function fittedDnnGlm(
  { name, label }: Learner,
  animals: readonly ChoiceSequence[],
  trials: PackedTrials,
  { hiddenUnits }: DnnGlmSettings,
  best: Best,
): FittedLearner {
  const laneOf = new Map(trials.laneAnimal.map((animal, lane) => [animal, lane]))
  return Object.freeze({
    learner: name,
    label,
    parameterCount: best.parameters.length,
    parameters: Object.freeze([]),
    natsPerTrial: -best.loss,
    trials: trials.inputs.rows,
    trajectories: Object.freeze(
      animals.map((animal, index) => trajectory(animal, trials.offsets, laneOf.get(index)!, best.weights)),
    ),
    update: inferredRule(hiddenUnits, Float64Array.from(best.parameters)),
  } satisfies FittedLearner)
}

function trajectory(animal: ChoiceSequence, offsets: Uint32Array, lane: number, weights: Float64Array): Trajectory {
  const of = (column: number) => Float64Array.from(animal.choice, (_, t) => weights[2 * (offsets[t]! + lane) + column]!)
  const [weightStimulus, weightBias] = [of(0), of(1)]
  const probabilityRight = weightBias.map((bias, t) => sigmoid(weightStimulus[t]! * animal.stimulus[t]! + bias))
  return Object.freeze({ animal: animal.animal, weightStimulus, weightBias, probabilityRight })
}

/** dw = g (.) NN(u) in f64, with u as in section 2.2. */
function inferredRule(hiddenUnits: number, parameters: Float64Array): NonNullable<FittedLearner["update"]> {
  const { mlp, scale } = updateNetwork(hiddenUnits)
  return ({ weightStimulus, weightBias, stimulus, choice, reward, sessionStart = 0 }: TrialState) => {
    const side = stimulus > 0 ? 1 : 0
    const input = [weightStimulus, weightBias, stimulus, 1, sessionStart, choice, reward, side]
    const change = evaluateMlp(mlp, parameters, input)
    return [parameters[scale]! * change[0]!, parameters[scale + 1]! * change[1]!] as const
  }
}
