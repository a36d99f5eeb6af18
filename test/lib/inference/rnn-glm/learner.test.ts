import assert from "node:assert/strict"
import type { ChoiceSequence } from "../../../../lib/data/choices.ts"
import { inferredRule } from "../../../../lib/inference/inferred-rule.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { fitRnnGlm, rnnGlm } from "../../../../lib/inference/rnn-glm/learner.ts"
import type { RnnGlmOptions } from "../../../../lib/inference/rnn-glm/options.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"

const quiet = () => {}
const fitTo = (animals: readonly ChoiceSequence[], options: RnnGlmOptions, seed = 1) =>
  rnnGlm(options).fit(animals, { key: key(seed), onProgress: quiet })

describe("learners.rnnGlm", () => {
  it("has 6,212 parameters with 32 hidden units, and stands on the shelf (T21)", async () => {
    assert.equal(learners.rnnGlm().label, "RNNGLM")
    const { value, info } = await fitTo([randomAnimal(key(1), 30)], { epochs: 1 })
    assert.equal(value.parameterCount, 6212)
    assert.equal((info.weights as Float32Array).length, 6212)
  })

  it("predicts a trial before it sees it: flipping trial k changes q only after k (T1)", async () => {
    const animal = randomAnimal(key(2), 60)
    const options = { epochs: 0, initialScale: 0.3, precision: "f64" } as const
    const before = (await fitTo([animal], options)).value.trajectories[0]!.probabilityRight
    for (const k of [0, 17, 58, 59]) {
      const flip = (values: Uint8Array) => values.map((value, t) => (t === k ? 1 - value : value))
      const changed = { ...animal, choice: flip(animal.choice), reward: flip(animal.reward) }
      const after = (await fitTo([changed], options)).value.trajectories[0]!.probabilityRight
      assert.deepEqual(after.slice(0, k + 1), before.slice(0, k + 1))
      if (k < 59) assert.ok(after.slice(k + 1).every((q, i) => q !== before[k + 1 + i]))
    }
  })

  it("without updates scores exactly -ln 2 nats a trial, trial 0 included (T2)", async () => {
    for (const precision of ["f32", "f64"] as const) {
      const { value } = await fitTo([randomAnimal(key(3), 1000)], { epochs: 0, initialScale: 0, precision })
      assert.ok(Math.abs(value.natsPerTrial + Math.LN2) < 1e-13, `${value.natsPerTrial}`)
    }
  })

  it("hands back trajectories that its own rule makes, given what it carries from trial to trial", async () => {
    const animals = [randomAnimal(key(4), 80, "short"), randomAnimal(key(5), 120, "long")]
    const { value } = await fitTo(animals, { epochs: 15, hiddenUnits: 7, precision: "f64" })
    let sum = 0
    let memoryMatters = false
    for (const [index, { stimulus, choice, reward, sessionStart }] of animals.entries()) {
      const { animal, weightStimulus, weightBias, probabilityRight } = value.trajectories[index]!
      assert.equal(animal, animals[index]!.animal)
      let hidden = new Float64Array(7)
      for (let t = 0; t < choice.length; t++) {
        sum += Math.log(choice[t] === 1 ? probabilityRight[t]! : 1 - probabilityRight[t]!)
        if (t + 1 === choice.length) continue
        const state = {
          weightStimulus: weightStimulus[t]!,
          weightBias: weightBias[t]!,
          stimulus: stimulus[t]!,
          choice: choice[t] as 0 | 1,
          reward: reward[t] as 0 | 1,
          sessionStart: sessionStart[t] as 0 | 1,
        }
        const change = value.update!({ ...state, hidden })
        const atRest = value.update!(state)
        if (t === 0) assert.deepEqual(change, atRest)
        else if (change[0] !== atRest[0]) memoryMatters = true
        hidden = Float64Array.from(value.nextHidden!({ ...state, hidden }))
        assert.ok(Math.abs(weightStimulus[t]! + change[0] - weightStimulus[t + 1]!) < 1e-12)
        assert.ok(Math.abs(weightBias[t]! + change[1] - weightBias[t + 1]!) < 1e-12)
      }
    }
    assert.ok(memoryMatters)
    assert.ok(Math.abs(value.natsPerTrial - sum / 200) < 1e-12)
  })

  it("refuses a hidden state of another size", async () => {
    const { value } = await fitTo([randomAnimal(key(4), 20)], { epochs: 0, hiddenUnits: 7 })
    const state = { weightStimulus: 0, weightBias: 0, stimulus: 1, choice: 1, reward: 1 } as const
    assert.throws(
      () => value.update!({ ...state, hidden: [1, 2] }),
      /hidden must hold 7 numbers, one a recurrent unit, got 2/,
    )
  })

  it("learns: a fit ends above where it began, and says what its table shows", async () => {
    const { value, table, status, message, info } = await fitTo([randomAnimal(key(6), 400)], { epochs: 40 })
    const nats = Array.from(table.array("natsPerTrial") as ArrayLike<number>)
    assert.equal(nats.length, 41)
    assert.ok(value.natsPerTrial > nats[0]! + 0.01)
    assert.equal(value.natsPerTrial, Math.max(...nats))
    assert.equal(nats[info.bestEpoch as number], value.natsPerTrial)
    assert.equal(status, "converged")
    assert.match(message, /^RNNGLM: 40 epochs done, best at epoch \d+ with -0\.\d{4} nats per trial; the last 4 gained/)
  })

  it("is asked for its rule at rest by `inferredRule`", async () => {
    const animal = randomAnimal(key(7), 80)
    const { value } = await fitTo([animal], { epochs: 3, hiddenUnits: 5 })
    const rule = inferredRule(value, animal, { weights: [0.5], biases: [0] })
    const cell = { weightStimulus: 0.5, weightBias: 0, stimulus: Number(rule.get("stimulus", 0)) }
    const [choice, reward] = [Number(rule.get("choice", 0)) as 0 | 1, rule.get("outcome", 0) === "correct" ? 1 : 0]
    assert.equal(rule.get("changeStimulus", 0), value.update!({ ...cell, choice, reward: reward as 0 | 1 })[0])
  })

  it("records mode, precision, key and every option", async () => {
    const { provenance } = await fitTo([randomAnimal(key(8), 20)], { epochs: 1, precision: "f64" }, 9)
    assert.deepEqual([provenance.mode, provenance.precision, provenance.key], ["exact", "f64", [0, 9]])
    const { learner, hiddenUnits, chunkTrials } = provenance.options
    assert.deepEqual([learner, hiddenUnits, chunkTrials], ["rnnGlm", 32, 500])
  })

  it("refuses unknown options, quoting them under its own name", () => {
    assert.throws(
      () => rnnGlm({ hidenUnits: 3 } as RnnGlmOptions),
      /learners\.rnnGlm has no option "hidenUnits"; its options are hiddenUnits, epochs/,
    )
    assert.throws(() => rnnGlm({ epochs: 1.5 }), /learners\.rnnGlm: epochs must be an integer of at least 0, got 1\.5/)
  })

  it("can be fitted elsewhere: spec and result survive a structured clone, and are those of the learner", async () => {
    const spec = { animals: [randomAnimal(key(9), 90)], options: { epochs: 4, hiddenUnits: 6 } }
    const fit = structuredClone(await fitRnnGlm(structuredClone(spec), structuredClone(key(2)), { onProgress: quiet }))
    const { value, info, status, message } = await fitTo(spec.animals, spec.options, 2)
    assert.deepEqual([fit.status, fit.message, -fit.best.loss], [status, message, value.natsPerTrial])
    assert.deepEqual(fit.best.parameters, info.weights)
  })
})
