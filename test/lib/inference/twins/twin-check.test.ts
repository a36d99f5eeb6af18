import assert from "node:assert/strict"
import { type ChoiceSequence, choices } from "../../../../lib/data/choices.ts"
import { syntheticCohort } from "../../../../lib/data/synthetic-animals.ts"
import { fit as fitTo } from "../../../../lib/inference/fit.ts"
import type { FittedLearner } from "../../../../lib/inference/learner.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { digitalTwin } from "../../../../lib/inference/twins/digital-twin.ts"
import { twinCheck } from "../../../../lib/inference/twins/twin-check.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import type { PolicyWeights } from "../../../../lib/rules/policy-rule.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { asFitted, updateOf } from "../../../support/fitted-rule.ts"
import { loadKs014 } from "../../../support/ks014.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"
import { withStopCounter } from "../../../support/stop-counter.ts"

const rule = reinforce({ rate: [0.02, 0.05], adder: [-0.002, -0.05] })
const truth = (animal: ChoiceSequence) => asFitted(animal, { update: updateOf(rule) })
const still = (animal: ChoiceSequence, start: PolicyWeights) => asFitted(animal, { update: () => [0, 0] }, start)
const seed = simulatedLearner(rule, { trials: 1500, key: key(1) })
const onProgress = () => {}
const share = (values: ArrayLike<number>, of: (value: number, t: number) => boolean) =>
  Array.from(values).filter(of).length / values.length

