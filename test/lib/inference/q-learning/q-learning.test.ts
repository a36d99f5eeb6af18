import assert from "node:assert/strict"
import { fit as fitLearner } from "../../../../lib/inference/fit.ts"
import { learnerOf, learners } from "../../../../lib/inference/learners.ts"
import { logLikelihood } from "../../../../lib/inference/likelihood.ts"
import { constantsOf, traced } from "../../../../lib/inference/logit-model.ts"
import { predictions } from "../../../../lib/inference/predictions.ts"
import { qLearningForm } from "../../../../lib/inference/q-learning/learner.ts"
import { qLearningModel } from "../../../../lib/inference/q-learning/model.ts"
import { nodes, nodeWeights, normalCdf } from "../../../../lib/inference/q-learning/nodes.ts"
import { key, split } from "../../../../lib/numerics/random-key.ts"
import { particleLogLikelihood, perceptLearner } from "../../../support/percept-learner.ts"
import { mirrored } from "../../../support/simulated-learner.ts"

const truth = { alpha: 0.05, sigma: 0.5, tau: 0.2 }
const animal = perceptLearner(truth, 400, key(1))
const form = qLearningForm("perSide", "fitted")
const at = Float64Array.of(0.06, 0.04, 0.5, 0.2, 0.3)

describe("the nodes of the percept", () => {
  it("give the moments of a standard normal variable up to order 31, the odd ones 0", () => {
    let moment = 1
    for (let order = 0; order <= 30; order += 2) {
      const sum = nodes.reduce((all, z, i) => all + nodeWeights[i]! * z ** order, 0)
      assert.ok(Math.abs(sum / moment - 1) < 1e-12, `order ${order}: ${sum} for ${moment}`)
      moment *= order + 1
    }
    assert.ok(Math.abs(nodes.reduce((all, z, i) => all + nodeWeights[i]! * z ** 5, 0)) < 1e-12)
    assert.ok(Math.abs(normalCdf(1.959963984540054) - 0.975) < 1e-12)
  })
})

describe("the likelihood of Q-learning", () => {
  it("has the gradient that central differences give", () => {
    const { gradient } = logLikelihood(qLearningModel, form, animal, at)
    const h = 1e-5
    for (const [i, exact] of gradient.entries()) {
      const above = logLikelihood(qLearningModel, form, animal, at.with(i, at[i]! + h)).value
      const below = logLikelihood(qLearningModel, form, animal, at.with(i, at[i]! - h)).value
      const measured = (above - below) / (2 * h)
      const error = Math.abs(measured - exact) / Math.max(1, Math.abs(exact))
      assert.ok(error < 1e-6, `${form.free[i]!.name}: ${measured} measured, ${exact} derived`)
    }
  })

  it("is within 0.4 nats of that of 6,000 particles, which carry the whole law of the values and scatter by 0.1", () => {
    const shared = qLearningForm("shared", 0.2)
    const short = perceptLearner(truth, 200, key(4))
    const closed = logLikelihood(qLearningModel, shared, short, Float64Array.of(0.05, 0.5, 0.2)).value
    const particles = particleLogLikelihood(truth, short, 6000, key(2))
    assert.ok(Math.abs(closed - particles) < 0.4, `${closed} and ${particles}`)
  })

  it("does not look ahead: choice and reward of trial k leave the predictions up to k as they were", () => {
    const constants = constantsOf(qLearningModel, form, at)
    const before = traced(qLearningModel, constants, animal).logit
    for (let k = 0; k < 390; k += 13)
      for (const column of ["choice", "reward"] as const) {
        const changed = { ...animal, [column]: animal[column].with(k, 1 - animal[column][k]!) }
        const after = traced(qLearningModel, constants, changed).logit
        assert.deepEqual(after.slice(0, k + 1), before.slice(0, k + 1))
        assert.notEqual(after[k + 1], before[k + 1])
      }
  })

  it("is the same for the animal in the mirror, rates of the sides exchanged", () => {
    const here = logLikelihood(qLearningModel, form, animal, at).value
    const there = logLikelihood(
      qLearningModel,
      form,
      mirrored(animal),
      Float64Array.of(0.04, 0.06, 0.5, 0.2, 0.3),
    ).value
    assert.ok(Math.abs(here - there) < 1e-10)
  })

  it("traces the logit at zero contrast and its slope there", () => {
    const constants = constantsOf(qLearningModel, form, at)
    const shown = (s: number) => traced(qLearningModel, constants, { ...animal, stimulus: animal.stimulus.with(50, s) })
    const [below, zero, above] = [shown(-1e-5), shown(0), shown(1e-5)]
    assert.ok(Math.abs(zero.weightBias[50]! - zero.logit[50]!) < 1e-12)
    assert.ok(Math.abs(zero.weightStimulus[50]! - (above.logit[50]! - below.logit[50]!) / 2e-5) < 1e-6)
  })
})

describe("a fit of Q-learning", () => {
  it("recovers rate, blur and temperature within 4 standard errors from simulated animals, whose percepts nobody saw", async () => {
    const animals = split(key(9), 3).map((each) => perceptLearner({ alpha: 0.03, sigma: 0.4, tau: 0.15 }, 800, each))
    const { value, status, message } = await fitLearner(animals, learners.qLearning(), { key: key(7) })
    assert.equal(status, "converged", message)
    const expected = { alpha: 0.03, sigma: 0.4, tau: 0.15 }
    for (const { name, value: estimate, standardError } of value.parameters) {
      const error = Math.abs(estimate - expected[name as keyof typeof expected])
      assert.ok(standardError! > 0 && error < 4 * standardError!, `${name}: ${estimate} ± ${standardError}`)
    }
    assert.deepEqual(predictions(value, animals), value.trajectories)
    assert.equal(value.update, undefined)
  })

  it("is made again from its spec, and refuses what it does not know", () => {
    const learner = learners.qLearning({ rate: "perSide", initialValue: "fitted" })
    assert.equal(learner.label, "Q-learning, a rate for each side, first value fitted")
    assert.equal(learnerOf(structuredClone(learner.spec!)).name, learner.name)
    assert.throws(() => learners.qLearning({ beta: 3 } as never), /"beta".*rate, initialValue/)
    assert.throws(() => learners.qLearning({ initialValue: 0 }), /initialValue must be a finite number above 0, got 0/)
  })
})
