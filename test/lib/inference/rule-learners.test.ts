import assert from "node:assert/strict"
import type { ChoiceSequence } from "../../../lib/data/choices.ts"
import { choices } from "../../../lib/data/choices.ts"
import { syntheticCohort } from "../../../lib/data/synthetic-animals.ts"
import { compare } from "../../../lib/inference/compare.ts"
import { eligibilityModel } from "../../../lib/inference/eligibility-rollout.ts"
import { fit as fitLearner } from "../../../lib/inference/fit.ts"
import type { Learner } from "../../../lib/inference/learner.ts"
import { learnerOf, learners } from "../../../lib/inference/learners.ts"
import { logLikelihood } from "../../../lib/inference/likelihood.ts"
import { constantsOf, type LogitModel, type Parametrisation, traced } from "../../../lib/inference/logit-model.ts"
import { rollOut } from "../../../lib/inference/predictions.ts"
import { regressionForm, regressionModel } from "../../../lib/inference/regression-model.ts"
import { answerOf } from "../../../lib/inference/regressors.ts"
import { reinforceForm } from "../../../lib/inference/reinforce-forms.ts"
import { reinforceModel } from "../../../lib/inference/reinforce-rollout.ts"
import { type RuleForm, ratesForm } from "../../../lib/inference/rule-forms.ts"
import { ruleModel } from "../../../lib/inference/rule-rollout.ts"
import { weightTrajectories } from "../../../lib/inference/weight-trajectories.ts"
import { uniform } from "../../../lib/numerics/distributions.ts"
import { key, split } from "../../../lib/numerics/random-key.ts"
import { expectedReward } from "../../../lib/rules/expected-reward.ts"
import { maximumLikelihood } from "../../../lib/rules/maximum-likelihood.ts"
import type { PolicyRule, PolicyWeights } from "../../../lib/rules/policy-rule.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"
import { loadKs014 } from "../../support/ks014.ts"
import { mirrored, simulatedLearner } from "../../support/simulated-learner.ts"

const options = { key: key(7) }
const plain: RuleForm = { regressors: ["stimulus", "bias"], rate: "perWeight", start: "known" }
const history: RuleForm = { ...plain, regressors: ["stimulus", "bias", "previousStimulus", "previousChoice"] }
const begun: RuleForm = { ...plain, start: "fitted" }

/** A new rule gets its tests by adding a row. */
const rows: readonly (readonly [string, LogitModel, Parametrisation])[] = [
  ["a GLM of history", regressionModel(history.regressors), regressionForm(history.regressors)],
  [
    "REINFORCE with history",
    ruleModel({ ...history, teacher: "reward" }),
    reinforceForm("perWeight", "signed", history),
  ],
  ["REINFORCE, fitted start", ruleModel({ ...begun, teacher: "reward" }), reinforceForm("perWeight", "none", begun)],
  ["maximum likelihood", ruleModel({ ...plain, teacher: "answer" }), ratesForm(plain)],
  ["maximum likelihood with history", ruleModel({ ...history, teacher: "answer" }), ratesForm(history)],
  ["expected reward", ruleModel({ ...begun, teacher: "expectedReward" }), ratesForm(begun)],
  ["eligibility", eligibilityModel({ ...plain, trials: 10 }), ratesForm(plain)],
  ["eligibility with history", eligibilityModel({ ...history, start: "fitted", trials: 4 }), ratesForm(history)],
]

const animal: ChoiceSequence = {
  ...simulatedLearner(reinforce({ rate: [0.1, 0.2], baseline: -0.3 }), { trials: 250, key: key(3) }),
  initialWeights: [0.3, -0.2],
}
const somewhere = (form: Parametrisation) =>
  Float64Array.from(form.free, (_, i) => [0.031, 0.012, 0.02, 0.019, -0.05, -0.08, -0.03, -0.02][i]!)

