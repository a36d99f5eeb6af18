import assert from "node:assert/strict"
import fc from "fast-check"
import {
  type EvaluateNetworkOptions,
  evaluateNetwork,
  generalisationGap,
} from "../../../lib/analysis/generalisation-gap.ts"
import { decisionAccuracy, networkActivity } from "../../../lib/analysis/network-activity.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import type { Progress } from "../../../lib/numerics/solution.ts"
import type { Trials } from "../../../lib/tasks/trials.ts"
import { rateForms, rateProblem } from "../../support/rate-problems.ts"
import { withStopCounter } from "../../support/stop-counter.ts"

const exactly = { precision: "f64", mode: "exact" } as const

/** Accuracy over all labelled steps, step by step. */
async function plainAccuracy(problem: ReturnType<typeof rateProblem>): Promise<number> {
  const { network, parameters, trials } = problem
  const activity = await networkActivity(network, parameters, trials)
  assert.ok(trials.target.kind === "labels")
  const { labels } = trials.target
  let [right, scored] = [0, 0]
  for (let step = 0; step < trials.steps; step++) {
    const asked = labels.subarray(step * trials.trials, (step + 1) * trials.trials).filter((label) => label >= 0).length
    if (asked === 0) continue
    scored += asked
    right += asked * decisionAccuracy(activity, trials, step)
  }
  return right / scored
}

for (const { title, ...form } of rateForms)
  describe(`the evaluation of a network: ${title}`, () => {
    const problem = rateProblem(key(51), { ...form, trialCount: 23, outputs: 3 })
    const { network, parameters, trials } = problem

    it("is loss and accuracy of all trials in one pass, whatever the batches", async () => {
      const { loss } = await networkActivity(network, parameters, trials)
      const accuracy = trials.target.kind === "labels" ? await plainAccuracy(problem) : null
      for (const batch of [1, 5, 22, 23, 1000]) {
        const { value, status } = await evaluateNetwork(network, parameters, trials, { ...exactly, batch })
        assert.equal(status, "converged")
        assert.equal(value.trials, 23)
        assert.ok(Math.abs(value.loss / loss - 1) < 1e-14, `${value.loss} is not ${loss}`)
        if (accuracy === null) assert.equal(value.accuracy, null)
        else assert.ok(Math.abs(value.accuracy! - accuracy) < 1e-14, `${value.accuracy} is not ${accuracy}`)
      }
    })
  })

