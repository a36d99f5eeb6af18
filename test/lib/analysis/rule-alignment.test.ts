import assert from "node:assert/strict"
import { errorShareAlong, gradientAlignment } from "../../../lib/analysis/gradient-alignment.ts"
import { type RuleAlignmentOptions, ruleAlignment } from "../../../lib/analysis/rule-alignment.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import type { Progress } from "../../../lib/numerics/solution.ts"
import { recurrentRules } from "../../../lib/rules/recurrent-rules.ts"
import { rateForms, rateProblem } from "../../support/rate-problems.ts"
import { ruleCases, runRule } from "../../support/recurrent-rules.ts"
import { withStopCounter } from "../../support/stop-counter.ts"

const exactly = { precision: "f64", mode: "exact" } as const
const { bptt, threeFactor, mdgl, modProp } = recurrentRules

for (const { title, ...form } of rateForms)
  describe(`the alignment of learning rules: ${title}`, () => {
    const problem = rateProblem(key(41), form)
    const { network, parameters, trials } = problem

    it("is that of the gradients the rules have by themselves", async () => {
      const exact = runRule(bptt(), problem).both
      for (const { make } of ruleCases) {
        const rule = make(problem)
        const { value } = await ruleAlignment(network, parameters, trials, rule, exactly)
        const expected = gradientAlignment(exact, runRule(rule, problem).both)
        assert.deepEqual(value, { ...expected, errorShare: Number.NaN })
      }
    })

    it("is a step of 1 at no angle for BPTT, and for RTRL up to rounding", async () => {
      const self = (await ruleAlignment(network, parameters, trials, bptt(), exactly)).value
      assert.deepEqual(self, { rho: 1, cosine: 1, thetaDegrees: 0, errorShare: Number.NaN })
      const oracle = (await ruleAlignment(network, parameters, trials, recurrentRules.rtrl(), exactly)).value
      assert.ok(Math.abs(oracle.rho - 1) < 1e-14 && oracle.thetaDegrees < 1e-11, JSON.stringify(oracle))
    })
  })

describe("the alignment of a learning rule", () => {
  const problem = rateProblem(key(42), { units: 24, trialCount: 8 })
  const { network, parameters } = problem
  const batches = Array.from({ length: 5 }, (_, i) => {
    const other = rateProblem(foldIn(key(43), i), { units: 24, trialCount: i === 3 ? 5 : 8 })
    return other.trials
  })

  it("is the median over batches, of any number of trials, and its table has them all", async () => {
    const { value, table, status, message } = await ruleAlignment(network, parameters, batches, threeFactor(), exactly)
    assert.equal(status, "converged")
    assert.equal(message, "three-factor against BPTT on 5 of 5 batches.")
    const exact = batches.map((trials) => runRule(bptt(), { network, parameters, trials }).both)
    const each = batches.map((trials, i) =>
      gradientAlignment(exact[i]!, runRule(threeFactor(), { network, parameters, trials }).both),
    )
    assert.deepEqual(Array.from(table.array("batch")), [0, 1, 2, 3, 4])
    for (const name of ["rho", "cosine", "thetaDegrees"] as const) {
      const values = each.map((one) => one[name])
      assert.deepEqual(Array.from(table.array(name)), values)
      assert.equal(value[name], values.sort((a, b) => a - b)[2])
    }
    const four = await ruleAlignment(network, parameters, batches.slice(0, 4), threeFactor(), exactly)
    const rhos = each
      .slice(0, 4)
      .map(({ rho }) => rho)
      .sort((a, b) => a - b)
    assert.equal(four.value.rho, (rhos[1]! + rhos[2]!) / 2)
  })

  it("is better for rules that follow more paths, in f32 and mode fast as well", async () => {
    const cosines = []
    for (const rule of [threeFactor(), mdgl(), bptt()]) {
      const { value, provenance } = await ruleAlignment(network, parameters, batches, rule)
      assert.deepEqual([provenance.precision, provenance.mode, provenance.options.rule], ["f32", "fast", rule.name])
      const exact = await ruleAlignment(network, parameters, batches, rule, exactly)
      assert.ok(Math.abs(value.rho / exact.value.rho - 1) < 1e-4)
      cosines.push(value.cosine)
    }
    assert.ok(cosines[0]! < cosines[1]! && cosines[1]! < cosines[2]!, `${cosines}`)
  })

  it("says how much of the error lies along a direction of W and U, or of W alone", async () => {
    const [trials] = batches
    const [g, h] = [bptt(), modProp()].map((rule) => runRule(rule, { network, parameters, trials: trials! }).both)
    const sizes = [24 * 24, 24 * 28]
    for (const size of sizes) {
      const direction = normal(key(44), size)
      const { value } = await ruleAlignment(network, parameters, trials!, modProp(), { ...exactly, direction })
      assert.equal(value.errorShare, errorShareAlong(g!, h!, direction))
      assert.ok(value.errorShare > 0 && value.errorShare < 0.5)
    }
    const direction = g!.map((x, i) => h![i]! - x * gradientAlignment(g!, h!).rho)
    const along = await ruleAlignment(network, parameters, trials!, modProp(), { ...exactly, direction })
    assert.ok(Math.abs(along.value.errorShare - 1) < 1e-12)
  })

  it("leaves out batches without a gradient, and fails where one is not finite", async () => {
    const flat = parameters.map((value, i) => (i < network.layout.readout.first ? value : 0))
    const none = await ruleAlignment(network, flat, batches, threeFactor(), exactly)
    assert.equal(none.status, "converged")
    assert.ok(Number.isNaN(none.value.rho))
    const broken = { ...batches[1]!, inputs: batches[1]!.inputs.with(0, Number.NaN) }
    const failed = await ruleAlignment(network, parameters, [batches[0]!, broken, batches[2]!], threeFactor(), exactly)
    assert.equal(failed.status, "failed")
    assert.equal(failed.message, "three-factor against BPTT on 1 of 3 batches, then a gradient was not finite.")
    assert.equal(failed.table.numRows(), 1)
  })

  it("refuses what does not fit, quoting it", async () => {
    const ask = (
      options: object,
      values: ArrayLike<number> = parameters,
      of: readonly (typeof batches)[0][] = batches,
    ) => ruleAlignment(network, values, of, threeFactor(), options as RuleAlignmentOptions)
    await assert.rejects(ask({ batch: 3 }), /no option "batch"; its options are direction, precision, mode, onProgress/)
    await assert.rejects(ask({ precision: "f16" }), /precision must be "f32" or "f64", got "f16"/)
    await assert.rejects(ask({ direction: [1] }), /a direction has 672 numbers, or 576 for W alone, got 1/)
    await assert.rejects(ask({}, [1]), new RegExp(`expected ${network.parameterCount} parameters, got 1`))
    await assert.rejects(ask({}, parameters, []), /at least one batch of trials, got none/)
  })

  describe("that is asked to stop", () => {
    it("is that of the batches so far", async () => {
      await withStopCounter(async (stop) => {
        const heard: Progress[] = []
        const onProgress = (progress: Progress) => {
          heard.push(progress)
          stop()
        }
        const { status, message, table } = await ruleAlignment(network, parameters, batches, mdgl(), { onProgress })
        assert.deepEqual([status, table.numRows()], ["stopped", 1])
        assert.equal(message, "MDGL against BPTT on 1 of 5 batches, stopped on request.")
        assert.deepEqual(heard[0], { label: "alignment (MDGL)", done: 1, total: 5 })
      })
    })
  })
})