describe("the likelihood of a rule over regressors", () => {
  for (const [name, model, form] of rows) {
    it(`of ${name} has the gradient that central differences give`, () => {
      const at = somewhere(form)
      const { gradient, value } = logLikelihood(model, form, animal, at)
      assert.ok(Number.isFinite(value))
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
      const at = constantsOf(model, form, somewhere(form))
      const before = traced(model, at, animal).logit
      for (let k = 0; k < 240; k += 7)
        for (const column of ["choice", "reward"] as const) {
          const changed = { ...animal, [column]: animal[column].with(k, 1 - animal[column][k]!) }
          assert.deepEqual(traced(model, at, changed).logit.slice(0, k + 1), before.slice(0, k + 1))
        }
    })

    it(`of ${name} is the same for the animal in the mirror`, () => {
      const at = somewhere(form)
      const turned = at.map((value, i) => (/^w_bias/.test(form.free[i]!.name) ? -value : value))
      const other = mirrored({ ...animal, initialWeights: [0.3, 0.2] })
      const here = logLikelihood(model, form, animal, at).value
      const there = logLikelihood(model, form, other, turned).value
      assert.ok(Math.abs(here - there) < 1e-10, `${here} and ${there}`)
    })
  }

  const stepped = (rule: PolicyRule, start: PolicyWeights) => {
    let weights = start
    return Float64Array.from(animal.choice, (choice, t) => {
      const stimulus = animal.stimulus[t]!
      const logit = weights[0] * stimulus + weights[1]
      const change = rule(weights, { stimulus, choice, reward: animal.reward[t]!, side: answerOf(animal, t) })
      weights = [weights[0] + change[0], weights[1] + change[1]]
      return logit
    })
  }

  for (const [teacher, rule] of [
    ["reward", reinforce({ rate: [0.1, 0.05], adder: [-0.02, -0.03] })],
    ["answer", maximumLikelihood([0.1, 0.05])],
    ["expectedReward", expectedReward([0.1, 0.05])],
  ] as const)
    it(`taught by ${teacher} is that of the rule, stepped trial by trial from the weights known of the animal`, () => {
      const adders = teacher === "reward" ? [-0.02, -0.03] : [0, 0]
      const constants = Float64Array.of(0.1, 0.05, ...adders, 0, 0)
      const rolled = traced(ruleModel({ ...plain, teacher }), constants, animal).logit
      for (const [t, logit] of stepped(rule, [0.3, -0.2]).entries()) assert.ok(Math.abs(rolled[t]! - logit) < 1e-12)
    })

  it("of eligibility over no trials is that of REINFORCE", () => {
    const constants = Float64Array.of(0.1, 0.05, 0, 0, 0, 0)
    const alone = traced(eligibilityModel({ ...plain, trials: 0 }), constants, animal)
    const reference = traced(reinforceModel, constants, animal)
    for (const [t, logit] of alone.logit.entries()) assert.ok(Math.abs(logit - reference.logit[t]!) < 1e-12)
  })

  it("of eligibility sums over the last trials at the present weights, where half of them were rewarded", () => {
    const reach = 3
    let [w, b] = [0.3, -0.2]
    const expected = Float64Array.from(animal.choice, (_, t) => {
      const logit = w * animal.stimulus[t]! + b
      const window = Array.from({ length: reach + 1 }, (_, back) => t - back).filter((j) => j >= 0)
      const rewarded = window.reduce((sum, j) => sum + animal.reward[j]!, 0)
      if (rewarded / window.length >= 0.5) {
        const errors = window.map((j) => animal.choice[j]! - 1 / (1 + Math.exp(-(w * animal.stimulus[j]! + b))))
        w += 0.02 * errors.reduce((sum, error, i) => sum + error * animal.stimulus[window[i]!]!, 0)
        b += 0.05 * errors.reduce((sum, error) => sum + error, 0)
      }
      return logit
    })
    const { logit } = traced(
      eligibilityModel({ ...plain, trials: reach }),
      Float64Array.of(0.02, 0.05, 0, 0, 0, 0),
      animal,
    )
    for (const [t, value] of expected.entries()) assert.ok(Math.abs(logit[t]! - value) < 1e-10, `trial ${t}`)
  })
})

const recoveries: readonly {
  readonly learner: Learner
  readonly rule: PolicyRule
  readonly start?: PolicyWeights
  readonly known?: true
  readonly truth: Readonly<Record<string, number>>
}[] = [
  {
    learner: learners.maximumLikelihood(),
    rule: maximumLikelihood([0.01, 0.03]),
    truth: { alpha_stim: 0.01, alpha_bias: 0.03 },
  },
  {
    learner: learners.maximumLikelihood({ rate: "shared" }),
    rule: maximumLikelihood(0.02),
    start: [-1, 0.5],
    known: true,
    truth: { alpha: 0.02 },
  },
  {
    learner: learners.expectedReward({ rate: "shared", initialWeights: "fitted" }),
    rule: expectedReward(0.05),
    start: [-1, 0.5],
    truth: { alpha: 0.05, "w_stim(0)": -1, "w_bias(0)": 0.5 },
  },
  {
    learner: learners.reinforce({ initialWeights: "fitted" }),
    rule: reinforce({ rate: [0.02, 0.2] }),
    start: [-0.5, 1],
    truth: { alpha_stim: 0.02, alpha_bias: 0.2, "w_stim(0)": -0.5, "w_bias(0)": 1 },
  },
]

