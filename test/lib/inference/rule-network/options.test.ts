import assert from "node:assert/strict"
import type { ChoiceSequence } from "../../../../lib/data/choices.ts"
import type { FittedLearner } from "../../../../lib/inference/learner.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { predictions, rollOut } from "../../../../lib/inference/predictions.ts"
import type { OwnOptions, RuleNetworkOptions } from "../../../../lib/inference/rule-network/options.ts"
import { psychometricStart } from "../../../../lib/inference/rule-network/start-weights.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"
import { cohort, kindsOf, plainOf, variants } from "../../../support/rule-network-variants.ts"

const animals = cohort([60, 45, 70])
const makers = { dnn: learners.dnnGlm, rnn: learners.rnnGlm } as const
const fitOf = (
  kind: "dnn" | "rnn",
  options: RuleNetworkOptions & OwnOptions,
  of: readonly ChoiceSequence[] = animals,
) =>
  makers[kind]({ epochs: 0, hiddenUnits: 4, precision: "f64", initialScale: 0.2, ...options }).fit(of, {
    key: key(1),
    onProgress: () => {},
  })
const close = (a: ArrayLike<number>, b: ArrayLike<number>, within: number) =>
  a.length === b.length && Array.from(a).every((value, i) => Math.abs(value - b[i]!) < within)

for (const variant of variants)
  for (const kind of kindsOf(variant))
    describe(`the ${kind.toUpperCase()}GLM, ${variant.title},`, () => {
      it("predicts a trial before it sees it: flipping trial k changes q only after k (T1)", async () => {
        const animal = animals[0]!
        const q = async (of: ChoiceSequence) => (await fitOf(kind, variant.options, [of])).value.trajectories[0]!
        const before = await q(animal)
        for (const k of [0, 17, 59]) {
          const flip = (values: Uint8Array) => values.map((value, t) => (t === k ? 1 - value : value))
          const changed = { ...animal, choice: flip(animal.choice), reward: flip(animal.reward) }
          const after = (await q(changed)).probabilityRight
          // A psychometric start is read off the choices themselves.
          if (variant.options.initialWeights !== "trained")
            assert.deepEqual(after.slice(0, k + 1), before.probabilityRight.slice(0, k + 1))
          const changes = after.filter((value, t) => t > k && value !== before.probabilityRight[t]).length
          assert.ok(k === 59 || changes > (59 - k) / 2, `${changes} of ${59 - k} change`)
        }
      })

      it("without updates is a frozen GLM at its starting weights (T2)", async () => {
        const plain = plainOf(variant, kind)
        if (variant.options.directWeights === true) return
        const { value } = await fitOf(kind, { ...variant.options, initialScale: 0 })
        let [sum, scored] = [0, 0]
        for (const [index, animal] of animals.entries()) {
          const { weights, weightStimulus, weightBias } = value.trajectories[index]!
          const named = weights ?? { stimulus: weightStimulus, bias: weightBias }
          const start = Object.values(named).map((w) => w[0]!)
          assert.ok(Object.values(named).every((w, k) => w.every((each) => each === start[k])))
          if (plain.trainedStarts !== true) assert.deepEqual(start, Array.from(plain.start(animal)))
          for (let t = plain.scoreFrom ?? 0; t < animal.choice.length; t++) {
            const a = plain.regressors(animal, t).reduce((logit, x, k) => logit + x * start[k]!, 0)
            sum -= Math.log1p(Math.exp(animal.choice[t] === 1 ? -a : a))
            scored++
          }
        }
        assert.equal(value.trials, scored)
        assert.ok(Math.abs(value.natsPerTrial - sum / scored) < 1e-12)
      })

      it("predicts its own animals as it was fitted to them, and others from where they start", async () => {
        const { value } = await fitOf(kind, { ...variant.options, epochs: 2 })
        const again = predictions(value, animals)
        for (const [index, { probabilityRight, weightBias, weights }] of value.trajectories.entries()) {
          assert.ok(close(again[index]!.probabilityRight, probabilityRight, 1e-11))
          assert.ok(close(again[index]!.weightBias, weightBias, 1e-11))
          assert.deepEqual(Object.keys(again[index]!.weights ?? {}), Object.keys(weights ?? {}))
        }
        const [other] = predictions(value, [{ ...animals[1]!, animal: "another" }])
        const start = variant.options.initialWeights
        if (start === "trained") assert.notEqual(other!.weightBias[0], value.trajectories[1]!.weightBias[0])
        else assert.ok(close(other!.probabilityRight, value.trajectories[1]!.probabilityRight, 1e-11))
      })
    })

describe("a rule network told of past trials", () => {
  it("carries them in `hidden`, so that its rule can be run one trial at a time", async () => {
    const { value } = await fitOf("dnn", { historyTrials: 3, epochs: 2 })
    const alone: FittedLearner = { ...value }
    for (const [index, animal] of animals.entries()) {
      const { initialWeights: _, ...fromZero } = animal
      const { weightStimulus, weightBias } = rollOut(alone, fromZero)
      assert.ok(close(weightStimulus, value.trajectories[index]!.weightStimulus, 1e-12))
      assert.ok(close(weightBias, value.trajectories[index]!.weightBias, 1e-12))
    }
    const state = { weightStimulus: 0, weightBias: 0, stimulus: 1, choice: 1, reward: 1 } as const
    assert.deepEqual(Array.from(value.nextHidden!(state).slice(0, 7)), [1, 1, 0, 1, 1, 1, 0])
    assert.throws(() => value.update!({ ...state, hidden: [1] }), /hidden must hold 18 numbers/)
  })
})

