import assert from "node:assert/strict"
import { fit as fitTo } from "../../../lib/inference/fit.ts"
import type { FittedLearner } from "../../../lib/inference/learner.ts"
import { learnerOf, learners } from "../../../lib/inference/learners.ts"
import { predictions, rollOut, trialLogLikelihoods } from "../../../lib/inference/predictions.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"
import { simulatedLearner } from "../../support/simulated-learner.ts"

const rule = reinforce({ rate: [0.05, 0.02], adder: [-0.02, -0.05] })
const animal = simulatedLearner(rule, { trials: 400, key: key(1) })
const other = simulatedLearner(rule, { trials: 300, key: key(2), name: "other" })
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length

describe("predictions of a frozen learner", () => {
  for (const learner of [learners.staticGlm(), learners.choiceKernel(), learners.reinforce({ baseline: "signed" })])
    it(`of ${learner.name} for its own animal are those of its fit, to the last bit`, async () => {
      const { value } = await fitTo(animal, learner, { key: key(3) })
      assert.deepEqual(predictions(value, [animal]), value.trajectories)
      const [foreign] = predictions(value, [other])
      assert.equal(foreign!.animal, "other")
      assert.equal(foreign!.probabilityRight.length, 300)
    })

  for (const make of [learners.dnnGlm, learners.rnnGlm])
    it(`of ${make().name} run its rule as the fit did`, async () => {
      const learner = make({ hiddenUnits: 5, epochs: 5, precision: "f64", initialScale: 0.1 })
      const { value } = await fitTo(animal, learner, { key: key(3) })
      const [again] = predictions(value, [animal])
      value.trajectories[0]!.weightBias.forEach((weight, t) => {
        assert.ok(Math.abs(weight - again!.weightBias[t]!) < 1e-9)
      })
      assert.ok(Math.abs(mean(trialLogLikelihoods(again!, animal)) - value.natsPerTrial) < 1e-9)
    })

  it("of a rule begin at the weights known of a simulated animal", async () => {
    const { value } = await fitTo(animal, learners.reinforce(), { key: key(3) })
    const moved = rollOut(value, { ...animal, initialWeights: [-2, 1] })
    assert.deepEqual([moved.weightStimulus[0], moved.weightBias[0]], [-2, 1])
  })

  it("are refused by a model that is nothing without its own animals", async () => {
    const { predict: _, update: __, ...bound } = (await fitTo(animal, learners.staticGlm(), { key: key(3) })).value
    assert.throws(() => predictions(bound as FittedLearner, [other]), /Static GLM .* predicts no others/)
  })
})

describe("a learner's spec", () => {
  it("makes the same learner again", () => {
    const { spec, name } = learners.reinforce({ baseline: "nonNegative" })
    assert.deepEqual(spec, { kind: "reinforce", options: { baseline: "nonNegative" } })
    assert.equal(learnerOf(structuredClone(spec!)).name, name)
  })

  it("of an unknown kind is refused with the list", () => {
    assert.throws(() => learnerOf({ kind: "oracle", options: {} }), /no learner "oracle"; accepted are chance,/)
  })
})
