import assert from "node:assert/strict"
import { compare } from "../../../../lib/inference/compare.ts"
import { fit as fitLearner } from "../../../../lib/inference/fit.ts"
import type { FittedLearner } from "../../../../lib/inference/learner.ts"
import { learnerOf, learners } from "../../../../lib/inference/learners.ts"
import { predictions, trialLogLikelihoods } from "../../../../lib/inference/predictions.ts"
import type { WalkInfo } from "../../../../lib/inference/weight-noise/fit.ts"
import { simulateWeightNoise } from "../../../../lib/inference/weight-noise/simulated-choices.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"
import { withStopCounter } from "../../../support/stop-counter.ts"

const options = { key: key(1), onProgress: () => {} }

describe("learners.psytrack", () => {
  it("finds deviations and weights of simulated walks within their errors", async () => {
    const truth = { trials: 4000, log2Sigma: [-4, -5] as const, sessionTrials: 500 }
    const { choices, weights } = simulateWeightNoise(truth, key(2))
    const { value, status, message } = await fitLearner(choices, learners.psytrack({ dayNoise: false }), options)
    assert.equal(status, "converged", message)
    for (const [i, expected] of truth.log2Sigma.entries()) {
      const { value: found, standardError } = value.parameters[i]!
      assert.ok(Math.abs(found - expected) < 3 * standardError!, `${found} ± ${standardError}`)
    }
    const { weights: found, standardErrors } = value.trajectories[0]!
    for (const name of ["bias", "stimulus"] as const) {
      const covered = weights[name].filter(
        (w, t) => Math.abs(w - found![name]![t]!) < 1.96 * standardErrors![name]![t]!,
      ).length
      // Neighbouring trials err together, so that one animal's share of 95 % varies.
      assert.ok(covered / truth.trials > 0.8, `${name}: ${covered}`)
    }
  })

  it("tends to the static GLM as the deviations go to 0 (T12)", async () => {
    const animal = randomAnimal(key(4), 800)
    const still = { dayNoise: false, log2Sigma: [-20, -20], initialSigma: 1000 }
    const walk = await fitLearner(animal, learners.psytrack(still), options)
    const fixed = await fitLearner(animal, learners.staticGlm(), options)
    assert.ok(Math.abs(walk.value.natsPerTrial - fixed.value.natsPerTrial) < 1e-6)
    const [w, b] = ["w_stim", "w_bias"].map((name) => fixed.value.parameters.find((each) => each.name === name)!.value)
    const { weightStimulus, weightBias } = walk.value.trajectories[0]!
    for (const t of [0, 400, 799]) {
      assert.ok(Math.abs(weightStimulus[t]! - w!) < 1e-3, `${weightStimulus[t]} ${w}`)
      assert.ok(Math.abs(weightBias[t]! - b!) < 1e-3, `${weightBias[t]} ${b}`)
    }
  })

  it("separates the choices as the deviations grow (T12)", async () => {
    const animal = randomAnimal(key(4), 300)
    const { value } = await fitLearner(animal, learners.psytrack({ dayNoise: false, log2Sigma: [8, 8] }), options)
    assert.ok(value.natsPerTrial > -0.01, `${value.natsPerTrial}`)
  })

  it("says which deviation is held at its bound, and gives it no standard error", async () => {
    const { choices } = simulateWeightNoise({ trials: 600, log2Sigma: [-12, -12] }, key(1))
    const learner = learners.psytrack({ dayNoise: false, initialSigma: 1 })
    const { value, message, status } = await fitLearner(choices, learner, options)
    assert.equal(status, "converged")
    const held = value.parameters.filter(({ value: found }) => found === -12)
    assert.ok(held.length > 0, JSON.stringify(value.parameters))
    for (const { name, standardError } of held) {
      assert.equal(standardError, undefined)
      assert.ok(message.includes(name), message)
    }
  })

  it("predicts forward: its sum of log predictions is close to the evidence, which is the same integral", async () => {
    const { choices } = simulateWeightNoise({ trials: 3000, log2Sigma: [-4, -5] }, key(3))
    const { value, info } = await fitLearner(choices, learners.psytrack({ dayNoise: false }), options)
    const [forward] = predictions(value, [choices])
    const nats = trialLogLikelihoods(forward!, choices).reduce((sum, each) => sum + each, 0)
    const { evidence } = info as WalkInfo
    assert.ok(Math.abs(nats - evidence) < 0.01 * Math.abs(evidence), `${nats} ${evidence}`)
  })

  it("predicts no trial from itself or a later one", async () => {
    const animal = randomAnimal(key(6), 400)
    const { value } = await fitLearner(animal, learners.psytrack(), options)
    const changed = { ...animal, choice: animal.choice.map((y, t) => (t >= 250 ? 1 - y : y)) }
    const [one, other] = [animal, changed].map((each) => predictions(value, [each])[0]!.probabilityRight)
    assert.deepEqual(one!.subarray(0, 251), other!.subarray(0, 251))
    assert.ok(one![260] !== other![260])
  })

  it("takes inputs of the data's own as regressors, and gives every weight by name", async () => {
    const animal = randomAnimal(key(7), 300)
    const tones = { ...animal, inputs: { tone: animal.stimulus.map((s) => -s) } }
    const named = learners.psytrack({ regressors: ["bias", "tone"], log2Sigma: [-4, -5], log2SigmaDay: [-1, -2] })
    const plain = learners.psytrack({ regressors: ["bias", "stimulus"], log2Sigma: [-4, -5], log2SigmaDay: [-1, -2] })
    const [one, other] = await Promise.all([fitLearner(tones, named, options), fitLearner(animal, plain, options)])
    const mirrored = other.value.trajectories[0]!.weights!.stimulus!
    one.value.trajectories[0]!.weights!.tone!.forEach((w, t) => {
      assert.ok(Math.abs(w + mirrored[t]!) < 1e-9)
    })
    assert.ok(one.value.trajectories[0]!.weightStimulus.every((w) => w === 0))
  })

  it("holds its predictions within their intervals", async () => {
    const { value } = await fitLearner(randomAnimal(key(8), 300), learners.psytrack(), options)
    const { probabilityRight, probabilityInterval } = value.trajectories[0]!
    const [low, high] = probabilityInterval!
    assert.ok(probabilityRight.every((q, t) => low[t]! < q && q < high[t]!))
  })

  it("shares its deviations between animals: the evidence of two copies is twice that of one", async () => {
    const animal = randomAnimal(key(9), 400)
    const [one, two] = await Promise.all([
      fitLearner(animal, learners.psytrack(), options),
      fitLearner([animal, { ...animal, animal: "copy" }], learners.psytrack(), options),
    ])
    const [single, double] = [one, two].map(({ info }) => (info as WalkInfo).evidence)
    assert.ok(Math.abs(double! - 2 * single!) < 1e-4, `${single} ${double}`)
  })

  it("can be compared and made again from its spec, with the same bits", async () => {
    const animal = randomAnimal(key(10), 300)
    const learner = learners.psytrack({ dayNoise: false })
    const again = learnerOf(JSON.parse(JSON.stringify(learner.spec)))
    const [one, other] = await Promise.all([fitLearner(animal, learner, options), fitLearner(animal, again, options)])
    const bits = ({ value }: { value: FittedLearner }) => value.trajectories[0]!.probabilityRight
    assert.deepEqual(bits(one), bits(other))
    const { value } = await compare(animal, [learner, learners.chance()], options)
    assert.equal(value.rows.find(({ label }) => label === learner.label)!.role, "control")
  })

  it("stops where it is asked to, with the best it has, and reports progress before", async () => {
    const { choices } = simulateWeightNoise({ trials: 3000, log2Sigma: [-4, -5] }, key(12))
    await withStopCounter(async (stop) => {
      let reports = 0
      const onProgress = () => {
        reports++
        stop()
      }
      const { value, status, message } = await fitLearner(choices, learners.psytrack(), { key: key(1), onProgress })
      assert.equal(status, "stopped")
      assert.match(message, /stopped on request/)
      assert.ok(reports > 0)
      assert.ok(value.trajectories[0]!.probabilityRight.every((q) => q > 0 && q < 1))
    })
  })

  it("refuses what it cannot use", () => {
    assert.throws(() => learners.psytrack({ sigma: 1 } as never), /has no option "sigma"/)
    assert.throws(() => learners.psytrack({ log2Sigma: [-4] }), /2 numbers from -20 to 10, of bias, stimulus/)
    assert.throws(() => learners.psytrack({ regressors: ["bias", "bias"] }), /"bias" twice/)
    assert.throws(() => learners.psytrack({ dayNoise: false, log2SigmaDay: [0, 0] }), /dayNoise is false/)
    assert.throws(() => learners.psytrack({ dayNoise: 1 as never }), /true or false, got 1/)
    assert.throws(() => learners.psytrack({ initialSigma: 0 }), /above 0, got 0/)
  })

  it("says which regressors there are where one is unknown", async () => {
    const learner = learners.psytrack({ regressors: ["tone"] })
    await assert.rejects(learner.fit([randomAnimal(key(1), 50)], options), /no regressor "tone"; accepted are bias/)
  })
})
