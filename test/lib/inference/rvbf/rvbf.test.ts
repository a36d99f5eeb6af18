import assert from "node:assert/strict"
import { borrowEngine, returnEngine } from "../../../../lib/engine/engine.ts"
import { fit as fitLearner } from "../../../../lib/inference/fit.ts"
import type { FittedLearner } from "../../../../lib/inference/learner.ts"
import { learnerOf, learners } from "../../../../lib/inference/learners.ts"
import { predictions } from "../../../../lib/inference/predictions.ts"
import { designMatrix } from "../../../../lib/inference/regressors.ts"
import { filterNow } from "../../../../lib/inference/rvbf/filter.ts"
import { rvbfSettings } from "../../../../lib/inference/rvbf/options.ts"
import type { RvbfConstants } from "../../../../lib/inference/rvbf/parameters.ts"
import { key, split } from "../../../../lib/numerics/random-key.ts"
import type { Progress } from "../../../../lib/numerics/solution.ts"
import { type NoisyRule, noisyLearner } from "../../../support/noisy-learner.ts"

const rule: NoisyRule = {
  regressors: ["stimulus", "bias"],
  rate: [0.03, 0.15],
  baseline: [-0.5, -1],
  forgetting: [0.001, 0.01],
  noise: [0.03, 0.06],
  dayNoise: [0.2, 0.5],
}
const { animal } = noisyLearner(rule, { trials: 300, trialsPerSession: 100, key: key(4) })
const quick = { regressors: ["stimulus", "bias"], steps: 25, searchParticles: 50, particles: 100, learningRate: 0.03 }
const options = { key: key(7) }
const named = ({ parameters }: FittedLearner) => Object.fromEntries(parameters.map(({ name, value }) => [name, value]))

function constantsOf({ regressors, ...of }: NoisyRule): RvbfConstants {
  const entries = Object.entries({ ...of, drift: regressors.map(() => 0) })
  return Object.fromEntries(
    entries.map(([name, values]) => [name, Float64Array.from(values)]),
  ) as unknown as RvbfConstants
}

