import { type ColumnTable, table } from "arquero"
import { choiceSequence, type Subject } from "../data/subjects.ts"
import { integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import { type Fitted, fittedLearner } from "./fitted.ts"

/**
 * The weights of one animal under several fitted learners, trial by trial, thinned to about `points` trials (600 unless told),
 * first trials of sessions always kept. Trials and sessions are counted from 1.
 * @returns one row a learner and kept trial.
 * @throws where a learner was not fitted to the animal.
 */
export function weightTrajectories(
  subject: Subject,
  fits: readonly Fitted[],
  options: { readonly points?: number } = {},
): ColumnTable {
  refuseUnknownKeys("weightTrajectories", options, ["points"])
  const animal = choiceSequence("weightTrajectories", subject)
  const points = integerOption("weightTrajectories: points", options.points ?? 600, 2)
  const trials = animal.choice.length
  const every = Math.max(1, Math.ceil(trials / points))
  const kept = [...animal.choice.keys()].filter(
    (t) => t % every === 0 || animal.sessionStart[t] === 1 || t === trials - 1,
  )
  const learners = fits.map((fitted) => fittedLearner("weightTrajectories", fitted))
  const rows = learners.flatMap(({ label, trajectories }) => {
    const trajectory = trajectories.find((each) => each.animal === animal.animal && each.weightBias.length === trials)
    if (trajectory === undefined) throw new Error(notFitted(label, animal.animal, trials, trajectories))
    return kept.map((t) => ({ label, t, stimulus: trajectory.weightStimulus[t]!, bias: trajectory.weightBias[t]! }))
  })
  return table({
    animal: rows.map(() => animal.animal),
    synthetic: rows.map(() => animal.synthetic),
    learner: rows.map(({ label }) => label),
    trial: rows.map(({ t }) => t + 1),
    session: rows.map(({ t }) => animal.session[t]! + 1),
    weightStimulus: rows.map(({ stimulus }) => stimulus),
    weightBias: rows.map(({ bias }) => bias),
  })
}

function notFitted(
  label: string,
  animal: string,
  trials: number,
  has: readonly { animal: string; weightBias: Float64Array }[],
) {
  const list = has.map((each) => `${each.animal} (${each.weightBias.length} trials)`).join(", ")
  return `${label} was not fitted to ${animal} (${trials} trials), but to ${list}`
}
