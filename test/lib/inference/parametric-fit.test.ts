import assert from "node:assert/strict"
import { fit as fitLearner } from "../../../lib/inference/fit.ts"
import type { FittedLearner, Learner } from "../../../lib/inference/learner.ts"
import { learners } from "../../../lib/inference/learners.ts"
import { uniform } from "../../../lib/numerics/distributions.ts"
import { key, split } from "../../../lib/numerics/random-key.ts"
import type { Progress } from "../../../lib/numerics/solution.ts"
import type { PolicyRule, PolicyWeights } from "../../../lib/rules/policy-rule.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"
import { sequence, simulatedLearner } from "../../support/simulated-learner.ts"

const options = { key: key(7) }
const nothing: PolicyRule = () => [0, 0]

const recoveries: readonly {
  readonly learner: Learner
  readonly rule: PolicyRule
  readonly start?: PolicyWeights
  readonly truth: Readonly<Record<string, number>>
}[] = [
  { learner: learners.staticGlm(), rule: nothing, start: [1.2, -0.4], truth: { w_stim: 1.2, w_bias: -0.4 } },
  { learner: learners.reinforce({ rate: "shared" }), rule: reinforce({ rate: 0.03 }), truth: { alpha: 0.03 } },
  {
    learner: learners.reinforce(),
    rule: reinforce({ rate: [0.02, 0.2] }),
    truth: { alpha_stim: 0.02, alpha_bias: 0.2 },
  },
  {
    learner: learners.reinforce({ baseline: "nonNegative" }),
    rule: reinforce({ rate: [0.05, 0.3], adder: [0.03, 0.15] }),
    truth: { alpha_stim: 0.05, alpha_bias: 0.3, adder_stim: 0.03, adder_bias: 0.15 },
  },
  {
    learner: learners.reinforce({ baseline: "signed" }),
    rule: reinforce({ rate: [0.02, 0.1], adder: [-0.01, -0.15] }),
    truth: { alpha_stim: 0.02, alpha_bias: 0.1, adder_stim: -0.01, adder_bias: -0.15 },
  },
  {
    learner: learners.rewardFree(),
    rule: reinforce({ rate: 0, adder: [-0.03, -0.15] }),
    truth: { adder_stim: -0.03, adder_bias: -0.15 },
  },
  {
    learner: learners.followingBias(),
    rule: reinforce({ rate: 0, adder: [0, -0.2] }),
    start: [1, 0],
    truth: { w_stim: 1, adder_bias: -0.2 },
  },
  {
    learner: learners.stimulusRateWithFollowingBias(),
    rule: reinforce({ rate: [0.01, 0], adder: [0, -0.2] }),
    truth: { alpha_stim: 0.01, adder_bias: -0.2 },
  },
  {
    learner: learners.ratesWithFollowingBias(),
    rule: reinforce({ rate: [0.01, 0.1], adder: [0, -0.2] }),
    truth: { alpha_stim: 0.01, alpha_bias: 0.1, adder_bias: -0.2 },
  },
]

const named = ({ parameters }: FittedLearner) => new Map(parameters.map((parameter) => [parameter.name, parameter]))

