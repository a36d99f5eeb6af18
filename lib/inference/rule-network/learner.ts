import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceSequences } from "../../data/subjects.ts"
import { bitsHash } from "../../numerics/bits-hash.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import type { FittedLearner, LearnedRule, Learner } from "../learner.ts"
import type { Checkpoint } from "./checkpoint.ts"
import { fitNetwork, type NetworkFit } from "./fit.ts"
import type { NetworkModel } from "./model.ts"

/** The learner that is this network, the same for all animals; with a checkpoint it goes on from there. */
export function networkLearner(model: NetworkModel, resume?: Checkpoint): Learner {
  const { name, label } = model
  return Object.freeze({
    name,
    label,
    role: "model",
    thaw: (parameters) => thawed(model, parameters),
    async fit(subjects, { key, onProgress }) {
      const animals = choiceSequences(this.name, subjects)
      return networkSolution(model, animals, key, await fitNetwork(model, animals, key, resume, onProgress))
    },
  } satisfies Learner)
}

/** What parameters alone say of a network: its rule, and its predictions. */
function thawed(model: NetworkModel, parameters: Float64Array): LearnedRule {
  const fitted = model.fitted([], { parameters, weights: [], loss: Number.NaN, epoch: 0 })
  const { update, nextHidden, predict, live } = fitted
  return {
    ...(update && { update }),
    ...(nextHidden && { nextHidden }),
    ...(predict && { predict }),
    ...(live && { live }),
  }
}

/** What a fit of this network to these animals hands back, whichever thread it was made in. */
export function networkSolution(
  model: NetworkModel,
  animals: readonly ChoiceSequence[],
  key: Key,
  fit: NetworkFit,
): Solution<FittedLearner, ColumnTable> {
  const { kind, name, label, settings } = model
  const { best, losses, gradientNorms, learningRates, epochs, nonFinite, status, message, features, checkpoint } = fit
  const scored = ({ choice }: ChoiceSequence) => choice.length - settings.scoreFrom
  return Object.freeze({
    value: Object.freeze({
      learner: name,
      label,
      parameters: Object.freeze([]),
      natsPerTrial: -best.loss,
      trials: animals.reduce((sum, animal) => sum + scored(animal), 0),
      ...model.fitted(animals, best),
    } satisfies FittedLearner),
    table: table({
      epoch: losses.map((_, epoch) => epoch),
      natsPerTrial: losses.map((loss) => -loss),
      gradientNorm: gradientNorms,
      learningRate: learningRates,
    }),
    status,
    message,
    info: Object.freeze({
      epochs,
      bestEpoch: best.epoch,
      nonFiniteSteps: nonFinite,
      ...model.info(animals, best),
      parameterHash: bitsHash(best.parameters),
      features,
      checkpoint,
    }),
    provenance: Object.freeze({
      version,
      mode: settings.mode,
      precision: settings.precision,
      key: key.words,
      options: Object.freeze({ learner: kind, ...settings }),
    }),
  } satisfies Solution<FittedLearner, ColumnTable>)
}
