import type { ChoiceSequence } from "../data/choices.ts"
import type { Arena, Matrix } from "../engine/arena.ts"
import type { Precision, Primitives } from "../engine/primitives.ts"
import { reinforceModel } from "./reinforce-rollout.ts"

/**
 * Runs of the REINFORCE rule side by side, one a lane: animals, or starts of a search on one animal. All matrices have one column a
 * lane; columns beyond the runs asked for fill up the last vector, have no trials, and get loss and gradient 0.
 */
export interface ReinforceLanes {
  readonly primitives: Primitives
  /** What may differ between runs, in the order of `reinforceModel.slots` (6 x lanes): set it before each pass. */
  readonly parameters: Matrix
  /** Minus the log likelihood of each run in nats, summed over its trials, in f64 (1 x lanes). */
  readonly loss: Matrix
  /** Slope of each run's loss in its own parameters, in f64 (6 x lanes). */
  readonly gradient: Matrix
  /** Trials of the longest run. */
  readonly trials: number
  /** c s, c and r of every trial ((trials + 1) x lanes), with c = 1 for right and -1 for left, 0 where a run has ended. */
  readonly signedStimulus: Matrix
  readonly signedChoice: Matrix
  readonly reward: Matrix
  /** What the primitive keeps while it runs. */
  readonly state: Matrix
  /** Lanes are worked on so many vectors of 16 bytes at a time. */
  readonly vectors: number
}

/**
 * Lays out runs in the arena, with all parameters 0.
 * @param animals whose trials each run has: the same one several times for several starts; they may differ in length.
 */
export function createReinforceLanes(
  arena: Arena,
  primitives: Primitives,
  animals: readonly ChoiceSequence[],
  precision: Precision,
): ReinforceLanes {
  const bytes = precision === "f32" ? 4 : 8
  const vectors = Math.ceil((animals.length * bytes) / 16)
  const columns = (vectors * 16) / bytes
  const trials = animals.reduce((most, { choice }) => Math.max(most, choice.length), 0)
  const slots = reinforceModel.slots.length
  // The row after the last trial stays 0: the logit of a trial is formed while the one before it is learned from.
  const lanes: ReinforceLanes = {
    primitives,
    parameters: arena.matrix(slots, columns, precision),
    loss: arena.matrix(1, columns, "f64"),
    gradient: arena.matrix(slots, columns, "f64"),
    trials,
    signedStimulus: arena.matrix(trials + 1, columns, precision),
    signedChoice: arena.matrix(trials + 1, columns, precision),
    reward: arena.matrix(trials + 1, columns, precision),
    state: arena.matrix(1, (vectors * primitives.reinforceStateBytes()) / bytes, precision),
    vectors,
  }
  for (const [lane, animal] of animals.entries()) fillLane(lanes, lane, animal)
  return lanes
}

function fillLane(
  { signedStimulus, signedChoice, reward }: ReinforceLanes,
  lane: number,
  animal: ChoiceSequence,
): void {
  for (let t = 0; t < animal.choice.length; t++) {
    const at = t * signedChoice.columns + lane
    const sign = 2 * animal.choice[t]! - 1
    signedStimulus.values[at] = sign * animal.stimulus[t]!
    signedChoice.values[at] = sign
    reward.values[at] = animal.reward[t]!
  }
}

/** Fills `loss` and `gradient` of all runs for their present parameters. */
export function lossAndGradient(lanes: ReinforceLanes): void {
  const { primitives, parameters, loss, gradient, signedStimulus, signedChoice, reward, state, trials, vectors } = lanes
  primitives.reinforce(
    loss.pointer,
    gradient.pointer,
    parameters.pointer,
    signedStimulus.pointer,
    signedChoice.pointer,
    reward.pointer,
    state.pointer,
    trials,
    vectors,
  )
}