describe("a digital twin", () => {
  it("lives in the animal's sessions, over again where it is to live longer, and says it is synthetic", async () => {
    const twin = await digitalTwin({ ...seed, synthetic: false }, truth(seed), { key: key(2), trials: 1730 })
    assert.equal(twin.choice.length, 1730)
    assert.equal(twin.session[1729], 17)
    assert.equal(twin.synthetic, true)
    twin.sessionStart.forEach((start, t) => {
      assert.equal(start, t % 100 === 0 ? 1 : 0)
    })
  })

  it("is rewarded exactly where its choice names the side, and is a life of its own for every key", async () => {
    const twin = await digitalTwin(seed, truth(seed), { key: key(2) })
    const again = await digitalTwin(seed, truth(seed), { key: key(2) })
    const other = await digitalTwin(seed, truth(seed), { key: key(3) })
    assert.deepEqual(again, twin)
    assert.notDeepEqual(other.stimulus, twin.stimulus)
    assert.notDeepEqual(seed.stimulus, twin.stimulus)
    twin.reward.forEach((reward, t) => {
      if (twin.stimulus[t] !== 0) assert.equal(reward, twin.choice[t] === twin.side[t] ? 1 : 0)
    })
  })

  it("that always goes left is shown right stimuli on 84 % of repeats, as the rig's debiasing has it", async () => {
    const twin = await digitalTwin(seed, still(seed, [0, -40]), { key: key(4), trials: 6000 })
    assert.ok(twin.choice.every((choice) => choice === 0))
    const repeats = [...twin.choice.keys()].filter((t) => twin.sessionStart[t] === 0 && twin.reward[t - 1] === 0)
    const right = repeats.filter((t) => twin.side[t] === 1).length / repeats.length
    // Some 4500 repeats: five standard errors are 0.027.
    assert.ok(repeats.length > 3000 && Math.abs(right - 0.8413) < 0.03, `${right} of ${repeats.length}`)
  })

  it("that knows the answer is led through the phases to zero contrast; one that guesses is not", async () => {
    const wise = await digitalTwin(seed, still(seed, [60, 0]), { key: key(5), task: { phase: 1 }, trials: 6000 })
    assert.equal(share(wise.stimulus, (s) => s === 0) > 0, false)
    const long = {
      ...seed,
      sessionStart: seed.sessionStart.map((_, t) => (t === 0 ? 1 : 0)),
      session: new Uint16Array(1500),
    }
    const led = await digitalTwin(long, still(long, [60, 0]), { key: key(5) })
    assert.ok(share(led.stimulus, (s) => s === 0) > 0.02)
    const lost = await digitalTwin(long, still(long, [0, 0]), { key: key(5) })
    assert.ok(lost.stimulus.every((s) => Math.abs(s) > 0.98))
  })

  it("by a learner's predictions is, choice for choice, the twin by its rule", async () => {
    const { value } = await fitTo(seed, learners.reinforce({ baseline: "signed" }), { key: key(7) })
    const { update: _, ...blind } = value
    const byRule = await digitalTwin(seed, value, { key: key(8), trials: 200 })
    const byPrediction = await digitalTwin(seed, blind, { key: key(8), trials: 200 })
    assert.deepEqual({ ...byPrediction }, { ...byRule })
  })

  for (const learner of [
    learners.staticGlm(),
    learners.choiceKernel(),
    learners.perseveration(),
    learners.tinyRnn({ units: 3, epochs: 5 }),
  ])
    it(`of ${learner.name}, which has no rule, is the twin by its predictions, without asking for all of them again each trial`, async () => {
      const { value } = await fitTo(seed, learner, { key: key(7), onProgress })
      const { live: _, ...slow } = value
      const options = { key: key(8), trials: 150 }
      assert.deepEqual(await digitalTwin(seed, value, options), await digitalTwin(seed, slow, options))
      const [fast, same] = [value, slow].map((fitted) =>
        twinCheck(seed, fitted, { key: key(8), trials: 150, copies: 2, workers: 1, onProgress }),
      )
      assert.deepEqual((await fast!).value, (await same!).value)
    })

  it("of a model without a rule follows its predictions: one that says right in each session's first trial only goes so", async () => {
    const predict: FittedLearner["predict"] = (animals) =>
      animals.map((animal) => ({
        animal: animal.animal,
        weightStimulus: new Float64Array(animal.choice.length),
        weightBias: new Float64Array(animal.choice.length),
        probabilityRight: Float64Array.from(animal.choice, (_, t) => (animal.sessionStart[t] === 1 ? 1 : 0)),
      }))
    const { update: _, ...mute } = truth(seed)
    const twin = await digitalTwin(seed, { ...mute, predict }, { key: key(9), trials: 400 })
    assert.deepEqual(twin.choice, twin.sessionStart)
    const weightless = predict([seed])
    const fitted = { ...mute, predict, trajectories: weightless }
    const { value } = await twinCheck(seed, fitted, { key: key(9), copies: 2, trials: 200, workers: 1, onProgress })
    const sizes = value.copies.flat().filter(({ measure }) => measure === "absoluteBias")
    assert.ok(sizes.length > 0 && sizes.every(({ value }) => Number.isNaN(value)), "it has no weights to tell")
  })

  it("is refused for what describes its own animals only, and for impossible options", async () => {
    const { update: _, ...mute } = truth(seed)
    await assert.rejects(digitalTwin(seed, mute, { key: key(1) }), /By hand describes the animals/)
    await assert.rejects(digitalTwin(seed, truth(seed), {} as never), /needs a random key/)
    await assert.rejects(digitalTwin(seed, truth(seed), { key: key(1), trials: 0 }), /trials must be an integer/)
    const wrong = { key: key(1), task: { phases: 2 } as object }
    await assert.rejects(digitalTwin(seed, truth(seed), wrong), /task has no option "phases"/)
  })
})