describe("the size of a rule network", () => {
  const size = async (kind: "dnn" | "rnn", options: RuleNetworkOptions & OwnOptions) =>
    (await fitOf(kind, options)).value.parameterCount

  it("is 1,412, 6,212 and, with 73 units, 6,209 parameters (T21)", async () => {
    assert.equal(await size("dnn", { hiddenUnits: 32 }), 1412)
    assert.equal(await size("rnn", { hiddenUnits: 32 }), 6212)
    assert.equal(await size("dnn", { hiddenUnits: 73 }), 6209)
  })

  it("counts what is free: frozen factors and what leads to a held bias are not, trained starts are", async () => {
    assert.equal(await size("dnn", { hiddenUnits: 32, scale: "fixed" }), 1410)
    assert.equal(await size("dnn", { hiddenUnits: 32, learnedWeights: "stimulus" }), 1412 - 34)
    assert.equal(await size("dnn", { hiddenUnits: 32, initialWeights: "trained" }), 1412 + 6)
    assert.equal(await size("dnn", { hiddenUnits: 32, regressors: ["right", "left", "bias"] }), 1412 + 32 + 33 + 1)
  })
})

describe("batches of animals", () => {
  const many = cohort([50, 20, 40, 30, 50, 10, 25])
  const hash = async (batchAnimals: number | "all", seed = 1) =>
    (await makers.dnn({ epochs: 3, hiddenUnits: 4, batchAnimals }).fit(many, { key: key(seed), onProgress: () => {} }))
      .info.parameterHash

  it("of all animals, or of more than there are, are one step an epoch", async () => {
    assert.equal(await hash(7), await hash("all"))
    assert.equal(await hash(100), await hash("all"))
  })

  it("have the same bits twice, and are drawn from the key", async () => {
    assert.equal(await hash(2), await hash(2))
    assert.notEqual(await hash(2), await hash("all"))
    assert.notEqual(await hash(2), await hash(2, 2))
  })

  it("go back where a step is not finite, and give up with a sentence where it stays so", async () => {
    const broken = { ...many[1]!, stimulus: new Float64Array(20).fill(1e30) }
    const fitAt = (learningRate: number) =>
      fitOf("dnn", { epochs: 30, batchAnimals: 1, learningRate, precision: "f32" }, [many[0]!, broken])
    const [back, given] = [await fitAt(1), await fitAt(30)]
    assert.match(back.message, /30 epochs done.*not finite: the fit then went back to its best parameters/)
    assert.equal(given.status, "failed")
    assert.match(given.message, /given up after \d+ of 30 epochs.*not finite.*Try a smaller learningRate/)
    for (const { info } of [back, given]) assert.ok((info.weights as Float32Array).every(Number.isFinite))
  })

  it("end with the likelihood of all animals at the parameters handed back", async () => {
    const { value } = await fitOf("dnn", { epochs: 5, batchAnimals: 2 }, many)
    let [sum, trials] = [0, 0]
    for (const [index, { probabilityRight: q }] of value.trajectories.entries())
      for (const [t, y] of many[index]!.choice.entries()) {
        sum += Math.log(y === 1 ? q[t]! : 1 - q[t]!)
        trials++
      }
    assert.ok(Math.abs(value.natsPerTrial - sum / trials) < 1e-12)
  })
})

describe("a psychometric start", () => {
  it("is the line through the logits of P(right), shares held off 0 and 1 by half a trial", () => {
    const stimulus = Float64Array.from({ length: 100 }, (_, t) => (t % 2 === 0 ? 1 : -1))
    const right = (share: number) => Uint8Array.from(stimulus, (s, t) => (s > 0 ? Number(t < 200 * share) : 0))
    const animal = { ...randomAnimal(key(1), 100), stimulus, choice: right(0.25) }
    // 25 of 50 on the right: logit 0; none of 50 on the left: held at 1/100, logit -ln 99.
    const [slope, level] = psychometricStart(animal)
    assert.ok(Math.abs(slope - Math.log(99) / 2) < 1e-12 && Math.abs(level + Math.log(99) / 2) < 1e-12)
  })

  it("reads 100 trials and no more, and has no slope where there is one stimulus", () => {
    const animal = { ...randomAnimal(key(2), 200), stimulus: new Float64Array(200).fill(0.5) }
    const later = { ...animal, choice: animal.choice.map((y, t) => (t < 100 ? y : 1 - y)) }
    assert.deepEqual(psychometricStart(animal), psychometricStart(later))
    assert.equal(psychometricStart(animal)[0], 0)
  })
})

describe("options of rule networks that do not fit the animals", () => {
  it("are refused with a sentence", async () => {
    const { initialWeights: _, ...unknown } = animals[0]!
    await assert.rejects(fitOf("dnn", { initialWeights: "known" }, [unknown]), /"known", but those of animal 0 are not/)
    await assert.rejects(
      fitOf("dnn", { regressors: ["bias", "smell"] }),
      /animal 0 has no regressor "smell"; accepted are/,
    )
    await assert.rejects(
      fitOf("rnn", { scoreFrom: 45 }),
      /scoreFrom is 45, which leaves none of the 45 trials of animal 1/,
    )
  })

  it("or each other are refused when the learner is made", () => {
    const direct = { directWeights: true, learnedWeights: "stimulus" } as const
    assert.throws(() => learners.rnnGlm(direct), /with directWeights the network puts out every weight/)
    assert.throws(() => learners.dnnGlm({ regressors: ["bias", "bias"] }), /must be a list of different names/)
    assert.throws(() => learners.rnnGlm({ historyTrials: 1 } as object), /rnnGlm has no option "historyTrials"/)
    assert.throws(() => learners.dnnGlm({ directWeights: true } as object), /dnnGlm has no option "directWeights"/)
  })
})
