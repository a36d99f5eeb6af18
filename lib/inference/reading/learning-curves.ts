import { type ColumnTable, table } from "arquero"
import { choiceSequence, type Subject } from "../../data/subjects.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { type Fitted, fittedLearner } from "../fitted.ts"
import type { FittedLearner, Trajectory } from "../learner.ts"

/** Standard errors to either side of a 95 % band. */
const standardErrors95 = 1.959964

/**
 * All weights of one animal under several fitted learners, trial by trial, with 95 % bands where the model has standard errors, as the
 * smoother of `learners.psytrack` does. Thinned to about `points` trials (600 unless told), first trials of sessions always kept.
 * @returns one row a learner, regressor and kept trial; trials and sessions are counted from 1, `low` and `high` are null without a band.
 * @throws where a learner was not fitted to the animal.
 */
export function learningCurves(
  subject: Subject,
  fits: readonly Fitted[],
  options: { readonly points?: number } = {},
): ColumnTable {
  refuseUnknownKeys("learningCurves", options, ["points"])
  const animal = choiceSequence("learningCurves", subject)
  const points = integerOption("learningCurves: points", options.points ?? 600, 2)
  const trials = animal.choice.length
  const every = Math.max(1, Math.ceil(trials / points))
  const kept = [...animal.choice.keys()].filter(
    (t) => t % every === 0 || animal.sessionStart[t] === 1 || t === trials - 1,
  )
  const rows = fits.flatMap((fitted) => {
    const learner = fittedLearner("learningCurves", fitted)
    const { standardErrors = {}, ...trajectory } = ownTrajectory(learner, animal.animal, trials)
    const weights = trajectory.weights ?? { stimulus: trajectory.weightStimulus, bias: trajectory.weightBias }
    return Object.entries(weights).flatMap(([regressor, values]) =>
      kept.map((t) => {
        const error = standardErrors[regressor]?.[t]
        return { label: learner.label, regressor, t, weight: values[t]!, error: error ?? null }
      }),
    )
  })
  const end = (sign: 1 | -1) =>
    rows.map(({ weight, error }) => (error === null ? null : weight + sign * standardErrors95 * error))
  return table({
    animal: rows.map(() => animal.animal),
    synthetic: rows.map(() => animal.synthetic),
    learner: rows.map(({ label }) => label),
    regressor: rows.map(({ regressor }) => regressor),
    trial: rows.map(({ t }) => t + 1),
    session: rows.map(({ t }) => animal.session[t]! + 1),
    weight: rows.map(({ weight }) => weight),
    low: end(-1),
    high: end(1),
  })
}

function ownTrajectory({ label, trajectories }: FittedLearner, animal: string, trials: number): Trajectory {
  const own = trajectories.find((each) => each.animal === animal && each.probabilityRight.length === trials)
  if (own) return own
  const has = trajectories.map((each) => `${each.animal} (${each.probabilityRight.length} trials)`).join(", ")
  throw new Error(`${label} was not fitted to ${animal} (${trials} trials), but to ${has}`)
}
