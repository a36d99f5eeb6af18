import type { ChoiceSequence } from "../../data/choices.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { type TrainingOptions, trainingChoiceWorld } from "../../tasks/training-choice-world.ts"
import type { FittedLearner, Trajectory } from "../learner.ts"
import { predictions } from "../predictions.ts"
import type { TwinPlan } from "./twin-copy.ts"

/** How long a twin lives, and in which version of the task. */
export interface TwinTrials {
  /** Trials of each copy, in sessions as long as the animal's, over again where they are more; as many as the animal's unless told. */
  readonly trials?: number
  /** Options of the training task, such as the rig's version. */
  readonly task?: TrainingOptions
}

/**
 * What copies of an animal's twin have in common.
 * @throws on impossible options, and where a learner can neither learn from a trial nor predict one.
 */
export function planOf(
  caller: string,
  animal: ChoiceSequence,
  fitted: FittedLearner,
  { trials, task = {} }: TwinTrials,
): { readonly plan: TwinPlan; readonly own: Trajectory } {
  const total = integerOption(`${caller}: trials`, trials ?? animal.choice.length, 1, 1e7)
  if (typeof task !== "object" || task === null)
    throw new TypeError(`${caller}: task takes options of the training task, such as { phase: 0 }, got ${String(task)}`)
  refuseUnknownKeys(`${caller}: task`, task, ["phase", "debiasWindow", "zeroContrastSide"])
  trainingChoiceWorld(task)
  if (fitted.live === undefined && fitted.update === undefined && fitted.predict === undefined)
    throw new Error(
      `${caller}: ${fitted.label} describes the animals it was fitted to and cannot live a life of its own.`,
    )
  const own = ownTrajectory(fitted, animal)
  const plan = {
    name: `${animal.animal}, twin by ${fitted.label}`,
    byRule: fitted.update !== undefined && (own.weights === undefined || fitted.predict === undefined),
    hasWeights: [own.weightStimulus, own.weightBias].some((weights) => weights.some((weight) => weight !== 0)),
    start: [own.weightStimulus[0]!, own.weightBias[0]!] as const,
    sessionTrials: sessionTrials(animal, total),
    task,
  }
  return { plan, own }
}

/** The animal's trajectory by the fit, or by the frozen learner where it was fitted to others. */
function ownTrajectory(fitted: FittedLearner, animal: ChoiceSequence): Trajectory {
  const own = fitted.trajectories.find(
    (each) => each.animal === animal.animal && each.weightBias.length === animal.choice.length,
  )
  return own ?? predictions(fitted, [animal])[0]!
}

function sessionTrials({ session }: ChoiceSequence, total: number): readonly number[] {
  const lengths: number[] = []
  for (const number of session) lengths[number] = (lengths[number] ?? 0) + 1
  const filled = lengths.filter((length) => length > 0)
  const counts: number[] = []
  for (let left = total, i = 0; left > 0; i += 1) {
    const count = Math.min(left, filled[i % filled.length]!)
    counts.push(count)
    left -= count
  }
  return counts
}
