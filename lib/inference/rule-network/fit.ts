import type { ChoiceSequence } from "../../data/choices.ts"
import { type EngineFeatures, returnEngine } from "../../engine/engine.ts"
import { engineFor } from "../../engine/engine-for.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { Progress, Status } from "../../numerics/solution.ts"
import { startPace } from "../../runs/pace.ts"
import { startProgress } from "../../runs/surroundings.ts"
import { divide } from "./batches.ts"
import { type Checkpoint, identityOf, requireSameFit } from "./checkpoint.ts"
import { type Descent, descend } from "./descent.ts"
import { ending } from "./ending.ts"
import type { NetworkModel } from "./model.ts"
import type { RuleNetworkOptions } from "./options.ts"

/** What one fit of a network is made of: numbers, text and typed arrays, so that it can be sent to a worker. */
export interface NetworkSpec<Options = RuleNetworkOptions> {
  /** One or more animals, who share the network. */
  readonly animals: readonly ChoiceSequence[]
  /** Options of the learner. */
  readonly options?: Options
}

/** How a fit went and what it found, made of what a spec may hold. */
export interface NetworkFit extends Omit<Descent, "state"> {
  /** What the arithmetic of its mode rested on. */
  readonly features: EngineFeatures
  readonly status: Status
  /** One sentence: how it ended and, where it did not converge, what to do. */
  readonly message: string
  /** Where it can be taken up again, stopped or not. */
  readonly checkpoint: Checkpoint
}

/**
 * Fits a network to the choices of animals; shows progress, and hands back what it has when it is asked to stop.
 * @throws where there is nothing to score, and where the checkpoint to go on from is of another fit.
 */
export async function fitNetwork(
  model: NetworkModel,
  animals: readonly ChoiceSequence[],
  key: Key,
  resume?: Checkpoint,
  onProgress?: (progress: Progress) => void,
): Promise<NetworkFit> {
  const { kind, label, settings } = model
  requireScored(kind, animals, settings.scoreFrom)
  const of = identityOf(kind, settings, key, animals)
  if (resume !== undefined) requireSameFit(kind, resume, of, settings.epochs)
  const bar = startProgress(label, settings.epochs, onProgress)
  const engine = await engineFor(settings.mode)
  const { arena, primitives, features } = engine
  try {
    const batches = divide(animals.length, settings.batchAnimals, key)
    const prepared = model.prepare(arena, primitives(settings.precision), animals, batches.most, key)
    const descent = await descend({ ...prepared, arena, batches }, settings, startPace(), resume, (epochs, loss) =>
      bar.report(epochs, `${(-loss).toFixed(4)} nats per trial`),
    )
    const { state, ...went } = descent
    const done = (values: readonly number[]) => values.slice(0, state.epoch)
    const checkpoint = Object.freeze({
      of,
      ...state,
      losses: done(went.losses),
      gradientNorms: done(went.gradientNorms),
      learningRates: done(went.learningRates),
    })
    return Object.freeze({ ...went, ...ending(label, settings, descent), features, checkpoint })
  } finally {
    bar.finish()
    returnEngine(engine)
  }
}

function requireScored(caller: string, animals: readonly ChoiceSequence[], scoreFrom: number): void {
  for (const { animal, choice } of animals)
    if (choice.length <= scoreFrom)
      throw new RangeError(
        `${caller}: scoreFrom is ${scoreFrom}, which leaves none of the ${choice.length} trials of ${animal}`,
      )
}
