import assert from "node:assert/strict"
import process from "node:process"
import { animals } from "../../../../lib/data/animals.ts"
import { choices } from "../../../../lib/data/choices.ts"
import { rnnGlm } from "../../../../lib/inference/rnn-glm/learner.ts"
import { key } from "../../../../lib/numerics/random-key.ts"

describe("the RNNGLM on mouse KS014", function () {
  this.timeout(300_000)
  before(function () {
    if (process.env.DELTAW_DATA === undefined) this.skip()
  })

  it("scores above all reference fits of the DNNGLM, -0.476 to -0.466 nats per trial, on the first 10,000 trials @long", async () => {
    const mouse = choices(await animals.load("KS014"), { firstTrials: 10_000 })
    for (const seed of [0, 1]) {
      const { value, status } = await rnnGlm().fit([mouse], { key: key(seed), onProgress: () => {} })
      assert.equal(status, "converged")
      assert.ok(value.natsPerTrial > -0.465 && value.natsPerTrial < -0.44, `${value.natsPerTrial} nats per trial`)
    }
  })
})
