import assert from "node:assert/strict"
import type { ChoiceSequence } from "../../../../lib/data/choices.ts"
import { learnerOf, learners } from "../../../../lib/inference/learners.ts"
import { predictions } from "../../../../lib/inference/predictions.ts"
import { fitTinyRnn } from "../../../../lib/inference/tiny-rnn/learner.ts"
import type { TinyRnnOptions } from "../../../../lib/inference/tiny-rnn/options.ts"
import { foldIn, key } from "../../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"
import { cohort } from "../../../support/rule-network-variants.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"

const fitTo = (animals: readonly ChoiceSequence[], options: TinyRnnOptions) =>
  learners.tinyRnn(options).fit(animals, { key: key(1), onProgress: () => {} })

describe("learners.tinyRnn", () => {
  it("has 330 parameters with 8 units, no rule and no weights", async () => {
    const { value, info } = await fitTo([randomAnimal(key(1), 30)], { epochs: 1 })
    assert.equal(value.parameterCount, 330)
    assert.equal((info.weights as Float32Array).length, 330)
    assert.deepEqual([value.update, value.nextHidden], [undefined, undefined])
    assert.ok(value.trajectories[0]!.weightBias.every((w) => w === 0))
  })

  it("predicts a trial before it sees its choice and reward: flipping trial k changes q only after k (T1)", async () => {
    const animal = randomAnimal(key(2), 45)
    const q = async (of: ChoiceSequence) =>
      (await fitTo([of], { epochs: 0, precision: "f64" })).value.trajectories[0]!.probabilityRight
    const before = await q(animal)
    for (const k of [0, 17, 43, 44]) {
      const flip = (values: Uint8Array) => values.map((value, t) => (t === k ? 1 - value : value))
      const after = await q({ ...animal, choice: flip(animal.choice), reward: flip(animal.reward) })
      assert.deepEqual(after.slice(0, k + 1), before.slice(0, k + 1))
      assert.ok(after.slice(k + 1).every((value, i) => value !== before[k + 1 + i]))
    }
  })

  it("predicts its own animals as it was fitted to them, and scores what it predicts", async () => {
    const animals = cohort([60, 45, 70])
    const { value } = await fitTo(animals, { epochs: 5, precision: "f64", scoreFrom: 2 })
    let [sum, trials] = [0, 0]
    for (const [index, { probabilityRight }] of predictions(value, animals).entries()) {
      const fitted = value.trajectories[index]!.probabilityRight
      assert.ok(fitted.every((q, t) => Math.abs(q - probabilityRight[t]!) < 1e-12))
      for (let t = 2; t < fitted.length; t++) {
        sum += Math.log(animals[index]!.choice[t] === 1 ? fitted[t]! : 1 - fitted[t]!)
        trials++
      }
    }
    assert.equal(value.trials, trials)
    assert.ok(Math.abs(value.natsPerTrial - sum / trials) < 1e-12)
  })

  it("learns what choices depend on: above a constant psychometric curve on animals that learn", async () => {
    const animals = Array.from({ length: 20 }, (_, i) =>
      simulatedLearner(reinforce({ rate: 0.1 }), { trials: 150, key: foldIn(key(3), i), name: `${i}` }),
    )
    const { value } = await fitTo(animals, { epochs: 150, learningRate: 1e-2 })
    const glm = await learners.staticGlm().fit(animals, { key: key(1), onProgress: () => {} })
    assert.ok(value.natsPerTrial > glm.value.natsPerTrial + 0.01, `${value.natsPerTrial} ${glm.value.natsPerTrial}`)
  })

  it("is taken up again with the same bits, made again from its spec, and fitted in a worker's words", async () => {
    const animals = cohort([60, 45])
    const options = { units: 3, batchAnimals: 1 } as const
    const whole = await fitTo(animals, { ...options, epochs: 8 })
    const { info } = await fitTo(animals, { ...options, epochs: 3 })
    const resume = structuredClone(info.checkpoint) as NonNullable<TinyRnnOptions["resume"]>
    const resumed = await fitTo(animals, { ...options, epochs: 8, resume })
    assert.equal(resumed.info.parameterHash, whole.info.parameterHash)
    assert.equal(learnerOf(learners.tinyRnn(options).spec!).name, "tinyRnn(3)")
    const spec = { animals: [...animals], options: { ...options, epochs: 8 } }
    const lane = structuredClone(await fitTinyRnn(structuredClone(spec), key(1), { onProgress: () => {} }))
    assert.deepEqual(lane.best.parameters, whole.info.weights)
  })

  it("is told of what it is asked to, and says so in its name", async () => {
    const inputs = ["stimulus", "tone", "winStayLoseSwitch"]
    const learner = learners.tinyRnn({ inputs, epochs: 2 })
    assert.equal(learner.name, "tinyRnn(stimulus tone winStayLoseSwitch)")
    const [animal] = cohort([40])
    const { value } = await learner.fit([animal!], { key: key(1), onProgress: () => {} })
    const silent = { ...animal!, inputs: { tone: new Float64Array(40) } }
    const [heard, unheard] = predictions(value, [animal!, silent])
    assert.ok(heard!.probabilityRight.some((q, t) => q !== unheard!.probabilityRight[t]))
  })

  it("refuses unknown options and impossible values, quoting them", () => {
    assert.throws(() => learners.tinyRnn({ hiddenUnits: 3 } as object), /tinyRnn has no option "hiddenUnits"/)
    assert.throws(() => learners.tinyRnn({ units: 0 }), /learners\.tinyRnn: units must be an integer from 1 to 1024/)
    assert.throws(() => learners.tinyRnn({ inputs: [] }), /inputs must be a list of different names/)
  })
})