describe("a parametric fit", () => {
  for (const { learner, rule, start, truth } of recoveries) {
    it(`recovers the constants of ${learner.label} within 4 standard errors from three simulated animals`, async () => {
      const keys = split(key(11), 3)
      const animals = keys.map((each) => simulatedLearner(rule, { trials: 1500, key: each, ...(start && { start }) }))
      const { value, status, message } = await fitLearner(animals, learner, options)
      assert.equal(status, "converged", message)
      const found = named(value)
      assert.deepEqual([...found.keys()], Object.keys(truth))
      for (const [name, constant] of Object.entries(truth)) {
        const { value: estimate, standardError } = found.get(name)!
        assert.ok(standardError! > 0, `${name} has no standard error`)
        assert.ok(
          Math.abs(estimate - constant) < 4 * standardError!,
          `${name}: ${estimate} ± ${standardError}, truth ${constant}`,
        )
      }
    })
  }

  it("counts every trial of every animal once", async () => {
    const animals = split(key(5), 3).map((each, i) =>
      simulatedLearner(reinforce({ rate: 0.05 }), { trials: 200 + 100 * i, key: each, name: `animal ${i}` }),
    )
    const { value } = await fitLearner(animals, learners.reinforce(), options)
    assert.equal(value.trials, 900)
    let sum = 0
    for (const [i, { probabilityRight }] of value.trajectories.entries()) {
      animals[i]!.choice.forEach((y, t) => {
        sum += Math.log(y === 1 ? probabilityRight[t]! : 1 - probabilityRight[t]!)
      })
    }
    assert.ok(Math.abs(sum / 900 - value.natsPerTrial) < 1e-12)
    assert.deepEqual(
      value.trajectories.map(({ animal }) => animal),
      ["animal 0", "animal 1", "animal 2"],
    )
  })

  it("hands out the rule it found", async () => {
    const animal = simulatedLearner(reinforce({ rate: 0.05 }), { trials: 500, key: key(2) })
    const { value } = await fitLearner(animal, learners.reinforce({ rate: "shared" }), options)
    const alpha = value.parameters[0]!.value
    const state = { weightStimulus: 0, weightBias: 0, stimulus: -1, choice: 0, reward: 1 } as const
    const [stimulus, bias] = value.update!(state)
    assert.ok(Math.abs(stimulus - alpha / 2) < 1e-15 && Math.abs(bias + alpha / 2) < 1e-15)
    assert.equal((await fitLearner(animal, learners.staticGlm(), options)).value.update, undefined)
  })

  it("says in a sentence when choices leave no finite best weights", async () => {
    const stimulus = Float64Array.from({ length: 60 }, (_, t) => (t % 2 ? 0.5 : -0.5))
    const choice = Uint8Array.from(stimulus, (s) => (s > 0 ? 1 : 0))
    const animal = sequence("clockwork", stimulus, choice, new Uint8Array(60).fill(1))
    const { status, message } = await fitLearner(animal, learners.staticGlm(), options)
    assert.equal(status, "failed")
    assert.match(message, /predicts every choice/)
  })

  it("reports progress that never goes back, up to its total", async () => {
    const animal = simulatedLearner(reinforce({ rate: 0.05 }), { trials: 3000, key: key(2) })
    const heard: Progress[] = []
    await fitLearner(animal, learners.reinforce({ baseline: "signed" }), {
      ...options,
      onProgress: (progress) => heard.push(progress),
    })
    assert.ok(heard.length >= 2)
    for (let i = 1; i < heard.length; i += 1) assert.ok(heard[i]!.done >= heard[i - 1]!.done)
    assert.equal(heard.at(-1)!.done, heard.at(-1)!.total)
    assert.match(heard[0]!.detail!, /nats per trial/)
  })

  it("refuses what it cannot fit, quoting it", async () => {
    const animal = simulatedLearner(nothing, { trials: 100, key: key(2) })
    const glm = learners.staticGlm()
    await assert.rejects(fitLearner(animal, glm, { ...options, seed: 3 } as never), /"seed".*key, onProgress/)
    await assert.rejects(fitLearner(animal, glm, {} as never), /random key/)
    await assert.rejects(fitLearner(animal, glm, { key: 7 } as never), /random key/)
    await assert.rejects(fitLearner([], glm, options), /at least one animal/)
    await assert.rejects(fitLearner(animal, learners.staticGlm as never, options), /learners\.staticGlm\(\)/)
    await assert.rejects(
      fitLearner({ ...animal, reward: animal.reward.slice(1) }, glm, options),
      /100 choices but 99 values of reward/,
    )
    await assert.rejects(
      fitLearner({ ...animal, choice: animal.choice.with(3, 2) }, glm, options),
      /choice of simulated is 2 on trial 3/,
    )
    await assert.rejects(
      fitLearner(sequence("mute", new Float64Array(), new Uint8Array(), new Uint8Array()), glm, options),
      /mute has no trials/,
    )
    assert.throws(
      () => learners.reinforce({ baseline: "negative" } as never),
      /"none" or "nonNegative" or "signed", got "negative"/,
    )
    assert.throws(() => learners.reinforce({ base: "signed" } as never), /"base".*rate, baseline/)
    assert.throws(() => learners.choiceKernel({ rate: 0 }), /above 0, got 0/)
    assert.throws(() => learners.choiceKernel({ rate: "fast" } as never), /"fitted".*"fast"/)
  })
})

