import assert from "node:assert/strict"
import process from "node:process"
import { animals } from "../../../../lib/data/animals.ts"
import { choices } from "../../../../lib/data/choices.ts"
import { dnnGlm } from "../../../../lib/inference/dnn-glm/learner.ts"
import type { FittedLearner } from "../../../../lib/inference/learner.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { transformContrast } from "../../../../lib/tasks/contrast.ts"

// Reference: 8 seeds gave -0.469 +- 0.003 nats per trial, -0.476 to -0.466; the best parametric rule reaches -0.4816.
const fitMouse = async (seed: number) => {
  const mouse = choices(await animals.load("KS014"), { firstTrials: 10_000 })
  return dnnGlm().fit([mouse], { key: key(seed), onProgress: () => {} })
}

/** Mean inferred change of w_stim after correct and after wrong choices at this w_stim, w_bias = 0, over all contrasts but 0. */
function meanUpdate({ update }: FittedLearner, weightStimulus: number): { correct: number; wrong: number } {
  const stimuli = [0.0625, 0.125, 0.25, 0.5, 1].flatMap((c) => [transformContrast(c), -transformContrast(c)])
  const mean = (reward: 0 | 1) =>
    stimuli.reduce((sum, stimulus) => {
      const right = stimulus > 0 === (reward === 1)
      return sum + update!({ weightStimulus, weightBias: 0, stimulus, choice: right ? 1 : 0, reward })[0]
    }, 0) / stimuli.length
  return { correct: mean(1), wrong: mean(0) }
}

function assertSigns(value: FittedLearner): void {
  for (const weight of [0, 1, 2]) {
    const { correct, wrong } = meanUpdate(value, weight)
    assert.ok(correct > 0 && wrong < 0, `at w_stim = ${weight}: ${correct} after correct, ${wrong} after wrong choices`)
  }
}

describe("the DNNGLM on mouse KS014", function () {
  this.timeout(300_000)
  before(function () {
    if (process.env.DELTAW_DATA === undefined) this.skip()
  })

  it("reaches the reference likelihood on the first 10,000 trials, with the reference signs", async () => {
    const { value, status } = await fitMouse(0)
    assert.equal(status, "converged")
    assert.equal(value.trials, 10_000)
    assert.ok(value.natsPerTrial > -0.479 && value.natsPerTrial < -0.462, `${value.natsPerTrial} nats per trial`)
    assertSigns(value)
  })

  it("has a mean over 8 seeds in [-0.474, -0.465], and the signs in every seed @long", async () => {
    let sum = 0
    for (let seed = 0; seed < 8; seed++) {
      const { value } = await fitMouse(seed)
      sum += value.natsPerTrial
      assertSigns(value)
    }
    assert.ok(sum / 8 > -0.474 && sum / 8 < -0.465, `mean ${sum / 8}`)
  })
})
