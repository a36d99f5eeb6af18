import type { ChoiceSequence } from "../../data/choices.ts"
import { borrowEngine, returnEngine } from "../../engine/engine.ts"
import { probabilityRight } from "../../networks/glm-policy.ts"
import { log } from "../../numerics/elementary.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { FittedLearner, Learner, Trajectory, TrialState } from "../learner.ts"
import { countTrials } from "../parametric-search.ts"
import { policyColumns } from "../regression-model.ts"
import { designMatrix } from "../regressors.ts"
import { type FilterResult, type FilterTask, filterNow } from "./filter.ts"
import type { RvbfSettings } from "./options.ts"
import { blocks, freeBlocks, parameterNames, type RvbfConstants } from "./parameters.ts"

/** A model at a point of the search, and what its predictions draw their particles from, the same for every animal. */
export interface RvbfModel {
  readonly settings: RvbfSettings
  readonly constants: RvbfConstants
  readonly key: Key
}

/** A fitted model, with its predictions for the animals it was fitted to. */
export function fittedRvbf(
  { name, label }: Learner,
  animals: readonly ChoiceSequence[],
  model: RvbfModel,
  trajectories: readonly Trajectory[],
): FittedLearner {
  const { settings, constants } = model
  const trials = countTrials(animals)
  let nats = 0
  for (const [index, { choice }] of animals.entries())
    for (const [t, q] of trajectories[index]!.probabilityRight.entries()) nats += log(choice[t] === 1 ? q : 1 - q)
  const names = parameterNames(settings)
  const values = parameterValues(settings, constants)
  return Object.freeze({
    learner: name,
    label,
    parameterCount: names.length,
    parameters: Object.freeze(names.map((each, i) => Object.freeze({ name: each, value: values[i]! }))),
    natsPerTrial: nats / trials,
    trials,
    trajectories: Object.freeze([...trajectories]),
    predict: (others) => others.map((other) => predicted(other, model)),
    ...ruleOf(settings, constants),
  } satisfies FittedLearner)
}

/** The pass of particles that predictions for an animal take. */
export function predictionTask(animal: ChoiceSequence, { settings, constants, key }: RvbfModel): FilterTask {
  const design = designMatrix(animal, settings.regressors)
  return { animal, design, settings, constants, particles: settings.particles, key, traced: true }
}

/** Predictions for an animal: of each trial from the choices before it. */
export function predicted(animal: ChoiceSequence, model: RvbfModel): Trajectory {
  const engine = borrowEngine("exact")
  try {
    return trajectoryOf(animal, model, filterNow(engine, predictionTask(animal, model)))
  } finally {
    returnEngine(engine)
  }
}

/** Values of the parameters, in the order of their names. */
function parameterValues(settings: RvbfSettings, constants: RvbfConstants): readonly number[] {
  return freeBlocks(settings).flatMap((index) => [...constants[blocks[index]!.constant]])
}

/** What a pass found, as a trajectory. */
export function trajectoryOf({ animal }: ChoiceSequence, { settings }: RvbfModel, result: FilterResult): Trajectory {
  const { regressors } = settings
  const { probabilityRight, weights, deviations } = result
  const size = regressors.length
  const { stimulus, bias } = policyColumns(regressors)
  const column = (of: Float64Array, k: number) => probabilityRight.map((_, t) => of[t * size + k]!)
  const named = (of: Float64Array) =>
    Object.freeze(Object.fromEntries(regressors.map((name, k) => [name, column(of, k)])))
  const mean = (columns: readonly number[]) =>
    probabilityRight.map(
      (_, t) => columns.reduce((sum, k) => sum + weights[t * size + k]!, 0) / Math.max(1, columns.length),
    )
  return Object.freeze({
    animal,
    weightStimulus: mean(stimulus),
    weightBias: mean(bias >= 0 ? [bias] : []),
    probabilityRight,
    weights: named(weights),
    standardErrors: named(deviations),
  })
}

/** The mean update, where the rule is one of stimulus and bias alone and nothing drifts. */
function ruleOf(settings: RvbfSettings, constants: RvbfConstants): Pick<FittedLearner, "update"> {
  const { regressors, drifting } = settings
  const [s, b] = [regressors.indexOf("stimulus"), regressors.indexOf("bias")]
  if (regressors.length !== 2 || s < 0 || b < 0 || drifting !== "none") return {}
  const { rate, baseline, forgetting } = constants
  return {
    update: ({ weightStimulus, weightBias, stimulus, choice, reward }: TrialState) => {
      const surprise = choice - probabilityRight(weightStimulus * stimulus + weightBias)
      return [
        rate[s]! * (reward - baseline[s]!) * surprise * stimulus - forgetting[s]! * weightStimulus,
        rate[b]! * (reward - baseline[b]!) * surprise - forgetting[b]! * weightBias,
      ]
    },
  }
}
