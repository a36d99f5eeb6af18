import assert from "node:assert/strict"
import { hiddenResets } from "../../../../lib/inference/evaluation/hidden-resets.ts"
import { fit as fitTo } from "../../../../lib/inference/fit.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { predictions, trialLogLikelihoods } from "../../../../lib/inference/predictions.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import {
  lastReward,
  neverLooked,
  rememberingAnimal,
  rememberingLearner,
  rewardCount,
} from "../../../support/remembering-learner.ts"
import { withStopCounter } from "../../../support/stop-counter.ts"

describe("emptying a rule's memory", () => {
  it("costs most on every trial, less the rarer it is, and nothing where it never happens again", async () => {
    const animal = rememberingAnimal(lastReward, 3000)
    const { value } = await hiddenResets(rememberingLearner(lastReward), animal, { everyTrials: [1, 2, 4, 20, 3000] })
    const drops = value.map(({ drop }) => drop)
    assert.deepEqual(
      drops.slice(1),
      drops.slice(1).toSorted((a, b) => b - a),
    )
    assert.ok(drops[1]! > 0.01)
    assert.deepEqual([drops[0], drops.at(-1)], [0, 0])
    assert.equal(value[0]!.everyTrials, null)
  })

  it("costs exactly nothing where the rule never looks at it", async () => {
    const animal = rememberingAnimal(neverLooked, 300)
    const { value } = await hiddenResets(rememberingLearner(neverLooked), animal)
    assert.equal(value.length, 10)
    for (const { drop } of value) assert.equal(drop, 0)
  })

  it("costs also at long periods where the memory reaches far back", async () => {
    const animal = rememberingAnimal(rewardCount, 3000)
    const { value } = await hiddenResets(rememberingLearner(rewardCount), animal, { everyTrials: [20] })
    assert.ok(value[1]!.drop > 0.005, `${value[1]!.drop}`)
  })

  it("of a fitted network leaves the rule as it is alone: its likelihood is that of its predictions", async () => {
    const animal = rememberingAnimal(lastReward, 200)
    const learner = learners.rnnGlm({ hiddenUnits: 4, epochs: 5, initialScale: 0.2 })
    const { value } = await fitTo(animal, learner, { key: key(1) })
    const logs = trialLogLikelihoods(predictions(value, [animal])[0]!, animal)
    const { value: rows, table } = await hiddenResets(value, animal, { everyTrials: [2] })
    assert.ok(Math.abs(rows[0]!.natsPerTrial - logs.reduce((sum, nats) => sum + nats, 0) / 200) < 1e-12)
    assert.notEqual(rows[1]!.drop, 0)
    assert.deepEqual(table.array("everyTrials"), [null, 2])
  })

  it("hands back what it came to when it is asked to stop", () =>
    withStopCounter(async (stop) => {
      const animal = rememberingAnimal(lastReward, 200)
      const onProgress = () => stop()
      const { value, status } = await hiddenResets(rememberingLearner(lastReward), animal, { onProgress })
      assert.equal(status, "stopped")
      assert.ok(value.length >= 1 && value.length < 10)
    }))

  it("is refused of rules without memory, and for periods that are none", async () => {
    const animal = rememberingAnimal(lastReward, 50)
    const { nextHidden: _, ...forgetful } = rememberingLearner(lastReward)
    await assert.rejects(hiddenResets(forgetful, animal), /rule with memory.*rnnGlm.*Remembering has none/)
    await assert.rejects(
      hiddenResets(rememberingLearner(lastReward), animal, { everyTrials: [0] }),
      /at least 1, got 0/,
    )
  })
})