describe("a fitted rule", () => {
  for (const { learner, rule, start, known, truth } of recoveries)
    it(`recovers the constants of ${learner.label} within 4 standard errors from three simulated animals`, async () => {
      const animals = split(key(11), 3).map((each) => ({
        ...simulatedLearner(rule, { trials: 1500, key: each, ...(start && { start }) }),
        ...(known && start && { initialWeights: start }),
      }))
      const { value, status, message } = await fitLearner(animals, learner, options)
      assert.equal(status, "converged", message)
      assert.deepEqual(
        value.parameters.map(({ name }) => name),
        Object.keys(truth),
      )
      for (const { name, value: estimate, standardError } of value.parameters)
        assert.ok(Math.abs(estimate - truth[name]!) < 4 * standardError!, `${name}: ${estimate} ± ${standardError}`)
    })

  it("of eligibility recovers its rate, and hands out the rule with what it carries", async () => {
    const animals = split(key(3), 3).map((each) => eligibleLearner(0.01, 10, each))
    const { value, status, message } = await fitLearner(animals, learners.eligibility({ rate: "shared" }), options)
    assert.equal(status, "converged", message)
    const { value: estimate, standardError } = value.parameters[0]!
    assert.ok(Math.abs(estimate - 0.01) < 4 * standardError!, `${estimate} ± ${standardError}`)
    const again = rollOut(value, animals[0]!)
    for (const [t, q] of value.trajectories[0]!.probabilityRight.entries())
      assert.ok(Math.abs(again.probabilityRight[t]! - q) < 1e-9, `trial ${t}`)
  })

  it("with history names every weight, and keeps the rule of stimulus and bias for those without", async () => {
    const sessions = simulatedLearner(reinforce({ rate: 0.05 }), { trials: 600, key: key(2) })
    const learner = learners.reinforce({ regressors: ["stimulus", "bias", "previousStimulus"] })
    assert.equal(learner.label, "REINFORCE + previousStimulus")
    const { value } = await fitLearner(sessions, learner, options)
    const { weights } = value.trajectories[0]!
    assert.deepEqual(Object.keys(weights!), ["stimulus", "bias", "previousStimulus"])
    assert.deepEqual(weights!.stimulus, value.trajectories[0]!.weightStimulus)
    assert.equal(value.update, undefined)
    assert.equal((await fitLearner(sessions, learners.maximumLikelihood(), options)).value.update !== undefined, true)
  })

  it("on regressors of the data's own is a logistic regression: residuals are orthogonal to each of them", async () => {
    const base = simulatedLearner(reinforce({ rate: 0 }), { trials: 800, key: key(5), start: [1, 0.2] })
    const tone = uniform(key(6), 800).map((u) => 2 * u - 1)
    const given: ChoiceSequence = { ...base, inputs: { tone } }
    const regressors = ["bias", "stimulus", "tone", "previousAnswer"]
    const { value, status } = await fitLearner(given, learners.historyGlm({ regressors }), options)
    assert.equal(status, "converged")
    const residual = given.choice.reduce(
      (sum, y, t) => sum + (y - value.trajectories[0]!.probabilityRight[t]!) * tone[t]!,
      0,
    )
    assert.ok(Math.abs(residual) < 1e-6, `${residual}`)
    assert.deepEqual(
      value.parameters.map(({ name }) => name),
      ["w_bias", "w_stim", "w_tone", "w_previousAnswer"],
    )
    assert.ok(value.parameters.every(({ standardError }) => standardError! > 0))
    assert.ok(value.trajectories[0]!.weights!.tone!.every((w) => w === value.parameters[2]!.value))
    await assert.rejects(
      fitLearner(base, learners.historyGlm({ regressors }), options),
      /no regressor "tone"; accepted/,
    )
    const short = { ...given, inputs: { tone: tone.slice(1) } }
    await assert.rejects(fitLearner(short, learners.historyGlm({ regressors }), options), /799 values of tone/)
  })

  it("of stimulus and bias with both sides apart is the static GLM where sides are one", async () => {
    const glm = await fitLearner(animal, learners.historyGlm({ regressors: ["stimulus", "bias"] }), options)
    const reference = await fitLearner(animal, learners.staticGlm(), options)
    assert.equal(glm.value.natsPerTrial, reference.value.natsPerTrial)
    const apart = await fitLearner(animal, learners.historyGlm({ regressors: ["right", "left", "bias"] }), options)
    assert.ok(apart.value.natsPerTrial >= reference.value.natsPerTrial)
  })

  it("of 12 mice and 5,000 noise-free trials each, in closed loop, gives back rate and baseline within 10 %", async () => {
    const truth = { rewardModulation: 0, trialNoise: [0, 0], overnightNoise: [0, 0], lapse: 0, noResponse: 0 } as const
    const learning = { learningRate: [0.05, 0.05], adder: [0.02, 0.02] } as const
    const cohort = syntheticCohort({ key: key(22), mice: 12, sessions: 14, truth: { ...truth, ...learning } })
    const mice = cohort.map((each) => ({
      ...choices(each.animal, { firstTrials: 5000 }),
      initialWeights: each.truth.initialWeights,
    }))
    const { value } = await fitLearner(mice, learners.reinforce({ baseline: "signed", rate: "shared" }), options)
    const [alpha, adder] = value.parameters.map((parameter) => parameter.value) as [number, number]
    assert.ok(Math.abs(alpha / 0.05 - 1) < 0.1, `alpha ${alpha}`)
    assert.ok(Math.abs(adder / alpha / 0.4 - 1) < 0.1, `beta ${adder / alpha}`)
  })

  it("on mouse KS014: a regressor of history helps, and rules that are told the answer are worse than reward", async function () {
    const mouse = await loadKs014()
    if (mouse === null) return this.skip()
    const nats = async (learner: Learner) => {
      const { value, status, message } = await fitLearner(mouse, learner, options)
      assert.equal(status, "converged", message)
      return value.natsPerTrial
    }
    const regressors = ["stimulus", "bias", "previousStimulus"]
    const rewarded = await nats(learners.reinforce())
    assert.ok((await nats(learners.reinforce({ regressors }))) > rewarded)
    assert.ok((await nats(learners.maximumLikelihood())) < rewarded)
    assert.ok((await nats(learners.expectedReward())) < rewarded)
    // Logistic regression on [1, s, previous choice]: the control of perseveration by another road, but for w at sessions' first trials.
    const glm = await nats(learners.historyGlm({ regressors: ["bias", "stimulus", "previousChoice"] }))
    assert.ok(Math.abs(glm - (await nats(learners.perseveration()))) < 1e-12)
  })

  it("stands beside the others in a comparison, under a label of its own", async () => {
    const rules = [
      learners.historyGlm(),
      learners.reinforce({ regressors: ["stimulus", "bias", "previousStimulus"] }),
      learners.reinforce({ initialWeights: "fitted" }),
      learners.maximumLikelihood(),
      learners.expectedReward({ rate: "shared" }),
      learners.eligibility({ trials: 3 }),
      learners.qLearning(),
      learners.rvbf({ steps: 2, particles: 50, searchParticles: 20 }),
    ]
    const { value, table } = await compare(animal, rules, { ...options, resamples: 100 })
    assert.equal(new Set(value.rows.map(({ label }) => label)).size, rules.length)
    assert.equal(table.numRows(), rules.length)
    const fits = value.rows.map(({ solution }) => solution)
    assert.ok(fits.every(({ value: { natsPerTrial } }) => natsPerTrial < 0 && natsPerTrial > -1))
    assert.ok(weightTrajectories(animal, fits).numRows() >= 250 * rules.length)
  })

  it("is made again from its spec, and refuses what it does not know", () => {
    for (const learner of [
      learners.historyGlm({ regressors: ["bias", "right", "left"] }),
      learners.reinforce({ regressors: ["stimulus", "bias", "previousStimulus"], initialWeights: "fitted" }),
      learners.maximumLikelihood({ rate: "shared" }),
      learners.expectedReward(),
      learners.eligibility({ trials: 5 }),
    ])
      assert.equal(learnerOf(structuredClone(learner.spec!)).name, learner.name)
    assert.throws(() => learners.historyGlm({ regressors: [] }), /list of different names.*got \[\]/)
    assert.throws(() => learners.historyGlm({ names: [] } as never), /"names".*regressors/)
    assert.throws(() => learners.expectedReward({ regressors: ["bias", "bias"] }), /different names/)
    assert.throws(() => learners.eligibility({ trials: -1 }), /trials must be an integer from 0/)
    assert.throws(() => learners.maximumLikelihood({ baseline: "signed" } as never), /"baseline".*rate, regressors/)
  })
})

/** A simulated learner whose reward reaches back over trials. */
function eligibleLearner(rate: number, reach: number, seed: ReturnType<typeof key>): ChoiceSequence {
  const past: { stimulus: number; choice: number; reward: number }[] = []
  const rule: PolicyRule = (weights, { stimulus, choice, reward }) => {
    past.push({ stimulus, choice, reward })
    const window = past.slice(-(reach + 1))
    if (2 * window.reduce((sum, each) => sum + each.reward, 0) < window.length) return [0, 0]
    let [pullStimulus, pullBias] = [0, 0]
    for (const each of window) {
      const error = each.choice - 1 / (1 + Math.exp(-(weights[0] * each.stimulus + weights[1])))
      pullStimulus += error * each.stimulus
      pullBias += error
    }
    return [rate * pullStimulus, rate * pullBias]
  }
  return simulatedLearner(rule, { trials: 800, key: seed })
}
