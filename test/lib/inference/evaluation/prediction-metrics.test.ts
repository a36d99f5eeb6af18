import assert from "node:assert/strict"
import type { ColumnTable } from "arquero"
import { crossValidate } from "../../../../lib/inference/evaluation/cross-validate.ts"
import {
  calibrationCurve,
  heldOutCalibration,
  predictionMetrics,
} from "../../../../lib/inference/evaluation/prediction-metrics.ts"
import { fit as fitTo } from "../../../../lib/inference/fit.ts"
import type { FittedLearner } from "../../../../lib/inference/learner.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { uniform } from "../../../../lib/numerics/distributions.ts"
import { key, split } from "../../../../lib/numerics/random-key.ts"
import { sequence } from "../../../support/simulated-learner.ts"
import { smallCohort } from "../../../support/small-cohort.ts"

const records = (table: ColumnTable) => table.objects() as Readonly<Record<string, number>>[]

/** A learner that says `predicted` of animals whose choices are drawn from `truth`. */
function forecaster(truth: Float64Array, predicted: Float64Array) {
  const draws = uniform(key(8), truth.length)
  const choice = Uint8Array.from(truth, (q, t) => (draws[t]! < q ? 1 : 0))
  const animal = sequence("one", new Float64Array(truth.length), choice, choice)
  const weights = new Float64Array(truth.length)
  const trajectory = { animal: "one", weightStimulus: weights, weightBias: weights, probabilityRight: predicted }
  const value: FittedLearner = {
    learner: "forecaster",
    label: "Forecaster",
    parameterCount: 0,
    parameters: [],
    natsPerTrial: 0,
    trials: truth.length,
    trajectories: [trajectory],
    predict: () => [trajectory],
  }
  return { animal, value }
}

describe("metrics of predictions", () => {
  it("of a coin are accuracy and Brier score 0.5 and 0.25, and half of all trials are switches", async () => {
    const animal = smallCohort(1, 200)[0]!
    const { value } = await fitTo(animal, learners.chance(), { key: key(1) })
    const [row] = records(predictionMetrics(value, animal))
    assert.deepEqual([row!.accuracy, row!.brierScore, row!.expectedSwitchShare], [0.5, 0.25, 0.5])
    assert.ok(Math.abs(row!.bitsPerTrial! + 1) < 1e-12)
  })

  it("count switches within sessions only, recorded and expected", () => {
    const { animal, value } = forecaster(new Float64Array(4).fill(0.5), Float64Array.of(0.9, 0.8, 0.7, 0.6))
    const made = { ...animal, choice: Uint8Array.of(1, 0, 0, 1), sessionStart: Uint8Array.of(1, 0, 1, 0) }
    const [row] = records(predictionMetrics(value, made))
    assert.equal(row!.switchShare, 2 / 2)
    assert.ok(Math.abs(row!.expectedSwitchShare! - (0.2 + 0.6) / 2) < 1e-12)
  })
})

describe("a calibration curve", () => {
  const truth = uniform(split(key(9), 1)[0]!, 20_000)

  it("of true probabilities lies on the diagonal, within its intervals about as often as they say", () => {
    const { animal, value } = forecaster(truth, truth)
    const rows = records(calibrationCurve(value, animal))
    assert.equal(rows.length, 10)
    assert.equal(
      rows.reduce((sum, { trials }) => sum + trials!, 0),
      20_000,
    )
    const covered = rows.filter((row) => row.observedLow! <= row.predicted! && row.predicted! <= row.observedHigh!)
    assert.ok(covered.length >= 8, `${covered.length} of 10`)
    for (const row of rows) assert.ok(Math.abs(row.observed! - row.predicted!) < 0.04)
  })

  it("of a forecaster who is too sure is flatter than the diagonal", () => {
    const sure = truth.map((q) => (q < 0.5 ? q * q * 2 : 1 - 2 * (1 - q) ** 2))
    const { animal, value } = forecaster(truth, sure)
    const rows = records(calibrationCurve(value, animal))
    assert.ok(rows[0]!.observed! > rows[0]!.predicted! + 0.05)
    assert.ok(rows.at(-1)!.observed! < rows.at(-1)!.predicted! - 0.05)
  })

  it("leaves out bins without trials", async () => {
    const animal = smallCohort(1, 200)[0]!
    const { value } = await fitTo(animal, learners.chance(), { key: key(1) })
    const [only, ...others] = records(calibrationCurve(value, animal))
    assert.equal(others.length, 0)
    assert.deepEqual([only!.binLow, only!.predicted, only!.trials], [0.5, 0.5, 200])
  })

  it("of held-out trials has all of them, for every learner", async () => {
    const cohort = smallCohort(3, 100)
    const list = [learners.staticGlm(), learners.chance()]
    const { value } = await crossValidate(cohort, list, { key: key(1), workers: 1, resamples: 100 })
    const rows = records(heldOutCalibration(value))
    for (const { label } of list) {
      const mine = rows.filter((row) => String(row.learner) === label)
      assert.equal(
        mine.reduce((sum, { trials }) => sum + trials!, 0),
        100 + 107 + 114,
      )
    }
  })
})
