import assert from "node:assert/strict"
import fc from "fast-check"
import type { ChoiceSequence } from "../../../lib/data/choices.ts"
import {
  choiceKernelModel,
  fittedRateForm,
  fixedRateForm,
  previousChoiceForm,
  previousChoiceModel,
} from "../../../lib/inference/choice-kernel.ts"
import { logLikelihood } from "../../../lib/inference/likelihood.ts"
import { constantsOf, type LogitModel, type Parametrisation, traced } from "../../../lib/inference/logit-model.ts"
import {
  followingBiasForm,
  ratesWithFollowingBiasForm,
  reinforceForm,
  rewardFreeForm,
  stimulusRateWithFollowingBiasForm,
} from "../../../lib/inference/reinforce-forms.ts"
import { reinforceModel } from "../../../lib/inference/reinforce-rollout.ts"
import { biasOnlyForm, chanceForm, staticForm, staticModel } from "../../../lib/inference/static-models.ts"
import { choiceLogLikelihood } from "../../../lib/networks/glm-policy.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import type { PolicyWeights } from "../../../lib/rules/policy-rule.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"
import { mirrored, simulatedLearner } from "../../support/simulated-learner.ts"

/** A new model or form gets its tests by adding a row. */
const rows: readonly (readonly [string, LogitModel, Parametrisation])[] = [
  ["chance", staticModel, chanceForm],
  ["bias only", staticModel, biasOnlyForm],
  ["static", staticModel, staticForm],
  ["choice kernel at a fixed rate", choiceKernelModel, fixedRateForm(0.25)],
  ["choice kernel", choiceKernelModel, fittedRateForm],
  ["previous choice", previousChoiceModel, previousChoiceForm],
  ["REINFORCE, one rate", reinforceModel, reinforceForm("shared", "none")],
  ["REINFORCE", reinforceModel, reinforceForm("perWeight", "none")],
  ["REINFORCE, baseline >= 0", reinforceModel, reinforceForm("perWeight", "nonNegative")],
  ["REINFORCE, one rate and adder", reinforceModel, reinforceForm("shared", "signed")],
  ["REINFORCE, signed baseline", reinforceModel, reinforceForm("perWeight", "signed")],
  ["reward-free", reinforceModel, rewardFreeForm],
  ["following bias", reinforceModel, followingBiasForm],
  ["stimulus rate with following bias", reinforceModel, stimulusRateWithFollowingBiasForm],
  ["rates with following bias", reinforceModel, ratesWithFollowingBiasForm],
]

const animal = simulatedLearner(reinforce({ rate: [0.1, 0.2], baseline: -0.3 }), { trials: 250, key: key(3) })

function logits(model: LogitModel, form: Parametrisation, of: ChoiceSequence, parameters: readonly number[]) {
  return traced(model, constantsOf(model, form, parameters), of).logit
}

const gain = fc.double({ min: 0, max: 0.5, noNaN: true })

/** Values away from 0 for every parameter of a form. */
const somewhere = (form: Parametrisation) =>
  form.free.map(({ name }, index) => (name === "rate" ? 0.3 : [0.31, -0.12, 0.07, 0.19][index]!))

