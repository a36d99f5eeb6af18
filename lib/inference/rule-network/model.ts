import type { ChoiceSequence } from "../../data/choices.ts"
import type { Arena } from "../../engine/arena.ts"
import type { Primitives } from "../../engine/primitives.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { FittedLearner } from "../learner.ts"
import type { Best, Slope } from "./descent.ts"
import type { NetworkSettings } from "./options.ts"

/** A network with its settings: all that a fit has to know of it. */
export interface NetworkModel {
  /** Name of what makes its learner, such as "dnnGlm". */
  readonly kind: string
  /** Name of its learner, which tells its variants apart. */
  readonly name: string
  /** As shown in tables and figures. */
  readonly label: string
  readonly settings: NetworkSettings
  /** Packs the trials of animals, so many at once, and prepares the way forward and back over them, parameters as before the first step. */
  prepare(
    arena: Arena,
    primitives: Primitives,
    animals: readonly ChoiceSequence[],
    most: number,
    key: Key,
  ): Omit<Slope, "arena" | "batches">
  /** What its best parameters give, as functions and trajectories. */
  fitted(animals: readonly ChoiceSequence[], best: Best): Fitted
  /** What a solution's `info` has beside how the fit went: the network's parameters, for one. */
  info(animals: readonly ChoiceSequence[], best: Best): Readonly<Record<string, unknown>>
}

/** What a network knows to say of itself once it is fitted. */
export type Fitted = Pick<
  FittedLearner,
  "parameterCount" | "trajectories" | "update" | "nextHidden" | "predict" | "live"
>
