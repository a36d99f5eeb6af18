import assert from "node:assert/strict"
import type { ChoiceSequence } from "../../../lib/data/choices.ts"
import { fit as fitLearner } from "../../../lib/inference/fit.ts"
import type { Learner } from "../../../lib/inference/learner.ts"
import { learners } from "../../../lib/inference/learners.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { loadKs014 } from "../../support/ks014.ts"

/** Reference fits of mouse KS014, all 10,310 trials from the first, recomputed independently: nats per trial, parameters. */
const ladder: readonly (readonly [Learner, number, Readonly<Record<string, number>>])[] = [
  [learners.chance(), -Math.LN2, {}],
  [learners.biasOnly(), -0.66145, { w_bias: -0.512 }],
  [learners.staticGlm(), -0.63102, { w_stim: 0.5797, w_bias: -0.6596 }],
  [learners.choiceKernel({ rate: 0.25 }), -0.55258, { w_stim: 0.9876, w_bias: -0.3399, kernel: 1.9772 }],
  [learners.choiceKernel(), -0.5296, { rate: 0.0374 }],
  [learners.reinforce({ rate: "shared" }), -0.62031, { alpha: 8.61e-4 }],
  [learners.reinforce(), -0.56414, { alpha_stim: 8.97e-4, alpha_bias: 0.5957 }],
  [
    learners.reinforce({ baseline: "nonNegative" }),
    -0.56414,
    { alpha_stim: 8.97e-4, alpha_bias: 0.5957, adder_stim: 0, adder_bias: 0 },
  ],
  [
    learners.reinforce({ baseline: "signed" }),
    -0.48186,
    { alpha_stim: 0.0011, alpha_bias: 0.0365, adder_stim: -0.0516, adder_bias: -0.2318 },
  ],
  [learners.rewardFree(), -0.48243, { adder_stim: -0.0497, adder_bias: -0.2316 }],
  [learners.followingBias(), -0.52825, { w_stim: 1.1107, adder_bias: -0.2295 }],
  [learners.stimulusRateWithFollowingBias(), -0.48766, { alpha_stim: 0.001576, adder_bias: -0.2541 }],
  [learners.ratesWithFollowingBias(), -0.48698, {}],
]

describe("the rules on mouse KS014", () => {
  let mouse: ChoiceSequence | null
  before(async () => {
    mouse = await loadKs014()
  })

  for (const [learner, nats, parameters] of ladder) {
    it(`${learner.label} reaches ${nats.toFixed(5)} nats per trial`, async function () {
      if (mouse === null) return this.skip()
      const { value, status, message } = await fitLearner(mouse, learner, { key: key(7) })
      assert.equal(status, "converged", message)
      assert.equal(value.trials, 10_310)
      assert.ok(Math.abs(value.natsPerTrial - nats) < 5e-4, `${value.natsPerTrial}`)
      for (const [name, expected] of Object.entries(parameters)) {
        const found = value.parameters.find((parameter) => parameter.name === name)!
        const close = Math.abs(found.value - expected) <= 0.01 * Math.abs(expected)
        assert.ok(close, `${name} is ${found.value}, not ${expected}`)
      }
    })
  }

  it("leaves the stimulus rate of the signed baseline unidentified: its standard error is 0.0014", async function () {
    if (mouse === null) return this.skip()
    const { value } = await fitLearner(mouse, learners.reinforce({ baseline: "signed" }), { key: key(7) })
    const rate = value.parameters.find(({ name }) => name === "alpha_stim")!
    assert.ok(Math.abs(rate.standardError! - 0.0014) < 0.00005, `${rate.standardError}`)
    assert.ok(rate.value < rate.standardError!)
  })
})