describe("a fit that is asked to stop", () => {
  const hostSymbol = Symbol.for("Jupyter.host")
  afterEach(() => Reflect.deleteProperty(globalThis, hostSymbol))

  it("hands back what it has within a second, and the next fit is as if nothing had been", async () => {
    const stop = new Int32Array(new SharedArrayBuffer(4))
    let raiseAt = Number.POSITIVE_INFINITY
    const progress = (_id: string, { done }: Progress) => {
      if (done >= raiseAt) Atomics.add(stop, 0, 1)
    }
    Reflect.set(globalThis, hostSymbol, { display() {}, update() {}, progress, stop })
    const animal = simulatedLearner(reinforce({ rate: 0.02, baseline: -0.5 }), { trials: 8_000, key: key(4) })
    const learner = learners.reinforce({ baseline: "signed" })
    const whole = await fitLearner(animal, learner, options)
    raiseAt = 0
    const asked = performance.now()
    const stopped = await fitLearner(animal, learner, options)
    assert.ok(performance.now() - asked < 1000)
    assert.equal(stopped.status, "stopped")
    assert.match(stopped.message, /stopped on request/)
    assert.equal(stopped.value.trajectories[0]!.probabilityRight.length, 8_000)
    assert.ok(Number.isFinite(stopped.value.natsPerTrial) && stopped.value.natsPerTrial <= whole.value.natsPerTrial)
    raiseAt = Number.POSITIVE_INFINITY
    assert.deepEqual((await fitLearner(animal, learner, options)).value.parameters, whole.value.parameters)
  })

  it("at 20 seeded moments leaves the next fit bit for bit what it was", async () => {
    const stop = new Int32Array(new SharedArrayBuffer(4))
    Reflect.set(globalThis, hostSymbol, { display() {}, update() {}, progress() {}, stop })
    const animal = simulatedLearner(reinforce({ rate: 0.02, baseline: -0.5 }), { trials: 6_000, key: key(4) })
    const learner = learners.reinforce({ baseline: "signed" })
    const first = (await fitLearner(animal, learner, options)).value
    const ended: string[] = []
    for (const moment of uniform(key(20), 20)) {
      const timer = setTimeout(() => Atomics.add(stop, 0, 1), 150 * moment)
      ended.push((await fitLearner(animal, learner, options)).status)
      clearTimeout(timer)
    }
    assert.ok(ended.includes("stopped"), ended.join())
    const next = (await fitLearner(animal, learner, options)).value
    assert.deepEqual(next.parameters, first.parameters)
    assert.deepEqual(next.trajectories, first.trajectories)
  })

  it("shows itself in a few lines", async () => {
    const animal = simulatedLearner(reinforce({ rate: 0.05 }), { trials: 500, key: key(2) })
    const shown = await fitLearner(animal, learners.reinforce({ rate: "shared" }), options)
    const bundle = (shown as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]!()
    const [message, score, alpha] = bundle["text/plain"]!.split("\n")
    assert.match(message!, /REINFORCE, one rate: converged in \d+ steps/)
    assert.match(score!, /^-0\.\d{5} nats per trial over 500 trials of simulated$/)
    assert.match(alpha!, /^ {2}alpha {2}0\.0\d+ {2}± 0\.00\d+$/)
  })
})