describe("a twin check", () => {
  it("finds an animal inside the band of copies of its own true rule, and outside that of a wrong one", async () => {
    const animal = { ...(await digitalTwin(seed, truth(seed), { key: key(10) })), animal: "born" }
    const { value, table, status } = await twinCheck(animal, truth(animal), {
      key: key(11),
      copies: 40,
      workers: 1,
      onProgress,
    })
    assert.equal(status, "converged")
    const count = (of: "rows" | "inside") => value.agreement.reduce((sum, each) => sum + each[of], 0)
    assert.ok(count("rows") > 50)
    assert.ok(count("inside") / count("rows") > 0.85, `${count("inside")} of ${count("rows")}`)
    const rows = table.objects({ limit: Infinity }) as Record<string, unknown>[]
    const repeats = rows.find(({ measure }) => measure === "repeatAfterError")!
    assert.equal(repeats.copies, 40)
    assert.ok(Number(repeats.twinLow) < Number(repeats.twin) && Number(repeats.twin) < Number(repeats.twinHigh))
    const fickle = await twinCheck(animal, still(animal, [0, 0]), { key: key(11), copies: 20, workers: 1, onProgress })
    const accuracy = fickle.value.agreement.find(({ measure }) => measure === "accuracy")!
    assert.ok(accuracy.inside / accuracy.rows < 0.5)
  })

  it("gives the same bits in this thread and in workers", async () => {
    for (const learner of [
      learners.reinforce({ baseline: "signed" }),
      learners.rnnGlm({ hiddenUnits: 4, epochs: 3, initialScale: 0.1 }),
    ]) {
      const solution = await fitTo(seed, learner, { key: key(7) })
      const options = { key: key(12), copies: 2, trials: 250, onProgress }
      const here = await twinCheck(seed, solution, { ...options, workers: 1 })
      const there = await twinCheck(seed, solution, { ...options, workers: 2 })
      assert.deepEqual(there.value, here.value)
      assert.equal(here.value.copies.length, 2)
    }
  })

  it("tells a rule that learns from reward from a habit that never looks at it, where likelihood hardly does @long", async function () {
    this.timeout(120_000)
    // The mouse of the data set "synthetic-mouse", which learns from reward, and repeats itself as well.
    const animal = choices(syntheticCohort({ key: key(2026), mice: 1 })[0]!.animal)
    const shares: number[] = []
    const nats: number[] = []
    for (const made of [learners.reinforce({ baseline: "signed" }), learners.rewardFree()]) {
      const fitted = await fitTo(animal, made, { key: key(16), onProgress })
      const { value } = await twinCheck(animal, fitted, { key: key(17), copies: 20, onProgress })
      const count = (of: "rows" | "inside") => value.agreement.reduce((sum, each) => sum + each[of], 0)
      shares.push(count("inside") / count("rows"))
      nats.push(fitted.value.natsPerTrial)
    }
    assert.ok(nats[0]! - nats[1]! < 0.01, `${nats}`)
    assert.ok(shares[0]! > 0.8 && shares[1]! < 0.4, `${shares} of the animal's numbers lie inside`)
  })

  it("that is stopped has the copies that lived to the end", async () => {
    await withStopCounter(async (stop) => {
      const stopEarly = ({ done }: { done: number }) => done >= 1 && stop()
      const options = { key: key(14), copies: 400, trials: 400, workers: 1, onProgress: stopEarly }
      const { status, message, value, table } = await twinCheck(seed, truth(seed), options)
      assert.equal(status, "stopped")
      assert.match(message, /Stopped on request: \d+ cop.* of 400 asked for/)
      assert.ok(value.copies.length >= 1 && value.copies.length < 400)
      assert.equal((table.objects() as Record<string, unknown>[])[0]!.copies, value.copies.length)
    })
  })

  it("of KS014 by a signed REINFORCE shows what such a mouse does: learning, and repeating itself @long", async function () {
    const mouse = await loadKs014()
    if (mouse === null) return this.skip()
    const solution = await fitTo(mouse, learners.reinforce({ baseline: "signed" }), { key: key(7) })
    const { table, message } = await twinCheck(mouse, solution, { key: key(13), copies: 20, onProgress })
    const rows = table.objects({ limit: Infinity }) as Record<string, number | string>[]
    const of = (measure: string) => rows.find((row) => row.measure === measure)!
    // Published repeat probabilities of this mouse: 0.566 after correct choices, 0.696 after errors.
    assert.ok(Math.abs(Number(of("repeatAfterCorrect").data) - 0.566) < 0.005, message)
    assert.ok(Math.abs(Number(of("repeatAfterError").data) - 0.696) < 0.005, message)
    assert.ok(Number(of("repeatAfterError").twin) > 0.5)
  })
})
