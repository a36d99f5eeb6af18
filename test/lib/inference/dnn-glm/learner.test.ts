import assert from "node:assert/strict"
import type { ChoiceSequence } from "../../../../lib/data/choices.ts"
import { dnnGlm } from "../../../../lib/inference/dnn-glm/learner.ts"
import type { DnnGlmOptions } from "../../../../lib/inference/dnn-glm/options.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"

const quiet = () => {}
const fitTo = (animals: readonly ChoiceSequence[], options: DnnGlmOptions, seed = 1) =>
  dnnGlm(options).fit(animals, { key: key(seed), onProgress: quiet })

describe("learners.dnnGlm", () => {
  it("has 1,412 parameters with 32 hidden units (T21)", async () => {
    const { value, info } = await fitTo([randomAnimal(key(1), 30)], { epochs: 1 })
    assert.equal(value.parameterCount, 1412)
    assert.equal((info.weights as Float32Array).length, 1412)
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
      const { weightStimulus, weightBias, probabilityRight } = value.trajectories[0]!
      assert.ok(weightStimulus.every((w) => w === 0) && weightBias.every((w) => w === 0))
      assert.ok(probabilityRight.every((q) => q === 0.5))
    }
  })

  it("hands back trajectories that its own rule makes and its own likelihood scores", async () => {
    const animals = [randomAnimal(key(4), 80, "short"), randomAnimal(key(5), 120, "long")]
    const { value } = await fitTo(animals, { epochs: 15, hiddenUnits: 7, precision: "f64" })
    assert.deepEqual(
      value.trajectories.map(({ animal }) => animal),
      ["short", "long"],
    )
    let sum = 0
    for (const [index, { stimulus, choice, reward, sessionStart }] of animals.entries()) {
      const { weightStimulus, weightBias, probabilityRight } = value.trajectories[index]!
      assert.deepEqual([weightStimulus.length, weightStimulus[0], weightBias[0]], [choice.length, 0, 0])
      for (let t = 0; t < choice.length; t++) {
        sum += Math.log(choice[t] === 1 ? probabilityRight[t]! : 1 - probabilityRight[t]!)
        if (t + 1 === choice.length) continue
        const change = value.update!({
          weightStimulus: weightStimulus[t]!,
          weightBias: weightBias[t]!,
          stimulus: stimulus[t]!,
          choice: choice[t] as 0 | 1,
          reward: reward[t] as 0 | 1,
          sessionStart: sessionStart[t] as 0 | 1,
        })
        assert.ok(Math.abs(weightStimulus[t]! + change[0] - weightStimulus[t + 1]!) < 1e-12)
        assert.ok(Math.abs(weightBias[t]! + change[1] - weightBias[t + 1]!) < 1e-12)
      }
    }
    assert.equal(value.trials, 200)
    assert.ok(Math.abs(value.natsPerTrial - sum / 200) < 1e-12)
  })

  it("learns: each fit ends above where it began, and says what its table shows", async () => {
    const { value, table, status, message, info } = await fitTo([randomAnimal(key(6), 400)], { epochs: 60 })
    const nats = Array.from(table.array("natsPerTrial") as ArrayLike<number>)
    assert.equal(nats.length, 61)
    assert.ok(value.natsPerTrial > nats[0]! + 0.01)
    assert.equal(value.natsPerTrial, Math.max(...nats))
    assert.equal(nats[info.bestEpoch as number], value.natsPerTrial)
    assert.equal(status, "converged")
    assert.match(message, /^DNNGLM: 60 epochs done, best at epoch \d+ with -0\.\d{4} nats per trial; the last 6 gained/)
    const rates = Array.from(table.array("learningRate") as ArrayLike<number>)
    assert.deepEqual([rates[4], rates[5], rates[10]], [3e-3, 3e-3 * 0.999, 3e-3 * 0.999 * 0.999])
  })

  it("goes back and halves the rate where a gradient is not finite, and gives up with a sentence when nothing is", async () => {
    const animal = { ...randomAnimal(key(7), 50), stimulus: new Float64Array(50).fill(1e30) }
    const { value, status, message } = await fitTo([animal], { epochs: 20, learningRate: 1 })
    assert.equal(status, "failed")
    assert.match(message, /given up after \d+ of 20 epochs.*not finite.*Try a smaller learningRate/)
    assert.ok(value.trajectories[0]!.weightBias.length === 50)
  })

  it("records mode, precision, key and every option", async () => {
    const { provenance } = await fitTo([randomAnimal(key(8), 20)], { epochs: 1, precision: "f64" }, 9)
    assert.deepEqual([provenance.mode, provenance.precision, provenance.key], ["exact", "f64", [0, 9]])
    const { learner, hiddenUnits, chunkTrials, clipNorm, learningRate } = provenance.options
    assert.deepEqual([learner, hiddenUnits, chunkTrials, clipNorm, learningRate], ["dnnGlm", 32, 500, 1, 0.003])
  })

  it("comes to nearly the same fit in mode fast, and says what that rested on", async () => {
    const animals = [randomAnimal(key(8), 400)]
    const [exact, fast] = [await fitTo(animals, { epochs: 5 }), await fitTo(animals, { epochs: 5, mode: "fast" })]
    assert.ok(Math.abs(exact.value.natsPerTrial - fast.value.natsPerTrial) < 1e-5)
    assert.equal(fast.provenance.mode, "fast")
    assert.deepEqual(exact.info.features, { relaxedSimd: false, blas: null })
    assert.ok(Object.keys(fast.info.features as object).join() === "relaxedSimd,blas")
  })

  it("refuses no animals, animals without trials and impossible values", async () => {
    await assert.rejects(fitTo([], {}), /dnnGlm got an empty list/)
    await assert.rejects(fitTo([randomAnimal(key(1), 0)], {}), /random has no trials/)
    const broken = randomAnimal(key(1), 10)
    broken.stimulus[3] = Number.NaN
    await assert.rejects(fitTo([broken], {}), /stimulus of random is NaN on trial 3/)
  })

  it("refuses unknown options and impossible values, quoting them", () => {
    assert.throws(
      () => dnnGlm({ hidenUnits: 3 } as DnnGlmOptions),
      /learners\.dnnGlm has no option "hidenUnits"; its options are hiddenUnits, epochs, .*, historyTrials, resume$/,
    )
    assert.throws(() => dnnGlm({ batchAnimals: 0 }), /batchAnimals must be an integer of at least 1, got 0/)
    assert.throws(() => dnnGlm({ scale: "free" as "fixed" }), /scale must be "trained" or "fixed", got "free"/)
    assert.throws(() => dnnGlm({ hiddenUnits: 0 }), /hiddenUnits must be an integer from 1 to 1024, got 0/)
    assert.throws(() => dnnGlm({ epochs: 1.5 }), /epochs must be an integer of at least 0, got 1\.5/)
    assert.throws(() => dnnGlm({ learningRate: -1 }), /learningRate must be a finite number above 0, got -1/)
    assert.throws(() => dnnGlm({ precision: "f16" as "f32" }), /precision must be "f32" or "f64", got "f16"/)
    assert.throws(() => dnnGlm({ mode: "quick" as "fast" }), /mode must be "exact" or "fast", got "quick"/)
  })
})