describe("the likelihood of choices", () => {
  for (const [name, model, form] of rows) {
    it(`of ${name} has the gradient that central differences give`, () => {
      const at = Float64Array.from(somewhere(form))
      const { gradient } = logLikelihood(model, form, animal, at)
      const h = 1e-5
      for (const [i, exact] of gradient.entries()) {
        const above = logLikelihood(model, form, animal, at.with(i, at[i]! + h)).value
        const below = logLikelihood(model, form, animal, at.with(i, at[i]! - h)).value
        const measured = (above - below) / (2 * h)
        // Truncation h^2 = 1e-10 relative, rounding 1e-16 * 170 nats / h = 2e-9 absolute.
        const error = Math.abs(measured - exact) / Math.max(1, Math.abs(exact))
        assert.ok(error < 1e-6, `${form.free[i]!.name}: ${measured} measured, ${exact} derived`)
      }
    })

    it(`of ${name} does not look ahead: choice and reward of trial k leave the predictions up to k as they were`, () => {
      const at = somewhere(form)
      const before = logits(model, form, animal, at)
      let moved = 0
      for (let k = 0; k < 240; k += 1) {
        const changed = {
          ...animal,
          choice: animal.choice.with(k, 1 - animal.choice[k]!),
          reward: animal.reward.with(k, 1 - animal.reward[k]!),
        }
        const after = logits(model, form, changed, at)
        assert.deepEqual(after.slice(0, k + 1), before.slice(0, k + 1))
        if (after[k + 1] !== before[k + 1]) moved += 1
      }
      // Not every one: a surprise can round to 0, and a kernel starts anew with each session.
      if (model === staticModel) assert.equal(moved, 0)
      else assert.ok(moved > 200, `${moved} of 240 changes were noticed`)
    })

    it(`of ${name} is the same for the animal in the mirror`, () => {
      const at = somewhere(form)
      const turned = form.free.map(({ name: parameter }, i) => (parameter === "w_bias" ? -at[i]! : at[i]!))
      const here = logLikelihood(model, form, animal, Float64Array.from(at)).value
      const there = logLikelihood(model, form, mirrored(animal), Float64Array.from(turned)).value
      assert.ok(Math.abs(here - there) < 1e-10, `${here} and ${there}`)
    })
  }

  it("of a rule that learns nothing is that of frozen weights, and exactly -ln 2 a trial from weights 0", () => {
    const form = reinforceForm("perWeight", "signed")
    const still = logLikelihood(reinforceModel, form, animal, new Float64Array(4))
    assert.ok(Math.abs(still.value + 250 * Math.LN2) < 1e-12)
    const frozen = logLikelihood(reinforceModel, followingBiasForm, animal, Float64Array.of(0.8, 0)).value
    const glm = logLikelihood(staticModel, staticForm, animal, Float64Array.of(0.8, 0)).value
    assert.equal(frozen, glm)
  })

  it("of a rule whose weights run away from their start is minus infinity, with a gradient that leads on", () => {
    const form = reinforceForm("perWeight", "none")
    const fleeing = logLikelihood(reinforceModel, form, animal, Float64Array.of(-0.0776, -0.1059))
    assert.equal(fleeing.value, Number.NEGATIVE_INFINITY)
    assert.ok(fleeing.gradient.every(Number.isFinite))
  })

  it("of REINFORCE is that of the rule, stepped trial by trial", () => {
    fc.assert(
      fc.property(gain, gain, gain, gain, (rateStimulus, rateBias, followStimulus, followBias) => {
        const [adderStimulus, adderBias] = [-followStimulus, -followBias] // Following choices is stable.
        const rule = reinforce({ rate: [rateStimulus, rateBias], adder: [adderStimulus, adderBias] })
        let weights: PolicyWeights = [0, 0]
        let sum = 0
        for (let t = 0; t < animal.choice.length; t += 1) {
          const trial = {
            stimulus: animal.stimulus[t]!,
            choice: animal.choice[t]!,
            reward: animal.reward[t]!,
            side: animal.side[t]!,
          }
          sum += choiceLogLikelihood(weights[0] * trial.stimulus + weights[1], trial.choice)
          const change = rule(weights, trial)
          weights = [weights[0] + change[0], weights[1] + change[1]]
        }
        const form = reinforceForm("perWeight", "signed")
        const constants = [rateStimulus, rateBias, adderStimulus, adderBias]
        const rolled = logLikelihood(reinforceModel, form, animal, Float64Array.from(constants)).value
        assert.ok(Math.abs(rolled - sum) < 1e-9 * Math.abs(sum))
      }),
      { numRuns: 20 },
    )
  })

  it("of a static model has the information q (1 - q) x x^T", () => {
    const at = Float64Array.of(0.8, -0.2)
    const { information } = logLikelihood(staticModel, staticForm, animal, at)
    let expected = 0
    for (const s of animal.stimulus) {
      const q = 1 / (1 + Math.exp(-(0.8 * s - 0.2)))
      expected += q * (1 - q) * s * s
    }
    assert.ok(Math.abs(information[0]! - expected) < 1e-10)
  })
})
