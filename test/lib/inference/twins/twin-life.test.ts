import assert from "node:assert/strict"
import { fit as fitTo } from "../../../../lib/inference/fit.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { rollOut, trialLogLikelihoods } from "../../../../lib/inference/predictions.ts"
import { twinLife } from "../../../../lib/inference/twins/twin-copy.ts"
import { planOf } from "../../../../lib/inference/twins/twin-plan.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { startPace } from "../../../../lib/runs/pace.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"

const animal = simulatedLearner(reinforce({ rate: [0.02, 0.05] }), { trials: 400, key: key(1) })
const network = { hiddenUnits: 5, epochs: 4, initialScale: 0.05, precision: "f64" } as const

describe("the life of a twin", () => {
  for (const learner of [learners.dnnGlm(network), learners.rnnGlm(network)])
    it(`by ${learner.name} is one that teacher forcing retraces: the same weights on the same trials, memory and nights included`, async () => {
      const { value } = await fitTo(animal, learner, { key: key(2), onProgress: () => {} })
      const { plan } = planOf("test", animal, value, { trials: 1000 })
      const { trials, absoluteBias } = await twinLife(value, plan, key(3), startPace())
      const forced = rollOut(value, trials)
      assert.deepEqual(forced.weightBias.map(Math.abs), absoluteBias)
      // Its choices are drawn from these probabilities: their surprise is what a coin with them has on average.
      const surprise = trialLogLikelihoods(forced, trials).reduce((sum, nats) => sum - nats, 0) / 1000
      const entropy = (q: number) => -q * Math.log(q) - (1 - q) * Math.log(1 - q)
      const expected = forced.probabilityRight.reduce((sum, q) => sum + entropy(q), 0) / 1000
      assert.ok(Math.abs(surprise - expected) < 0.06, `${surprise} and ${expected}`)
    })

  it("has the task's choices of stimuli only: contrasts of its phase, each session beginning anew", async () => {
    const { value } = await fitTo(animal, learners.reinforce(), { key: key(2), onProgress: () => {} })
    const { plan } = planOf("test", animal, value, { trials: 500, task: { phase: 5 } })
    const { trials } = await twinLife(value, plan, key(4), startPace())
    const strengths = new Set(Array.from(trials.stimulus, (s) => Math.abs(s).toFixed(4)))
    assert.deepEqual([...strengths].sort(), ["0.0000", "0.3027", "0.5547", "0.8484", "1.0000"])
    assert.deepEqual(plan.sessionTrials, [100, 100, 100, 100, 100])
  })
})
