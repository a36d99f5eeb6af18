import assert from "node:assert/strict"
import { learners } from "../../../../lib/inference/learners.ts"
import { rnnGlmModel } from "../../../../lib/inference/rnn-glm/learner.ts"
import type { RnnGlmOptions } from "../../../../lib/inference/rnn-glm/options.ts"
import { tinyRnnModel } from "../../../../lib/inference/tiny-rnn/learner.ts"
import { probabilityRight } from "../../../../lib/networks/glm-policy.ts"
import { type GruLayer, gruLayer } from "../../../../lib/networks/gru.ts"
import { foldIn, key } from "../../../../lib/numerics/random-key.ts"
import type { PolicyRule } from "../../../../lib/rules/policy-rule.ts"
import { evaluateModel } from "../../../support/network-model.ts"
import { cohort } from "../../../support/rule-network-variants.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"

const units = 5

/** The update gate shut and nothing read from h: the state after a trial is the candidate of that trial. */
function withoutMemory(parameters: Float64Array, gru: GruLayer): Float64Array {
  return parameters.map((value, i) => {
    if (i >= gru.recurrentWeights && i < gru.inputBiases) return 0
    const bias = i - gru.inputBiases
    return bias >= gru.units && bias < 2 * gru.units ? -80 : value
  })
}

const best = (parameters: Float64Array, weights: readonly Float64Array[]) => ({
  epoch: 0,
  loss: 0,
  parameters,
  weights,
})

describe("a recurrent network that forgets", () => {
  const animals = cohort([30, 21])

  for (const options of [{}, { directWeights: true }, { dayFlag: "before-boundary" }] satisfies RnnGlmOptions[])
    it(`has one history curve, whatever came before (T10), with ${JSON.stringify(options)}`, () => {
      const model = rnnGlmModel({ hiddenUnits: units, precision: "f64", initialScale: 0.3, ...options })
      const { parameters, weights } = evaluateModel(model, animals)
      const state = { weightStimulus: 0.3, weightBias: -0.2, stimulus: 0.5, choice: 1, reward: 1 } as const
      const pasts = [undefined, [0.9, -0.9, 0.5, 0.1, -0.3], [-1, -1, -1, 1, 1]]
      const changes = (theta: Float64Array) => {
        const { update } = model.fitted(animals, best(theta, weights))
        return pasts.map((hidden) => update!(hidden === undefined ? state : { ...state, hidden }))
      }
      const [first, ...others] = changes(withoutMemory(parameters, gruLayer(8, units)))
      for (const other of others) for (const k of [0, 1]) assert.ok(Math.abs(other[k]! - first![k]!) < 1e-12)
      const [alike, different] = changes(parameters)
      assert.ok(Math.abs(alike![0] - different![0]) > 1e-6, "memory must matter here, or the test says nothing")
    })

  it("and puts out choices depends on the present trial alone (T10, the tiny network)", () => {
    const model = tinyRnnModel({ units, precision: "f64" })
    const { parameters } = evaluateModel(model, animals)
    const forgetful = withoutMemory(parameters, gruLayer(3, units))
    const { weights } = evaluateModel(model, animals, { parameters: forgetful })
    const { predict } = model.fitted(animals, best(forgetful, weights))
    const trial = (sequence: (typeof animals)[number], t: number) => ({
      ...sequence,
      stimulus: sequence.stimulus.slice(t - 1, t + 1),
      choice: sequence.choice.slice(t - 1, t + 1),
      reward: sequence.reward.slice(t - 1, t + 1),
      sessionStart: Uint8Array.of(1, 0),
    })
    for (const t of [2, 3, 8, 20]) {
      const [own] = predict!([animals[0]!])
      const [alone] = predict!([trial(animals[0]!, t)])
      assert.ok(Math.abs(own!.probabilityRight[t]! - alone!.probabilityRight[1]!) < 1e-12)
    }
  })
})

/** REINFORCE at a rate of 0.3, but only after three rewards in a row: what a trial teaches depends on the two before it. */
function onlyInStreaks(): PolicyRule {
  let streak = 0
  return (weights, { stimulus, choice, reward }) => {
    streak = reward === 1 ? streak + 1 : 0
    const error = choice - probabilityRight(weights[0] * stimulus + weights[1])
    return streak >= 3 ? [0.3 * error * stimulus, 0.3 * error] : [0, 0]
  }
}

describe("a rule that learns only in streaks of rewards", function () {
  this.timeout(60_000)

  it("is told by a DNNGLM that is told of two past trials, and escapes one that is not (5.5 iii)", async () => {
    const animals = Array.from({ length: 100 }, (_, i) =>
      simulatedLearner(onlyInStreaks(), { trials: 120, key: foldIn(key(3), i), name: `${i}` }),
    )
    const options = { hiddenUnits: 16, epochs: 120, batchAnimals: 10, learningRate: 1e-2, initialScale: 0.1 }
    const nats = async (historyTrials: number) => {
      const learner = learners.dnnGlm({ ...options, historyTrials })
      return (await learner.fit(animals, { key: key(1), onProgress: () => {} })).value.natsPerTrial
    }
    const [told, untold] = [await nats(2), await nats(0)]
    // Seeds 1 to 3 gain 0.007 to 0.010.
    assert.ok(told > untold + 0.004, `${told} nats a trial told, ${untold} untold`)
  })
})
