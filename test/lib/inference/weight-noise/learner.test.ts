import assert from "node:assert/strict"
import { fit as fitLearner } from "../../../../lib/inference/fit.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { predictions, trialLogLikelihoods } from "../../../../lib/inference/predictions.ts"
import type { WalkInfo } from "../../../../lib/inference/weight-noise/fit.ts"
import {
  createConstants,
  createPosterior,
  evaluateLogPosterior,
  fillGains,
} from "../../../../lib/inference/weight-noise/posterior.ts"
import { simulateWeightNoise } from "../../../../lib/inference/weight-noise/simulated-choices.ts"
import { type WalkRule, walkOf } from "../../../../lib/inference/weight-noise/walk.ts"
import { foldIn, key } from "../../../../lib/numerics/random-key.ts"
import { expectedReward } from "../../../../lib/rules/expected-reward.ts"
import { maximumLikelihood } from "../../../../lib/rules/maximum-likelihood.ts"
import type { PolicyRule } from "../../../../lib/rules/policy-rule.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"

const options = { key: key(1), onProgress: () => {} }
const rates = [0.1, 0.03] as const

/** Each rule as the library has it; constants are of (stimulus, bias). */
const rules: readonly (readonly [WalkRule, PolicyRule])[] = [
  ["reinforce", reinforce({ rate: rates, adder: [-0.02, 0.05] })],
  ["predictMax", maximumLikelihood(rates)],
  ["rewardMax", expectedReward(rates)],
]

