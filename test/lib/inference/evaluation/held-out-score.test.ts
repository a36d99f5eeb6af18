import assert from "node:assert/strict"
import { averaged, heldOutScore, joined } from "../../../../lib/inference/evaluation/held-out-score.ts"
import type { Trajectory } from "../../../../lib/inference/learner.ts"
import { sequence } from "../../../support/simulated-learner.ts"

const trajectory = (probabilityRight: readonly number[]): Trajectory => ({
  animal: "one",
  weightStimulus: new Float64Array(probabilityRight.length),
  weightBias: new Float64Array(probabilityRight.length),
  probabilityRight: Float64Array.from(probabilityRight),
})
const animal = sequence("one", new Float64Array(4), Uint8Array.of(1, 0, 1, 1), Uint8Array.of(1, 1, 1, 1))
const predicted = trajectory([0.8, 0.3, 0.5, 0.25])

describe("a held-out score", () => {
  it("sums log likelihood, foretold choices (a tie counts half) and squared errors", () => {
    const score = heldOutScore(predicted, animal)
    assert.ok(Math.abs(score.nats - Math.log(0.8 * 0.7 * 0.5 * 0.25)) < 1e-14)
    assert.equal(score.foretold, 1 + 1 + 0.5 + 0)
    assert.ok(Math.abs(score.squaredError - (0.04 + 0.09 + 0.25 + 0.5625)) < 1e-14)
    assert.equal(score.trials, 4)
  })

  it("keeps trials in ten bins of the prediction, the last one closed", () => {
    const { bins } = heldOutScore(trajectory([0.8, 0.3, 1, 0.25]), animal)
    assert.equal(bins.length, 10)
    assert.deepEqual(
      bins.flatMap(({ trials, right }, bin) => (trials === 0 ? [] : [[bin, trials, right]])),
      [
        [2, 1, 1],
        [3, 1, 0],
        [8, 1, 1],
        [9, 1, 1],
      ],
    )
  })

  it("counts only trials from the given one on", () => {
    const score = heldOutScore(predicted, animal, 2)
    assert.equal(score.trials, 2)
    assert.ok(Math.abs(score.nats - Math.log(0.5 * 0.25)) < 1e-14)
  })

  it("of a whole is the sum of its parts, and of several seeds their mean", () => {
    const [first, second] = [heldOutScore(predicted, animal, 0, 2), heldOutScore(predicted, animal, 2)]
    const whole = joined([first, second])
    assert.deepEqual(whole.bins, heldOutScore(predicted, animal).bins)
    assert.equal(whole.trials, 4)
    assert.equal(whole.nats, first.nats + second.nats)
    assert.deepEqual(whole.sessions, [{ session: 0, trials: 4, nats: first.nats + second.nats }])
    const mean = averaged([first, { ...first, nats: first.nats - 2 }])
    assert.equal(mean.nats, first.nats - 1)
    assert.equal(mean.trials, 2)
  })
})
