import type { ChoiceSequence } from "../../data/choices.ts"
import type { Arena } from "../../engine/arena.ts"
import { type Engine, type EngineFeatures, returnEngine } from "../../engine/engine.ts"
import { engineFor } from "../../engine/engine-for.ts"
import type { Primitives } from "../../engine/primitives.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { Progress, Status } from "../../numerics/solution.ts"
import { startPace } from "../../runs/pace.ts"
import { startProgress } from "../../runs/surroundings.ts"
import type { FittedLearner } from "../learner.ts"
import { divide } from "./batches.ts"
import { type Descent, descend } from "./descent.ts"
import { ending } from "./ending.ts"
import { trialForm } from "./form.ts"
import { frozenFactors, isHeld } from "./frozen.ts"
import type { RuleNetworkOptions, RuleNetworkSettings } from "./options.ts"
import { startWeights } from "./start-weights.ts"
import { type PackedTrials, packTrials } from "./trials.ts"
import type { Adjoint, StartingWeights, Workspace } from "./workspace.ts"

/** A kind of network that a rule may be: all that a fit has to know of it. */
export interface RuleNetwork {
  /** Name of its learner, such as "dnnGlm". */
  readonly name: string
  /** As shown in tables and figures. */
  readonly label: string
  /** Number of parameters, and the index of the first of the d factors g among them. */
  size(settings: RuleNetworkSettings): { readonly parameterCount: number; readonly scale: number }
  /** Flat parameters before the first step, in f64. */
  initialParameters(settings: RuleNetworkSettings, key: Key): Float64Array
  /** Its way forward and back over these trials. */
  prepare(
    arena: Arena,
    primitives: Primitives,
    trials: PackedTrials,
    settings: RuleNetworkSettings,
    start: StartingWeights,
  ): { readonly work: Workspace; readonly adjoint: Adjoint }
  /** The rule that these parameters make, as functions in f64. */
  rule(settings: RuleNetworkSettings, parameters: Float64Array): Pick<FittedLearner, "update" | "nextHidden">
}

/** What one fit of a rule network is made of: numbers, text and typed arrays, so that it can be sent to a worker. */
export interface RuleNetworkSpec {
  /** One or more animals, who share the rule. */
  readonly animals: readonly ChoiceSequence[]
  /** Options of the learner. */
  readonly options?: RuleNetworkOptions
}

/** How a fit went and what it found, made of what a spec may hold. */
export interface RuleNetworkFit extends Descent {
  /** What the arithmetic of its mode rested on. */
  readonly features: EngineFeatures
  readonly status: Status
  /** One sentence: how it ended and, where it did not converge, what to do. */
  readonly message: string
}

/** A network's label with its size, where that is not the usual one. */
export function labelOf({ label }: RuleNetwork, { hiddenUnits }: RuleNetworkSettings): string {
  return hiddenUnits === 32 ? label : `${label}, ${hiddenUnits} units`
}

/** Fits a network to the choices of animals; shows progress, and hands back what it has when it is asked to stop. */
export async function fitNetwork(
  network: RuleNetwork,
  animals: readonly ChoiceSequence[],
  settings: RuleNetworkSettings,
  key: Key,
  onProgress?: (progress: Progress) => void,
): Promise<RuleNetworkFit> {
  const label = labelOf(network, settings)
  const bar = startProgress(label, settings.epochs, onProgress)
  const engine = await engineFor(settings.mode)
  try {
    const descent = await search(engine, network, animals, settings, key, (epochs, loss) =>
      bar.report(epochs, `${(-loss).toFixed(4)} nats per trial`),
    )
    return Object.freeze({ ...descent, ...ending(label, settings, descent), features: engine.features })
  } finally {
    bar.finish()
    returnEngine(engine)
  }
}

function search(
  { arena, primitives }: Engine,
  network: RuleNetwork,
  animals: readonly ChoiceSequence[],
  settings: RuleNetworkSettings,
  key: Key,
  report: (epochs: number, loss: number) => void,
): Promise<Descent> {
  const { precision, initialWeights, batchAnimals } = settings
  const regressors = ["stimulus", "bias"]
  const batches = divide(animals.length, batchAnimals, key)
  const starts = Float64Array.from(
    animals.flatMap((animal) => Array.from(startWeights(animal, regressors, initialWeights))),
  )
  const trained = initialWeights === "trained"
  const trials = packTrials(arena, animals, precision, trialForm(regressors), batches.most)
  const { work, adjoint } = network.prepare(arena, primitives(precision), trials, settings, {
    starts: trained ? null : starts,
    trainedStarts: trained ? animals.length : 0,
  })
  const { parameterCount, scale } = network.size(settings)
  const theta = work.parameters.values
  theta.set(network.initialParameters(settings, key))
  if (trained) theta.set(starts, parameterCount)
  for (const [k, name] of regressors.entries()) if (isHeld(settings, name)) theta[scale + k] = 0
  const frozen = frozenFactors(settings, regressors, scale)
  return descend({ arena, work, adjoint, batches, frozen }, settings, startPace(), report)
}
