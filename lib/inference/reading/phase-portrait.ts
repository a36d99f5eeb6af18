import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceSequences, type Subjects } from "../../data/subjects.ts"
import { log } from "../../numerics/elementary.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { type Fitted, fittedLearner } from "../fitted.ts"
import type { FittedLearner, Trajectory } from "../learner.ts"
import { predictions } from "../predictions.ts"
import { answerOf } from "../regressors.ts"

/** How a change of logit is read: off the weights before and after a trial, or off the predictions of two trials with one stimulus. */
type Method = "weights" | "sameStimulus"

interface Point {
  readonly animal: ChoiceSequence
  readonly t: number
  readonly logit: number
  readonly change: number
}

/**
 * Where a model's preference is and where a trial moves it: the logit of "right" on a trial and its change by that trial, by outcome and
 * side. For a rule the same stimulus is asked again with the weights after the trial; a model that has only probabilities, such as
 * `learners.tinyRnn`, is read where the next trial of the session shows the same stimulus. After Ji-An, Benna and Mattar 2025.
 * @param subjects animals that the learner was fitted to, or others, on which it is then run.
 * @param options points: trials in the table, evenly thinned to about so many; 800 unless told.
 * @returns one row a trial (counted from 1): logit and change in log odds, and `method`, which of the two ways it was read.
 * @throws where the model predicts no other animals, or no trial can be read.
 */
export function phasePortrait(
  fitted: Fitted,
  subjects: Subjects,
  options: { readonly points?: number } = {},
): ColumnTable {
  refuseUnknownKeys("phasePortrait", options, ["points"])
  const most = integerOption("phasePortrait: points", options.points ?? 800, 10)
  const learner = fittedLearner("phasePortrait", fitted)
  const animals = choiceSequences("phasePortrait", subjects)
  const method: Method = learner.update === undefined ? "sameStimulus" : "weights"
  const all = animals.flatMap((animal) => {
    const trajectory = trajectoryOf(learner, animal)
    return method === "weights" ? byWeights(animal, trajectory) : bySameStimulus(animal, trajectory)
  })
  if (all.length === 0)
    throw new RangeError("phasePortrait: no stimulus is shown on two trials in a row, so that no change can be read")
  const every = Math.max(1, Math.ceil(all.length / most))
  const points = all.filter((_, i) => i % every === 0)
  return table({
    learner: points.map(() => learner.label),
    animal: points.map(({ animal }) => animal.animal),
    synthetic: points.map(({ animal }) => animal.synthetic),
    method: points.map(() => method),
    trial: points.map(({ t }) => t + 1),
    outcome: points.map(({ animal, t }) => (animal.reward[t] === 1 ? "correct" : "error")),
    side: points.map(({ animal, t }) => (answerOf(animal, t) === 1 ? "right" : "left")),
    logit: points.map(({ logit }) => logit),
    change: points.map(({ change }) => change),
  })
}

function trajectoryOf(learner: FittedLearner, animal: ChoiceSequence): Trajectory {
  const own = learner.trajectories.find(
    (each) => each.animal === animal.animal && each.probabilityRight.length === animal.choice.length,
  )
  return own ?? predictions(learner, [animal])[0]!
}

function byWeights(animal: ChoiceSequence, { weightStimulus, weightBias }: Trajectory): readonly Point[] {
  const trials = [...animal.choice.keys()].slice(0, -1)
  return trials.map((t) => {
    const logitWith = (weights: number) => weightStimulus[weights]! * animal.stimulus[t]! + weightBias[weights]!
    return { animal, t, logit: logitWith(t), change: logitWith(t + 1) - logitWith(t) }
  })
}

function bySameStimulus(animal: ChoiceSequence, { probabilityRight }: Trajectory): readonly Point[] {
  const { stimulus, sessionStart } = animal
  const trials = [...animal.choice.keys()].slice(0, -1)
  return trials
    .filter((t) => sessionStart[t + 1] === 0 && stimulus[t + 1] === stimulus[t])
    .map((t) => {
      const logit = logitOf(probabilityRight[t]!)
      return { animal, t, logit, change: logitOf(probabilityRight[t + 1]!) - logit }
    })
}

/** Finite also where a probability was rounded to 0 or 1. */
function logitOf(probability: number): number {
  const held = Math.min(1 - 2 ** -53, Math.max(2 ** -53, probability))
  return log(held) - log(1 - held)
}