describe("the evaluation of a network", () => {
  const { network, parameters, trials } = rateProblem(key(52), { target: "last label", trialCount: 40 })
  const evaluate = (given: Trials | Iterable<Trials>, options: EvaluateNetworkOptions = exactly) =>
    evaluateNetwork(network, parameters, given, options)

  it("takes trials that a generator makes one set after the other, and tells how it was made", async () => {
    const sets = [7, 9, 24].map(
      (trialCount, i) => rateProblem(key(60 + i), { target: "last label", trialCount }).trials,
    )
    const each = await Promise.all(sets.map((set) => evaluate(set)))
    const mean = (pick: (i: number) => number) => sets.reduce((sum, set, i) => sum + set.trials * pick(i), 0) / 40
    const whole = await evaluate(
      (function* () {
        yield* sets
      })(),
    )
    assert.ok(Math.abs(whole.value.loss - mean((i) => each[i]!.value.loss)) < 1e-14)
    assert.ok(Math.abs(whole.value.accuracy! - mean((i) => each[i]!.value.accuracy!)) < 1e-14)
    assert.deepEqual(whole.table.objects(), [{ ...whole.value }])
    const { mode, precision, options } = whole.provenance
    assert.deepEqual([mode, precision, options], ["exact", "f64", { batch: 256 }])
    assert.match(whole.message, /^40 trials: loss \d\.\d+, accuracy 0\.\d+\.$/)
  })

  it("weighs steps as the loss does, and leaves out batches in which nothing is asked for", async () => {
    assert.ok(trials.target.kind === "labels")
    const weights = Float64Array.from({ length: 9 * 40 }, (_, row) => (row % 40 === 3 ? 2 : row % 40 === 30 ? 1 : 0))
    const { value } = await evaluate({ ...trials, weights }, { ...exactly, batch: 4 })
    const single = await Promise.all(
      [3, 30].map((one) =>
        evaluate({ ...trials, weights: weights.map((_, row) => (row % 40 === one ? 1 : 0)) }, exactly),
      ),
    )
    for (const name of ["loss", "accuracy"] as const)
      assert.ok(Math.abs(value[name]! - (2 * single[0]!.value[name]! + single[1]!.value[name]!) / 3) < 1e-14)
    const unasked = { ...trials, target: { kind: "labels", labels: new Int32Array(9 * 40).fill(-1) } } as const
    await assert.rejects(evaluate(unasked), /no step of these 40 trials is scored/)
    assert.deepEqual((await evaluate([unasked, trials])).value, { ...(await evaluate(trials)).value, trials: 80 })
  })

  it("in f32 and mode fast is that in f64", async () => {
    const [fast, exact] = [await evaluate(trials, {}), await evaluate(trials)]
    assert.deepEqual([fast.provenance.precision, fast.provenance.mode], ["f32", "fast"])
    assert.ok(Math.abs(fast.value.loss / exact.value.loss - 1) < 1e-5)
  })

  it("is nobody's success where outputs are no numbers", async () => {
    const broken = parameters.with(network.layout.readout.first, Number.NaN)
    const { value, status, message } = await evaluateNetwork(network, broken, trials, exactly)
    assert.deepEqual([value.accuracy, status], [0, "failed"])
    assert.match(message, /loss NaN, accuracy 0.000: the loss is not finite/)
  })

  it("refuses what does not fit, quoting it", async () => {
    await assert.rejects(evaluate(trials, { size: 3 } as never), /no option "size"; its options are batch, precision/)
    await assert.rejects(evaluate(trials, { batch: 0 }), /batch must be an integer of at least 1, got 0/)
    await assert.rejects(evaluateNetwork(network, [1], trials), /expected \d+ parameters, got 1/)
    await assert.rejects(evaluate([]), /no step of these 0 trials is scored/)
    const values = rateProblem(key(1)).trials
    await assert.rejects(evaluate([trials, values]), /some trials ask for labels, others for values/)
    const narrow = rateProblem(key(1), { inputs: 3, target: "labels" }).trials
    await assert.rejects(
      evaluate(narrow),
      /expected trials of 9 steps x 3 trials with 108 input values, got .* with 81/,
    )
  })

  describe("that is asked to stop", () => {
    it("is that of the trials so far", async () => {
      await withStopCounter(async (stop) => {
        const heard: Progress[] = []
        const onProgress = (progress: Progress) => {
          heard.push(progress)
          stop()
        }
        const { value, status, message } = await evaluate(trials, { ...exactly, batch: 10, onProgress })
        assert.deepEqual([value.trials, status], [10, "stopped"])
        assert.match(message, /^Stopped on request after 10 trials: loss/)
        assert.deepEqual(heard, [{ label: "evaluation", done: 10, total: 40 }])
      })
    })
  })
})

describe("the generalisation gap", () => {
  const finite = fc.double({ min: 0, max: 1, noNaN: true })

  it("is what is lost in accuracy, or gained in loss where values are asked for", () => {
    fc.assert(
      fc.property(finite, finite, finite, finite, (one, other, loss, otherLoss) => {
        assert.equal(generalisationGap({ loss, accuracy: one }, { loss: otherLoss, accuracy: other }), one - other)
        assert.equal(generalisationGap({ loss, accuracy: null }, { loss: otherLoss, accuracy: null }), otherLoss - loss)
      }),
    )
  })

  it("is none between a classification and a regression", () => {
    assert.throws(
      () => generalisationGap({ loss: 1, accuracy: 0.5 }, { loss: 1, accuracy: null }),
      /two evaluations of one task, got accuracies of 0.5 and null/,
    )
  })
})
