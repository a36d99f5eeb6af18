import assert from "node:assert/strict"
import { fit as fitTo } from "../../../lib/inference/fit.ts"

import { learnerOf, learners } from "../../../lib/inference/learners.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"
import { simulatedLearner } from "../../support/simulated-learner.ts"

const animal = simulatedLearner(reinforce({ rate: [0.05, 0.02] }), { trials: 300, key: key(1) })
const network = { hiddenUnits: 4, epochs: 3, initialScale: 0.1 }
const state = { weightStimulus: 0.3, weightBias: -0.2, stimulus: 0.5, choice: 1, reward: 1, sessionStart: 0 } as const

describe("a fit as plain data", () => {
  for (const learner of [
    learners.staticGlm(),
    learners.choiceKernel({ rate: 0.25 }),
    learners.reinforce({ baseline: "signed" }),
    learners.dnnGlm(network),
    learners.rnnGlm(network),
  ])
    it(`of ${learner.name} is the same model again after a copy, to the last bit`, async () => {
      const { value } = await fitTo(animal, learner, { key: key(2) })
      const { spec, parameters } = structuredClone(value.frozen!)
      assert.equal(parameters.length, value.parameterCount)
      const again = learnerOf(spec).thaw!(parameters)
      const made = Object.keys(again).filter((name) => !["predict", "live"].includes(name))
      assert.deepEqual(
        made.sort(),
        ["nextHidden", "update"].filter((name) => name in value),
      )
      assert.deepEqual(again.update?.(state), value.update?.(state))
      assert.deepEqual(again.nextHidden?.(state), value.nextHidden?.(state))
      assert.deepEqual(again.predict?.([animal]), value.predict?.([animal]))
    })
})
