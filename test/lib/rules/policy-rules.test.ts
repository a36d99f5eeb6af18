import assert from "node:assert/strict"
import fc from "fast-check"
import { probabilityRight } from "../../../lib/networks/glm-policy.ts"
import { expectedReward } from "../../../lib/rules/expected-reward.ts"
import { maximumLikelihood } from "../../../lib/rules/maximum-likelihood.ts"
import type { PolicyRule, PolicyTrial, PolicyWeights } from "../../../lib/rules/policy-rule.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"

const weight = fc.double({ min: -4, max: 4, noNaN: true })
const weights = fc.tuple(weight, weight)
const stimulus = fc.constantFrom(-1, -0.84836, -0.55465, -0.30274, 0.30274, 0.55465, 0.84836, 1)
const bit = fc.constantFrom(0, 1)
const rate = fc.double({ min: -1, max: 1, noNaN: true })
const pair = fc.tuple(rate, rate)

const near = (actual: PolicyWeights, expected: PolicyWeights, tolerance = 1e-14) => {
  for (const k of [0, 1] as const)
    assert.ok(Math.abs(actual[k] - expected[k]) <= tolerance, `${actual} is not ${expected}`)
}
const trialOf = (s: number, choice: number, reward: number): PolicyTrial => ({
  stimulus: s,
  choice,
  reward,
  side: s > 0 ? 1 : 0,
})
const asScored = (s: number, choice: number) => trialOf(s, choice, choice === (s > 0 ? 1 : 0) ? 1 : 0)

describe("rules of the policy", () => {
  it("REINFORCE takes the first steps that a pencil takes", () => {
    near(reinforce({ rate: 0.1 })([0, 0], trialOf(1, 1, 1)), [0.05, 0.05])
    near(reinforce({ rate: 0.1 })([0, 0], trialOf(-1, 1, 0)), [0, 0])
    near(reinforce({ rate: 0.1, baseline: -0.5 })([0, 0], trialOf(-1, 1, 0)), [-0.025, 0.025])
    near(reinforce({ rate: 0.1, adder: -0.05 })([0, 0], trialOf(-1, 1, 0)), [-0.025, 0.025])
  })

  it("REINFORCE without a baseline learns nothing from an error", () => {
    fc.assert(
      fc.property(weights, stimulus, bit, pair, (w, s, y, alpha) => {
        near(reinforce({ rate: alpha })(w, trialOf(s, y, 0)), [0, 0], 0)
      }),
    )
  })

  it("a baseline is an adder divided by the rate", () => {
    fc.assert(
      fc.property(weights, stimulus, bit, bit, pair, pair, (w, s, y, r, alpha, beta) => {
        const adder: PolicyWeights = [alpha[0] * beta[0], alpha[1] * beta[1]]
        near(
          reinforce({ rate: alpha, baseline: beta })(w, trialOf(s, y, r)),
          reinforce({ rate: alpha, adder })(w, trialOf(s, y, r)),
        )
      }),
    )
  })

  it("the mean step of REINFORCE over its own choices is the gradient of expected reward, whatever the baseline", () => {
    fc.assert(
      fc.property(weights, stimulus, pair, pair, (w, s, alpha, beta) => {
        const rule = reinforce({ rate: alpha, baseline: beta })
        const q = probabilityRight(w[0] * s + w[1])
        const right = rule(w, asScored(s, 1))
        const left = rule(w, asScored(s, 0))
        const mean: PolicyWeights = [q * right[0] + (1 - q) * left[0], q * right[1] + (1 - q) * left[1]]
        near(mean, expectedReward(alpha)(w, asScored(s, 1)))
      }),
    )
  })

  it("on a correct trial REINFORCE and maximum likelihood take the same step", () => {
    fc.assert(
      fc.property(weights, stimulus, pair, (w, s, alpha) => {
        const trial = asScored(s, s > 0 ? 1 : 0)
        near(reinforce({ rate: alpha })(w, trial), maximumLikelihood(alpha)(w, trial), 0)
      }),
    )
  })

  it("maximum likelihood climbs log P(correct), expected reward climbs P(correct)", () => {
    const h = 1e-6
    fc.assert(
      fc.property(weights, stimulus, (w, s) => {
        const trial = asScored(s, 1)
        const correct = (a: number, b: number) => probabilityRight((2 * trial.side - 1) * (a * s + b))
        const slope = (f: (p: number) => number): PolicyWeights => [
          (f(correct(w[0] + h, w[1])) - f(correct(w[0] - h, w[1]))) / (2 * h),
          (f(correct(w[0], w[1] + h)) - f(correct(w[0], w[1] - h))) / (2 * h),
        ]
        near(maximumLikelihood(1)(w, trial), slope(Math.log), 1e-7)
        near(
          expectedReward(1)(w, trial),
          slope((p) => p),
          1e-7,
        )
      }),
    )
  })

  const rules: readonly (readonly [string, PolicyRule])[] = [
    ["REINFORCE", reinforce({ rate: [0.3, 0.1] })],
    ["REINFORCE with a baseline", reinforce({ rate: [0.3, 0.1], baseline: [-0.4, 0.7] })],
    ["maximum likelihood", maximumLikelihood([0.3, 0.1])],
    ["expected reward", expectedReward([0.3, 0.1])],
  ]
  for (const [name, rule] of rules) {
    it(`${name} is the same in the mirror: s, side, choice and bias turned round, the bias step turns round`, () => {
      fc.assert(
        fc.property(weights, stimulus, bit, bit, (w, s, y, r) => {
          const [stimulusStep, biasStep] = rule(w, trialOf(s, y, r))
          near(rule([w[0], -w[1]], trialOf(-s, 1 - y, r)), [stimulusStep, -biasStep])
        }),
      )
    })
  }

  it("REINFORCE refuses a baseline beside an adder, and options it does not know", () => {
    assert.throws(() => reinforce({ rate: 0.1, baseline: 0, adder: 0 }), /baseline or an adder/)
    assert.throws(() => reinforce({ rate: 0.1, learningRate: 0.2 } as never), /"learningRate".*rate, baseline, adder/)
  })
})
