import type { ChoiceSequence } from "../../data/choices.ts"
import type { Arena } from "../../engine/arena.ts"
import type { Primitives } from "../../engine/primitives.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { Best } from "./descent.ts"
import { regressorsAreTold, type TrialForm, trialForm } from "./form.ts"
import { freeParameters, frozenFactors, isHeld } from "./frozen.ts"
import type { Fitted, NetworkModel } from "./model.ts"
import type { RuleNetworkSettings } from "./options.ts"
import { askableRule, runRule, type Stepper, trajectoryOf } from "./rule.ts"
import { startWeights } from "./start-weights.ts"
import { type PackedTrials, packTrials } from "./trials.ts"
import type { Adjoint, StartingWeights, Workspace } from "./workspace.ts"

/** A kind of network that a rule may be, in one form of its inputs. */
export interface RuleNetwork {
  readonly parameterCount: number
  /** Index of the first of the d factors g. */
  readonly scale: number
  /** Flat parameters before the first step, in f64. */
  initialParameters(key: Key): Float64Array
  /** Its way forward and back over these trials. */
  prepare(
    arena: Arena,
    primitives: Primitives,
    trials: PackedTrials,
    start: StartingWeights,
  ): { readonly work: Workspace; readonly adjoint: Adjoint }
  /** The rule that these parameters make. */
  stepper(parameters: Float64Array): Stepper
}

/** What a network with these settings is told of a trial. */
export function formOf({ regressors, historyTrials, dayFlag }: RuleNetworkSettings): TrialForm {
  return trialForm(regressors, historyTrials, dayFlag)
}

/** A rule network with its settings, as a fit takes it. */
export function ruleModel(
  kind: string,
  label: string,
  settings: RuleNetworkSettings,
  make: (form: TrialForm) => RuleNetwork,
): NetworkModel {
  const form = formOf(settings)
  const network = make(form)
  const variant = variantOf(settings)
  return Object.freeze({
    kind,
    name: variant.length === 0 ? kind : `${kind}(${variant.map(({ name }) => name).join(", ")})`,
    label: [label, ...variant.map((part) => part.label)].join(", "),
    settings,
    prepare(arena, primitives, animals, most, key) {
      const starts = Float64Array.from(animals.flatMap((animal) => Array.from(startOf(animal, settings))))
      const trained = settings.initialWeights === "trained"
      const trials = packTrials(arena, animals, settings.precision, form, most, settings.scoreFrom)
      const { work, adjoint } = network.prepare(arena, primitives, trials, {
        starts: trained ? null : starts,
        trainedStarts: trained ? animals.length : 0,
      })
      const theta = work.parameters.values
      theta.set(network.initialParameters(key))
      if (trained) theta.set(starts, network.parameterCount)
      for (const [k, name] of form.regressors.entries()) if (isHeld(settings, name)) theta[network.scale + k] = 0
      return { work, adjoint, frozen: frozenFactors(settings, form.regressors, network.scale) }
    },
    fitted: (animals, best) => fitted(network, settings, form, animals, best),
    info: (animals, best) => info(network, form, animals, best),
  } satisfies NetworkModel)
}

function startOf(animal: ChoiceSequence, { regressors, initialWeights }: RuleNetworkSettings): Float64Array {
  return startWeights(animal, regressors, initialWeights)
}

/** What tells a variant from the usual network, in names and in labels. */
function variantOf(settings: RuleNetworkSettings): readonly { readonly name: string; readonly label: string }[] {
  const { hiddenUnits, historyTrials, directWeights, regressors } = settings
  const past = historyTrials === 1 ? "1 past trial" : `${historyTrials} past trials`
  return [
    ...(hiddenUnits === 32 ? [] : [{ name: `${hiddenUnits}`, label: `${hiddenUnits} units` }]),
    ...(historyTrials === 0 ? [] : [{ name: `historyTrials ${historyTrials}`, label: past }]),
    ...(directWeights ? [{ name: "directWeights", label: "weights put out" }] : []),
    ...(regressorsAreTold(formOf(settings)) ? [] : [{ name: regressors.join(" "), label: regressors.join(" + ") }]),
  ]
}

function fitted(
  network: RuleNetwork,
  settings: RuleNetworkSettings,
  form: TrialForm,
  animals: readonly ChoiceSequence[],
  best: Best,
): Fitted {
  const stepper = network.stepper(Float64Array.from(best.parameters.subarray(0, network.parameterCount)))
  const { byAnimal = {} } = trainedStarts(network, form, animals, best)
  return {
    parameterCount: freeParameters(settings, form.regressors, best.parameters.length),
    trajectories: Object.freeze(animals.map((animal, index) => trajectoryOf(animal, form, best.weights[index]!))),
    ...askableRule(stepper, form),
    predict: (others) =>
      others.map((animal) => {
        const start = Object.hasOwn(byAnimal, animal.animal) ? byAnimal[animal.animal]! : startOf(animal, settings)
        return trajectoryOf(animal, form, runRule(stepper, form, animal, start))
      }),
  }
}

/** The starting weights that were trained, by animal; none where they were not. */
function trainedStarts(
  { parameterCount }: RuleNetwork,
  { regressors }: TrialForm,
  animals: readonly ChoiceSequence[],
  { parameters }: Best,
): { readonly byAnimal?: Readonly<Record<string, Float64Array>> } {
  if (parameters.length === parameterCount) return {}
  const d = regressors.length
  const of = (index: number) => Float64Array.from(parameters.subarray(parameterCount + index * d).subarray(0, d))
  return { byAnimal: Object.freeze(Object.fromEntries(animals.map(({ animal }, index) => [animal, of(index)]))) }
}

function info(network: RuleNetwork, form: TrialForm, animals: readonly ChoiceSequence[], best: Best) {
  const { byAnimal } = trainedStarts(network, form, animals, best)
  return {
    weights: best.parameters.slice(0, network.parameterCount),
    ...(byAnimal === undefined ? {} : { initialWeights: byAnimal }),
  }
}
