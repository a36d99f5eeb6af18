import assert from "node:assert/strict"
import fc from "fast-check"
import { probabilityRight } from "../../../lib/networks/glm-policy.ts"
import { eligibility } from "../../../lib/rules/eligibility.ts"
import type { PolicyTrial } from "../../../lib/rules/policy-rule.ts"
import { policyRuleOf } from "../../../lib/rules/policy-rules.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"

const weight = fc.double({ min: -4, max: 4, noNaN: true })
const weights = fc.tuple(weight, weight)
const pastTrial = fc
  .tuple(fc.constantFrom(-2, -1, -0.25, 0.25, 1, 2), fc.constantFrom(0, 1))
  .map(([stimulus, choice]): PolicyTrial => {
    const side = stimulus > 0 ? 1 : 0
    return { stimulus, choice, side, reward: choice === side ? 1 : 0 }
  })
const past = fc.array(pastTrial, { minLength: 1, maxLength: 11 })

describe("eligibility", () => {
  it("with a reach of 0 trials is REINFORCE, to the last bit", () => {
    const plain = reinforce({ rate: [0.3, 0.1] })
    const { change, recalledTrials } = eligibility({ rate: [0.3, 0.1], trials: 0 })
    assert.equal(recalledTrials, 0)
    fc.assert(
      fc.property(weights, pastTrial, (w, trial) => {
        assert.deepEqual(change(w, [trial]).map(Math.abs), plain(w, trial).map(Math.abs))
      }),
    )
  })

  it("sums the surprises of all trials in reach at the present weights", () => {
    const { change } = eligibility({ rate: 0.1 })
    const q = (s: number) => probabilityRight(0.5 * s - 0.2)
    const trials = [
      { stimulus: 2, choice: 1, reward: 1, side: 1 },
      { stimulus: -1, choice: 1, reward: 0, side: 0 },
    ]
    const expected = [0.1 * ((1 - q(2)) * 2 + (1 - q(-1)) * -1), 0.1 * (1 - q(2) + 1 - q(-1))]
    change([0.5, -0.2], trials).forEach((value, k) => {
      assert.ok(Math.abs(value - expected[k]!) < 1e-15)
    })
  })

  it("learns where at least half of the trials in reach were rewarded, from the present one's own reward or not", () => {
    const { change } = eligibility({ rate: 1 })
    const right = { stimulus: 1, choice: 1, reward: 1, side: 1 }
    const wrong = { stimulus: -1, choice: 1, reward: 0, side: 0 }
    assert.notEqual(change([0, 0], [wrong, right])[1], 0)
    assert.deepEqual(change([0, 0], [right, wrong, wrong]), [0, 0])
  })

  it("is the same in the mirror: s, side, choice and bias turned round, the bias step turns round", () => {
    const { change } = eligibility({ rate: [0.3, 0.1] })
    fc.assert(
      fc.property(weights, past, (w, trials) => {
        const mirror = trials.map(({ stimulus, choice, side, reward }) => ({
          stimulus: -stimulus,
          choice: 1 - choice,
          side: 1 - side,
          reward,
        }))
        const [stimulusStep, biasStep] = change(w, trials)
        const [mirrored, bias] = change([w[0], -w[1]], mirror)
        assert.ok(Math.abs(mirrored - stimulusStep) < 1e-12 && Math.abs(bias + biasStep) < 1e-12)
      }),
    )
  })

  it("refuses constants it does not have, and a reach that is no count", () => {
    assert.throws(
      () => eligibility({ rate: 0.1, reach: 3 } as never),
      /no option "reach"; its options are rate, trials/,
    )
    assert.throws(() => eligibility({ rate: 0.1, trials: -1 }), /trials must be an integer from 0 to 10000, got -1/)
  })
})

describe("the spec of a rule", () => {
  it("makes the rule again, in a worker or from a file", () => {
    const trial = { stimulus: 1, choice: 1, reward: 1, side: 1 }
    for (const name of ["reinforce", "maximumLikelihood", "expectedReward"] as const) {
      const rule = policyRuleOf({ name, constants: { rate: 0.1 } })
      const expected = name === "expectedReward" ? 0.025 : 0.05
      assert.ok(typeof rule === "function")
      assert.ok(Math.abs(rule([0, 0], trial)[0] - expected) < 1e-15)
    }
    const recalling = policyRuleOf({ name: "eligibility", constants: { rate: 0.1, trials: 4 } })
    assert.equal(typeof recalling === "function" ? 0 : recalling.recalledTrials, 4)
  })

  it("of an unknown rule is refused with the list", () => {
    assert.throws(
      () => policyRuleOf({ name: "hebb" as never, constants: {} }),
      /no rule "hebb"; accepted are reinforce, maximumLikelihood, expectedReward, eligibility/,
    )
  })
})
