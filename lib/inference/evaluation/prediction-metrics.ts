import { type ColumnTable, table } from "arquero"
import { choiceSequences, type Subjects } from "../../data/subjects.ts"
import { bitsOf } from "../../numerics/bits.ts"
import { wilsonInterval } from "../../numerics/wilson-interval.ts"
import { type Fitted, fittedLearner } from "../fitted.ts"
import { predictions } from "../predictions.ts"
import type { EvaluatedLearner, Evaluation } from "./evaluation.ts"
import { calibrationBins, type HeldOutScore, heldOutScore, joined } from "./held-out-score.ts"

/**
 * How well a fitted learner predicts animals, each trial from those before it: nats and bits per trial, accuracy of the likelier side
 * (weak: it hides how sure a prediction was), Brier's score (mean squared distance of prediction and choice), and the share of trials on
 * which the animal switched sides beside the share expected by the predictions.
 * @param subjects the animals that it was fitted to, or others.
 * @returns one row an animal.
 * @throws where the model can predict nothing it was not fitted to.
 */
export function predictionMetrics(fitted: Fitted, subjects: Subjects): ColumnTable {
  const learner = fittedLearner("predictionMetrics", fitted)
  const animals = choiceSequences("predictionMetrics", subjects)
  const rows = predictions(learner, animals).map((trajectory, index) => {
    const animal = animals[index]!
    let [pairs, switches, expected] = [0, 0, 0]
    for (let t = 1; t < animal.choice.length; t += 1) {
      if (animal.sessionStart[t] === 1) continue
      const q = trajectory.probabilityRight[t]!
      pairs += 1
      switches += animal.choice[t] === animal.choice[t - 1] ? 0 : 1
      expected += animal.choice[t - 1] === 1 ? 1 - q : q
    }
    return { animal, score: heldOutScore(trajectory, animal), pairs, switches, expected }
  })
  return table({
    learner: rows.map(() => learner.label),
    animal: rows.map(({ animal }) => animal.animal),
    synthetic: rows.map(({ animal }) => animal.synthetic),
    trials: rows.map(({ score }) => score.trials),
    natsPerTrial: rows.map(({ score }) => score.nats / score.trials),
    bitsPerTrial: rows.map(({ score }) => bitsOf(score.nats / score.trials)),
    accuracy: rows.map(({ score }) => score.foretold / score.trials),
    brierScore: rows.map(({ score }) => score.squaredError / score.trials),
    switchShare: rows.map(({ switches, pairs }) => (pairs === 0 ? null : switches / pairs)),
    expectedSwitchShare: rows.map(({ expected, pairs }) => (pairs === 0 ? null : expected / pairs)),
  })
}

/**
 * The calibration of a fitted learner's predictions: trials in ten bins of predicted probability of a right choice, and how often the
 * choice was right in each, with Wilson's 95 % interval. Bins without trials are left out.
 * @param subjects the animals that it was fitted to, or others.
 * @returns one row a bin: `predicted` (mean), `observed`, `observedLow`, `observedHigh`, `trials`.
 * @throws where the model can predict nothing it was not fitted to.
 */
export function calibrationCurve(fitted: Fitted, subjects: Subjects): ColumnTable {
  const learner = fittedLearner("calibrationCurve", fitted)
  const animals = choiceSequences("calibrationCurve", subjects)
  const scores = predictions(learner, animals).map((trajectory, index) => heldOutScore(trajectory, animals[index]!))
  return calibrationTable(
    [{ label: learner.label, scores }],
    animals.map(({ animal }) => animal),
    animals.some(({ synthetic }) => synthetic),
  )
}

/**
 * The calibration of all learners of an evaluation on their held-out trials, pooled over animals and averaged over seeds.
 * @returns one row a learner and bin, as from `calibrationCurve`.
 */
export function heldOutCalibration({ rows, animals, synthetic }: Evaluation): ColumnTable {
  return calibrationTable(rows, animals, synthetic)
}

function calibrationTable(
  learners: readonly Pick<EvaluatedLearner, "label" | "scores">[],
  animals: readonly string[],
  synthetic: boolean,
): ColumnTable {
  const rows = learners.flatMap(({ label, scores }) =>
    pooled(scores)
      .map((bin, index) => ({ label, index, ...bin }))
      .filter(({ trials }) => trials > 0),
  )
  const ends = rows.map(({ right, trials }) => wilsonInterval(right, trials))
  return table({
    learner: rows.map(({ label }) => label),
    animals: rows.map(() => animals.join(", ")),
    synthetic: rows.map(() => synthetic),
    binLow: rows.map(({ index }) => index / calibrationBins),
    binHigh: rows.map(({ index }) => (index + 1) / calibrationBins),
    predicted: rows.map(({ predicted, trials }) => predicted / trials),
    observed: rows.map(({ right, trials }) => right / trials),
    observedLow: ends.map(([low]) => low),
    observedHigh: ends.map(([, high]) => high),
    trials: rows.map(({ trials }) => trials),
  })
}

function pooled(scores: readonly HeldOutScore[]): HeldOutScore["bins"] {
  return scores.length === 0 ? [] : joined(scores).bins
}
