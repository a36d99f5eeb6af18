import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceSequences } from "../../data/subjects.ts"
import { bitsHash } from "../../numerics/bits-hash.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import type { FittedLearner, Learner } from "../learner.ts"
import { fitNetwork, labelOf, type RuleNetwork, type RuleNetworkFit } from "./fit.ts"
import { fittedNetwork } from "./fitted.ts"
import type { RuleNetworkSettings } from "./options.ts"

/** The learner whose rule is a network of this kind, the same for all animals. */
export function networkLearner(network: RuleNetwork, settings: RuleNetworkSettings): Learner {
  const { hiddenUnits } = settings
  return Object.freeze({
    name: hiddenUnits === 32 ? network.name : `${network.name}(${hiddenUnits})`,
    label: labelOf(network, settings),
    role: "model",
    thaw: (parameters) => network.rule(settings, parameters),
    async fit(subjects, { key, onProgress }) {
      const animals = choiceSequences(this.name, subjects)
      const fit = await fitNetwork(network, animals, settings, key, onProgress)
      return solutionOf(this, network, animals, settings, key, fit)
    },
  } satisfies Learner)
}

function solutionOf(
  learner: Learner,
  network: RuleNetwork,
  animals: readonly ChoiceSequence[],
  settings: RuleNetworkSettings,
  key: Key,
  { best, losses, gradientNorms, learningRates, epochs, nonFinite, status, message, features }: RuleNetworkFit,
): Solution<FittedLearner, ColumnTable> {
  return Object.freeze({
    value: fittedNetwork(learner, network, animals, settings, best),
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
      weights: best.parameters,
      parameterHash: bitsHash(best.parameters),
      features,
    }),
    provenance: Object.freeze({
      version,
      mode: settings.mode,
      precision: settings.precision,
      key: key.words,
      options: Object.freeze({ learner: network.name, ...settings }),
    }),
  } satisfies Solution<FittedLearner, ColumnTable>)
}
