import assert from "node:assert/strict"
import { shuffledHistory } from "../../../../lib/inference/evaluation/shuffled-history.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import {
  lastReward,
  neverLooked,
  rememberingAnimal,
  rememberingLearner,
  rewardCount,
} from "../../../support/remembering-learner.ts"

const options = { key: key(5), pastTrials: 6, shuffles: 3 }

describe("putting the past in random order", () => {
  it("costs likelihood where the order of the past drives the rule", async () => {
    const animal = rememberingAnimal(lastReward, 2000)
    const { value, table } = await shuffledHistory(rememberingLearner(lastReward), animal, options)
    assert.ok(value[0]!.drop > 0.05, `${value[0]!.drop}`)
    assert.equal(value[0]!.trials, 2000 - 6 - 1)
    assert.deepEqual(table.array("pastTrials"), [6])
  })

  it("costs exactly nothing where only the sum of the past does, or nothing of it", async () => {
    for (const rule of [rewardCount, neverLooked]) {
      const { value } = await shuffledHistory(rememberingLearner(rule), rememberingAnimal(rule, 300), options)
      assert.ok(Math.abs(value[0]!.drop) < 1e-15)
    }
  })

  it("is the same for the same key, and moves with another", async () => {
    const animal = rememberingAnimal(lastReward, 200)
    const drop = async (seed: number) =>
      (await shuffledHistory(rememberingLearner(lastReward), animal, { ...options, key: key(seed) })).value[0]!.drop
    assert.equal(await drop(1), await drop(1))
    assert.notEqual(await drop(1), await drop(2))
  })

  it("is refused of rules without memory, without a key, and for a past longer than the animal's", async () => {
    const animal = rememberingAnimal(lastReward, 20)
    const learner = rememberingLearner(lastReward)
    const { nextHidden: _, ...forgetful } = learner
    await assert.rejects(shuffledHistory(forgetful, animal, options), /Remembering has none/)
    await assert.rejects(shuffledHistory(learner, animal, {} as never), /random key/)
    await assert.rejects(shuffledHistory(learner, animal, { key: key(1) }), /pastTrials is 20.*22 trials; .* has 20/)
  })
})