describe("learners.weightNoise", () => {
  for (const [name, rule] of rules) {
    it(`leaves no noise on weights that move by the library's rule alone (${name})`, () => {
      const animal = simulatedLearner(rule, { trials: 60, key: key(2) })
      const how = { regressors: ["stimulus", "bias"], dayNoise: false, rule: name } as const
      const constants = createConstants(2)
      constants.variance.fill(1)
      constants.rate.set(rates)
      if (name === "reinforce") constants.adder.set([-0.02, 0.05])
      const posterior = createPosterior(walkOf(animal, how), constants)
      const weights = posterior.weights
      for (let t = 0; t + 1 < 60; t++) {
        const [stimulus, choice, reward] = [animal.stimulus[t]!, animal.choice[t]!, animal.reward[t]!]
        const side = stimulus > 0 ? 1 : 0
        const change = rule([weights[2 * t]!, weights[2 * t + 1]!], { stimulus, choice, reward, side })
        weights[2 * t + 2] = weights[2 * t]! + change[0]
        weights[2 * t + 3] = weights[2 * t + 1]! + change[1]
      }
      fillGains(posterior)
      evaluateLogPosterior(posterior, weights)
      assert.ok(posterior.noise.every((e) => Math.abs(e) < 1e-12))
    })
  }

  it("recovers rates and deviations of simulated learners at the published sizes within their errors @long", async function () {
    this.timeout(300_000)
    const truth = { trials: 5000, log2Sigma: [-4, -5], log2Alpha: [-6, -8] } as const
    for (const animal of [1, 3]) {
      const { choices } = simulateWeightNoise(truth, foldIn(key(5), animal))
      const { value, status, message } = await fitLearner(choices, learners.weightNoise({ initialSigma: 1 }), options)
      assert.equal(status, "converged", message)
      for (const [i, expected] of [...truth.log2Sigma, ...truth.log2Alpha].entries()) {
        const { name, value: found, standardError } = value.parameters[i]!
        assert.ok(Math.abs(found - expected) < 5 * standardError!, `${name}: ${found} ± ${standardError}`)
      }
    }
  })

  it("recovers the adders of simulated learners at the published sizes, whose sign is certain on few animals @long", async function () {
    this.timeout(300_000)
    const truth = { trials: 6000, log2Sigma: [-5, -6], log2Alpha: [-6, -7], adder: [-0.15, 0.1] } as const
    const animals = [1, 2, 3].map((i) => ({
      ...simulateWeightNoise(truth, foldIn(key(5), i)).choices,
      animal: `simulated ${i}`,
    }))
    const learner = learners.weightNoise({ baseline: "signed", initialSigma: 1 })
    const { value, status, message } = await fitLearner(animals, learner, options)
    assert.equal(status, "converged", message)
    for (const [i, expected] of truth.adder.entries()) {
      const { name, value: found, standardError } = value.parameters[4 + i]!
      assert.ok(Math.abs(found - expected) < 3 * standardError!, `${name}: ${found} ± ${standardError}`)
    }
  })

  it("finds strong learning of both weights, and that it is most of what moves them", async () => {
    const truth = { trials: 1500, log2Sigma: [-9, -9], log2Alpha: [-4, -4] } as const
    const { choices } = simulateWeightNoise(truth, key(8))
    const { value, info } = await fitLearner(
      choices,
      learners.weightNoise({ rate: "shared", initialSigma: 1 }),
      options,
    )
    const rate = value.parameters.find(({ name }) => name === "log2Alpha")!
    assert.ok(Math.abs(rate.value + 4) < 4 * rate.standardError!, `${rate.value} ± ${rate.standardError}`)
    assert.ok((info as WalkInfo).learningShare! > 0.5, `${(info as WalkInfo).learningShare}`)
  })

  it("counts 2, 3, 4 and 6 hyper-parameters in the family, whose AIC it gives", async () => {
    const { choices } = simulateWeightNoise({ trials: 200, log2Sigma: [-4, -4], log2Alpha: [-4, -4] }, key(3))
    const family = [
      learners.weightNoise({ rule: "none" }),
      learners.weightNoise({ rate: "shared" }),
      learners.weightNoise(),
      learners.weightNoise({ baseline: "signed" }),
    ]
    const counts: number[] = []
    for (const learner of family) {
      const { value, info } = await learner.fit([choices], options)
      const { aic, evidence, learningShare } = info as WalkInfo
      counts.push(value.parameterCount)
      assert.ok(Math.abs(aic - (2 * value.parameterCount - 2 * evidence)) < 1e-9)
      assert.equal(learningShare === null, learner === family[0])
    }
    assert.deepEqual(counts, [2, 3, 4, 6])
  })

  it("without a rule is PsyTrack without day noise, to the bit", async () => {
    const { choices } = simulateWeightNoise({ trials: 500, log2Sigma: [-4, -4] }, key(4))
    const given = { log2Sigma: [-4, -5] }
    const [one, other] = await Promise.all([
      fitLearner(choices, learners.weightNoise({ rule: "none", ...given }), options),
      fitLearner(choices, learners.psytrack({ dayNoise: false, ...given }), options),
    ])
    assert.deepEqual(one.value.trajectories[0]!.weightBias, other.value.trajectories[0]!.weightBias)
  })

  it("never has less evidence than the model without a rule it contains, at the same deviations", async () => {
    const { choices } = simulateWeightNoise({ trials: 800, log2Sigma: [-5, -5], log2Alpha: [-4, -4] }, key(6))
    const given = { log2Sigma: [-5, -5] }
    const none = await fitLearner(choices, learners.weightNoise({ rule: "none", ...given }), options)
    const rule = await fitLearner(choices, learners.weightNoise({ baseline: "signed", ...given }), options)
    assert.ok((rule.info as WalkInfo).evidence >= (none.info as WalkInfo).evidence - 0.01)
  })

  it("predicts forward with its rule frozen: the sum of its log predictions is close to the evidence", async () => {
    const { choices } = simulateWeightNoise({ trials: 1000, log2Sigma: [-5, -5], log2Alpha: [-4, -4] }, key(7))
    for (const rule of ["reinforce", "predictMax", "rewardMax"] as const) {
      const { value, info } = await fitLearner(choices, learners.weightNoise({ rule, rate: "shared" }), options)
      const [forward] = predictions(value, [choices])
      const nats = trialLogLikelihoods(forward!, choices).reduce((sum, each) => sum + each, 0)
      const { evidence } = info as WalkInfo
      assert.ok(Math.abs(nats - evidence) < 0.01 * Math.abs(evidence), `${rule}: ${nats} ${evidence}`)
    }
  })

  it("refuses what it cannot use", () => {
    assert.throws(() => learners.weightNoise({ rule: "hebb" as never }), /"none" or "reinforce"/)
    assert.throws(
      () => learners.weightNoise({ rule: "predictMax", baseline: "signed" }),
      /belongs to the rule "reinforce"/,
    )
    assert.throws(() => learners.weightNoise({ alpha: 1 } as never), /has no option "alpha"/)
    assert.throws(() => simulateWeightNoise({ trials: 0, log2Sigma: [-4, -4] }, key(1)), /at least 1, got 0/)
  })
})
