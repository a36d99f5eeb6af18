import type { ChoiceSequence } from "../data/choices.ts"
import { probabilityRight } from "../networks/glm-policy.ts"
import { log } from "../numerics/elementary.ts"
import type { FittedLearner, Trajectory } from "./learner.ts"

/**
 * A frozen learner's predictions for animals it was not fitted to, or for further trials of the same: each trial from the trials before
 * it, in closed form by the model's own `predict`, else by running its rule with the recorded choices and rewards (teacher forcing).
 * @throws Error where the model can say nothing about other animals.
 */
export function predictions(fitted: FittedLearner, animals: readonly ChoiceSequence[]): readonly Trajectory[] {
  if (fitted.predict !== undefined) return fitted.predict(animals)
  if (fitted.update !== undefined) return animals.map((animal) => rollOut(fitted, animal))
  throw new Error(`${fitted.label} describes the animals it was fitted to and predicts no others.`)
}

/** Runs a fitted rule through an animal's trials, from the weights known of it or from 0; entry t is there before trial t is seen. */
export function rollOut({ update, nextHidden }: FittedLearner, animal: ChoiceSequence): Trajectory {
  const { stimulus, choice, reward, sessionStart, initialWeights = [0, 0] } = animal
  const trials = choice.length
  const [weightStimulus, weightBias] = [new Float64Array(trials), new Float64Array(trials)]
  let [w, b] = initialWeights
  let hidden: Float64Array | undefined
  for (let t = 0; t < trials; t += 1) {
    weightStimulus[t] = w
    weightBias[t] = b
    const state = {
      weightStimulus: w,
      weightBias: b,
      stimulus: stimulus[t]!,
      choice: choice[t] as 0 | 1,
      reward: reward[t] as 0 | 1,
      sessionStart: sessionStart[t] as 0 | 1,
      ...(hidden && { hidden }),
    }
    const change = update!(state)
    hidden = nextHidden?.(state)
    w += change[0]
    b += change[1]
  }
  const probability = weightBias.map((bias, t) => probabilityRight(weightStimulus[t]! * stimulus[t]! + bias))
  return Object.freeze({ animal: animal.animal, weightStimulus, weightBias, probabilityRight: probability })
}

/** Log likelihood of each trial's choice in nats, from its predicted probability held off 0 and 1 by 2^-53. */
export function trialLogLikelihoods({ probabilityRight: q }: Trajectory, { choice }: ChoiceSequence): Float64Array {
  return q.map((right, t) => log(Math.max(choice[t] === 1 ? right : 1 - right, 2 ** -53)))
}