describe("a fit of noisy REINFORCE", () => {
  it("climbs from where it starts, counts its parameters, and names every weight with its standard error", async () => {
    const heard: Progress[] = []
    const onProgress = (progress: Progress) => heard.push(progress)
    const { value, status, message, info, table } = await fitLearner(animal, learners.rvbf(quick), {
      ...options,
      onProgress,
    })
    const before = await fitLearner(animal, learners.rvbf({ ...quick, steps: 0 }), options)
    assert.equal(status, "converged", message)
    assert.ok(value.natsPerTrial > before.value.natsPerTrial)
    assert.equal(value.parameterCount, 10)
    assert.equal(value.parameters.length, 10)
    assert.equal(table.numRows(), 25)
    assert.equal(heard.at(-1)!.done, 25)
    assert.ok((info.heldOutNatsPerTrial as number) < 0 && (info.heldOutTrials as number) > 10)
    const { weights, standardErrors, weightStimulus, probabilityRight } = value.trajectories[0]!
    assert.deepEqual(Object.keys(weights!), ["stimulus", "bias"])
    assert.deepEqual(weights!.stimulus, weightStimulus)
    assert.ok(standardErrors!.bias!.every((error) => error > 0))
    const nats = animal.choice.reduce((sum, y, t) => {
      return sum + Math.log(y === 1 ? probabilityRight[t]! : 1 - probabilityRight[t]!)
    }, 0)
    assert.ok(Math.abs(nats / 300 - value.natsPerTrial) < 1e-12)
  })

  it("gives the same bits again for the same key, and predicts its own animal as it fitted it", async () => {
    const one = await fitLearner(animal, learners.rvbf(quick), options)
    const other = await fitLearner(animal, learners.rvbf(quick), options)
    assert.deepEqual(other.value.parameters, one.value.parameters)
    const stranger = { ...animal, animal: "stranger" }
    const [foreign, own] = predictions(one.value, [stranger, animal])
    assert.deepEqual(own, one.value.trajectories[0])
    assert.deepEqual(foreign!.probabilityRight, own!.probabilityRight)
    const [stimulus, bias] = one.value.update!({ weightStimulus: 0, weightBias: 0, stimulus: 1, choice: 1, reward: 1 })
    const { alpha_stim, beta_stim, alpha_bias, beta_bias } = named(one.value) as Record<string, number>
    assert.ok(Math.abs(stimulus - (alpha_stim! * (1 - beta_stim!)) / 2) < 1e-15)
    assert.ok(Math.abs(bias - (alpha_bias! * (1 - beta_bias!)) / 2) < 1e-15)
  })

  for (const drifting of ["rate", "baseline"] as const)
    it(`with a drifting ${drifting}, or with less to fit, has the parameters of that`, async () => {
      const learner = learners.rvbf({ ...quick, steps: 3, drifting, forgetting: false, dayNoise: false, heldOut: 0 })
      const { value, info } = await fitLearner(animal, learner, options)
      assert.equal(learner.label, `RVBF, drifting ${drifting}, no forgetting`)
      assert.deepEqual(Object.keys(named(value)), [
        ...["alpha_stim", "alpha_bias", "beta_stim", "beta_bias", "sigma_stim", "sigma_bias"],
        ...["sigma_drift_stim", "sigma_drift_bias"],
      ])
      assert.equal(info.heldOutTrials, 0)
      assert.ok(Number.isFinite(value.natsPerTrial))
      assert.equal(value.update, undefined)
    })

  it("@long recovers a rule from four simulated animals: as likely as the truth, rates and noise within a factor of 2", async () => {
    const animals = split(key(12), 4).map(
      (each, i) => noisyLearner(rule, { trials: 2000, trialsPerSession: 200, key: each, name: `noisy ${i}` }).animal,
    )
    const learner = learners.rvbf({ regressors: ["stimulus", "bias"], steps: 250, searchParticles: 150 })
    const { value, message } = await fitLearner(animals, learner, options)
    const found = named(value) as Record<string, number>
    const settings = rvbfSettings({ regressors: rule.regressors })
    const constants = constantsOf(rule)
    const engine = borrowEngine("exact")
    const trueNats = animals.map((each) => {
      const design = designMatrix(each, rule.regressors)
      return filterNow(engine, { animal: each, design, settings, constants, particles: 1000, key: key(1) }).nats
    })
    returnEngine(engine)
    // A filter's estimate scatters by about 1 nat in 2,000 trials; the fit has the choices it never saw among those scored.
    const short = trueNats.reduce((sum, nats) => sum + nats, 0) / 8000 - value.natsPerTrial
    assert.ok(short < 1e-3, `${short} nats per trial below the truth`)
    const truth = { alpha_stim: 0.03, alpha_bias: 0.15, sigma_stim: 0.03, sigma_bias: 0.06, sigma_day_bias: 0.5 }
    for (const [name, constant] of Object.entries(truth))
      assert.ok(
        Math.abs(Math.log2(found[name]! / constant)) < 1,
        `${name}: ${found[name]}, truth ${constant}; ${message}`,
      )
    // The baseline shows in what is learned without reward: alpha times beta, -0.15.
    const adder = found.alpha_bias! * found.beta_bias!
    assert.ok(adder < -0.075 && adder > -0.3, `alpha beta of the bias: ${adder}`)
  }).timeout(600_000)

  it("is made again from its spec, and refuses what it does not know", () => {
    const learner = learners.rvbf({ drifting: "rate" })
    assert.equal(learnerOf(structuredClone(learner.spec!)).name, learner.name)
    assert.throws(() => learners.rvbf({ drift: true } as never), /"drift".*regressors, drifting/)
    assert.throws(() => learners.rvbf({ drifting: "both" } as never), /"none" or "rate" or "baseline", got "both"/)
    assert.throws(() => learners.rvbf({ heldOut: 0.9 }), /heldOut must be from 0 to 0.5, got 0.9/)
    assert.throws(() => learners.rvbf({ particles: 1 }), /particles must be an integer from 2/)
    assert.throws(() => learners.rvbf({ forgetting: 1 } as never), /forgetting must be true or false, got 1/)
    assert.throws(() => learners.rvbf({ initialDeviation: -1 }), /initialDeviation/)
  })
})

describe("a fit of noisy REINFORCE that is asked to stop", () => {
  const hostSymbol = Symbol.for("Jupyter.host")
  afterEach(() => Reflect.deleteProperty(globalThis, hostSymbol))

  it("hands back what it has, and the next fit is as if nothing had been", async () => {
    const stop = new Int32Array(new SharedArrayBuffer(4))
    let raise = false
    const progress = () => {
      if (raise) Atomics.add(stop, 0, 1)
    }
    Reflect.set(globalThis, hostSymbol, { display() {}, update() {}, progress, stop })
    const whole = await fitLearner(animal, learners.rvbf(quick), options)
    raise = true
    const stopped = await fitLearner(animal, learners.rvbf({ ...quick, steps: 10_000 }), options)
    assert.equal(stopped.status, "stopped")
    assert.match(stopped.message, /stopped on request after \d+ of 10000 steps/)
    assert.ok(Number.isFinite(stopped.value.natsPerTrial))
    raise = false
    assert.deepEqual((await fitLearner(animal, learners.rvbf(quick), options)).value.parameters, whole.value.parameters)
  })
})
