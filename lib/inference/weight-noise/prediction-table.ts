import { type ColumnTable, table } from "arquero"
import { choiceSequence, type Subject } from "../../data/subjects.ts"
import { type Fitted, fittedLearner } from "../fitted.ts"

/**
 * What a fitted learner says of every trial of one animal: P(right) with the ends of its 95 % interval, and each weight with its standard
 * error, null where the learner has none.
 * @returns one row a trial: animal, synthetic, trial and session (from 1), choice, probabilityRight, low, high, and for each weight
 * `weight_NAME` and `error_NAME`.
 * @throws where the learner was not fitted to the animal.
 */
export function predictionTable(subject: Subject, fitted: Fitted): ColumnTable {
  const animal = choiceSequence("predictionTable", subject)
  const { label, trajectories } = fittedLearner("predictionTable", fitted)
  const trials = animal.choice.length
  const found = trajectories.find((each) => each.animal === animal.animal && each.weightBias.length === trials)
  if (found === undefined) {
    const list = trajectories.map((each) => `${each.animal} (${each.weightBias.length} trials)`).join(", ")
    throw new Error(`${label} was not fitted to ${animal.animal} (${trials} trials), but to ${list}`)
  }
  const { probabilityRight, probabilityInterval, standardErrors } = found
  const weights = found.weights ?? { stimulus: found.weightStimulus, bias: found.weightBias }
  const empty = () => Array.from({ length: trials }, () => null)
  const columns = Object.entries(weights).flatMap(([name, values]) => [
    [`weight_${name}`, [...values]] as const,
    [`error_${name}`, standardErrors?.[name] ? [...standardErrors[name]] : empty()] as const,
  ])
  return table({
    animal: Array.from(animal.choice, () => animal.animal),
    synthetic: Array.from(animal.choice, () => animal.synthetic),
    trial: Array.from(animal.choice, (_, t) => t + 1),
    session: Array.from(animal.session, (index) => index + 1),
    choice: [...animal.choice],
    probabilityRight: [...probabilityRight],
    low: probabilityInterval ? [...probabilityInterval[0]] : empty(),
    high: probabilityInterval ? [...probabilityInterval[1]] : empty(),
    ...Object.fromEntries(columns),
  })
}
