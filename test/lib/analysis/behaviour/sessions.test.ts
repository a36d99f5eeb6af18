import assert from "node:assert/strict"
import { runningAccuracy } from "../../../../lib/analysis/behaviour/running-accuracy.ts"
import { sessionSummary } from "../../../../lib/analysis/behaviour/session-summary.ts"
import { stimulusOfPercent } from "../../../../lib/data/signed-contrast.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { wilsonInterval } from "../../../../lib/numerics/wilson-interval.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { sequence, simulatedLearner } from "../../../support/simulated-learner.ts"

const animal = simulatedLearner(reinforce({ rate: 0.05 }), { trials: 450, key: key(3) })

describe("a summary of sessions", () => {
  it("counts every trial once, in its session, and rewards as recorded", () => {
    const rows = sessionSummary(animal).objects() as Record<string, number>[]
    assert.deepEqual(
      rows.map(({ session }) => session),
      [1, 2, 3, 4, 5],
    )
    assert.deepEqual(
      rows.map(({ trials }) => trials),
      [100, 100, 100, 100, 50],
    )
    const rewarded = rows.reduce((sum, row) => sum + row.accuracy! * row.trials!, 0)
    assert.ok(Math.abs(rewarded - animal.reward.reduce((sum, r) => sum + r, 0)) < 1e-9)
    const [low, high] = wilsonInterval(Math.round(rows[0]!.accuracy! * 100), 100)
    assert.deepEqual([rows[0]!.accuracyLow, rows[0]!.accuracyHigh], [low, high])
  })

  it("takes contrasts of at least 50 % as easy, and says nothing where there is none", () => {
    const stimulus = Float64Array.from({ length: 200 }, (_, t) =>
      stimulusOfPercent(t < 100 ? (t % 4 ? 25 : -50) : 12.5),
    )
    const reward = Uint8Array.from(stimulus, (_, t) => (t % 8 === 0 ? 1 : 0))
    const rows = sessionSummary(sequence("easy", stimulus, new Uint8Array(200), reward)).objects() as Record<
      string,
      unknown
    >[]
    assert.equal(rows[0]!.easyTrials, 25)
    assert.equal(rows[0]!.easyAccuracy, 13 / 25)
    assert.deepEqual([rows[1]!.easyTrials, rows[1]!.easyAccuracy, rows[1]!.easyLow], [0, null, null])
  })

  it("carries the word synthetic", () => {
    assert.deepEqual([...new Set(sessionSummary(animal).array("synthetic"))], [true])
  })
})

describe("running accuracy", () => {
  it("is the mean reward of the last window of trials", () => {
    const rows = runningAccuracy(animal, { window: 30 }).objects() as Record<string, number>[]
    assert.equal(rows.length, 450 - 29)
    for (const { trial, accuracy, session } of rows) {
      const window = animal.reward.slice(trial! - 30, trial)
      assert.equal(accuracy, window.reduce((sum, r) => sum + r, 0) / 30)
      assert.equal(session, Math.floor((trial! - 1) / 100) + 1)
    }
  })

  it("refuses a window longer than the training, and unknown options", () => {
    assert.throws(() => runningAccuracy(animal, { window: 451 }), /from 1 to 450, got 451/)
    assert.throws(() => runningAccuracy(animal, { span: 3 } as never), /"span".*window/)
  })
})
