import assert from "node:assert/strict"
import { fit as fitTo } from "../../../../lib/inference/fit.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { simulateLearners } from "../../../../lib/rules/simulated-learners.ts"

describe("a parametric learner", () => {
  // Of the baseline alone, 12 animals of 5000 trials leave a standard error of 15 to 30 %: once they have learned they hardly err.
  it("recovers rates and adders of REINFORCE with a baseline within what its standard errors say, and the rate within 10 %", async () => {
    const [rate, baseline] = [0.02, -0.3]
    const animals = simulateLearners({
      rule: reinforce({ rate, baseline }),
      animals: 12,
      trials: 2500,
      initialWeights: [0, 0],
      learned: "both",
      key: key(22),
    })
    const { value } = await fitTo(animals, learners.reinforce({ baseline: "signed" }), {
      key: key(1),
      onProgress: () => {},
    })
    const truth: Readonly<Record<string, number>> = { alpha: rate, adder: rate * baseline }
    for (const { name, value: found, standardError } of value.parameters) {
      const off = (found - truth[name.split("_")[0]!]!) / standardError!
      assert.ok(Math.abs(off) < 3, `${name} is ${found}, ${off} standard errors off`)
    }
    assert.equal(value.parameters.length, 4)
    const { value: alpha } = value.parameters.find(({ name }) => name === "alpha_stim")!
    assert.ok(Math.abs(alpha / rate - 1) < 0.1, `alpha is ${alpha}`)
  }).timeout(20_000)
})
