import assert from "node:assert/strict"
import type { FittedLearner } from "../../../../lib/inference/learner.ts"
import { ruleIndices } from "../../../../lib/inference/reading/rule-indices.ts"
import { ruleSlices } from "../../../../lib/inference/reading/rule-slices.ts"
import { interval95, spread } from "../../../../lib/inference/reading/spread.ts"
import { probabilityRight } from "../../../../lib/networks/glm-policy.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { maximumLikelihood } from "../../../../lib/rules/maximum-likelihood.ts"
import type { PolicyRule } from "../../../../lib/rules/policy-rule.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { asFitted, updateOf } from "../../../support/fitted-rule.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"

const animal = simulatedLearner(reinforce({ rate: 0.05 }), { trials: 1200, key: key(1) })
const fitted = (rule: PolicyRule): FittedLearner => asFitted(animal, { update: updateOf(rule) })
const rate = (alpha: number) => fitted(reinforce({ rate: alpha }))

type Row = Record<string, number | string | boolean | null>
const rowsOf = (table: { objects: (options: object) => object[] }) => table.objects({ limit: Infinity }) as Row[]

describe("slices through a rule", () => {
  it("are those of REINFORCE in closed form: alpha (1 - p) |s| towards the choice after correct ones, nothing after errors", () => {
    const rows = rowsOf(ruleSlices(rate(0.05), animal))
    assert.equal(rows.length, 2 * 3 * 3 * 10)
    for (const row of rows) {
      const s = Number(row.stimulus)
      const surprise = Number(row.choice) - probabilityRight(Number(row.weightStimulus) * s + Number(row.weightBias))
      const alpha = row.outcome === "correct" ? 0.05 : 0
      assert.ok(Math.abs(Number(row.changeStimulus) - alpha * surprise * s) < 1e-15)
      assert.ok(Math.abs(Number(row.changeBias) - alpha * surprise) < 1e-15)
      assert.deepEqual([row.changeStimulusLow, row.fits], [null, 1])
    }
  })

  it("leave zero contrast out, or show both choices for either outcome", () => {
    const contrasts = (rows: Row[]) => new Set(rows.map(({ contrast }) => contrast))
    assert.ok(!contrasts(rowsOf(ruleSlices(rate(0.05), animal))).has(0))
    const both = rowsOf(ruleSlices(rate(0.05), animal, { zeroContrast: "both", weights: [0], biases: [0] }))
    const zeros = both.filter(({ contrast }) => contrast === 0)
    assert.deepEqual(
      zeros.map(({ outcome, choice, changeBias }) => [outcome, choice, Number(changeBias) + 0]),
      [
        ["correct", 0, -0.025],
        ["correct", 1, 0.025],
        ["error", 1, 0],
        ["error", 0, 0],
      ],
    )
  })

  it("of several fits are means with one standard deviation to either side, and say where signs disagree", () => {
    const rows = rowsOf(ruleSlices([rate(0.04), rate(0.06), rate(0.05)], animal, { weights: [0], biases: [0] }))
    const full = rows.find(({ outcome, contrast }) => outcome === "correct" && contrast === 100)!
    assert.ok(Math.abs(Number(full.changeStimulus) - 0.025) < 1e-12)
    assert.ok(Math.abs(Number(full.changeStimulusHigh) - 0.03) < 1e-12)
    assert.equal(full.changeStimulusAgrees, true)
    const torn = rowsOf(ruleSlices([rate(0.04), rate(-0.06)], animal, { weights: [0], biases: [0] }))
    assert.equal(torn.find(({ outcome }) => outcome === "correct")!.changeStimulusAgrees, false)
  })

  it("mark what few trials of any fit are near, a fit to one animal counting that animal's trials", () => {
    const other = { ...simulatedLearner(reinforce({ rate: 0.05 }), { trials: 60, key: key(2) }), animal: "short" }
    const short = asFitted(other, { update: updateOf(reinforce({ rate: 0.05 })) })
    const alone = rowsOf(ruleSlices(rate(0.05), animal, { weights: [0] }))
    const together = rowsOf(ruleSlices([rate(0.05), short], [animal, other], { weights: [0] }))
    alone.forEach(({ nearbyTrials }, i) => {
      assert.ok(Number(together[i]!.nearbyTrials) <= Number(nearbyTrials))
    })
    assert.ok(together.every(({ extrapolated }) => extrapolated))
    assert.equal(together[0]!.animals, "simulated, short")
  })

  it("are refused for unlike learners, for none, and for what is no grid", () => {
    assert.throws(() => ruleSlices([], animal), /empty list/)
    assert.throws(() => ruleSlices([rate(1), { ...rate(1), label: "Other" }], animal), /By hand and Other/)
    assert.throws(() => ruleSlices(rate(1), animal, { weights: [] }), /weights must be a list/)
    assert.throws(() => ruleSlices(rate(1), animal, { zeroContrast: "left" as never }), /"dropped" or "both"/)
  })
})

describe("indices of a rule", () => {
  const index = (rule: PolicyRule, name: string, weight = "stimulus", outcome?: string) =>
    rowsOf(ruleIndices(fitted(rule), animal, { weights: [0.5] })).find(
      (row) => row.index === name && row.weight === weight && (outcome === undefined || row.outcome === outcome),
    )!

  it("of outcome are 1 for REINFORCE, which errors do not move, and 0 for a rule that is told the answer", () => {
    for (const weight of ["stimulus", "bias"]) {
      assert.equal(index(reinforce({ rate: 0.1 }), "outcomeAsymmetry", weight).value, 1)
      assert.equal(index(maximumLikelihood(0.1), "outcomeAsymmetry", weight).value, 0)
    }
  })

  it("of baseline have the sign of the baseline, on both weights", () => {
    for (const weight of ["stimulus", "bias"]) {
      assert.ok(Number(index(reinforce({ rate: 0.1, baseline: -0.5 }), "baseline", weight).value) < 0)
      assert.ok(Number(index(reinforce({ rate: 0.1, baseline: 0.5 }), "baseline", weight).value) > 0)
      assert.ok(Math.abs(Number(index(reinforce({ rate: 0.1 }), "baseline", weight).value)) < 1e-18)
    }
  })

  it("of side vanish for a symmetric rule without bias, and find a rule that learns twice as much on the right", () => {
    assert.ok(Math.abs(Number(index(reinforce({ rate: 0.1 }), "sideAsymmetry", "bias", "correct").value)) < 1e-12)
    const lopsided: PolicyRule = (weights, trial) => {
      const [stimulus, bias] = reinforce({ rate: 0.1 })(weights, trial)
      const more = trial.stimulus > 0 ? 2 : 1
      return [more * stimulus, more * bias]
    }
    assert.ok(Math.abs(Number(index(lopsided, "sideAsymmetry", "stimulus", "correct").value) - 1 / 3) < 1e-12)
    assert.equal(index(lopsided, "sideAsymmetry", "stimulus", "error").value, null, "nothing is learned from errors")
  })

  it("of several fits have intervals by Student's t", () => {
    const fits = [-0.5, -0.4, -0.6].map((baseline) => fitted(reinforce({ rate: 0.1, baseline })))
    const row = rowsOf(ruleIndices(fits, animal)).find((each) => each.index === "baseline")!
    const values = fits.map((one) =>
      Number(rowsOf(ruleIndices(one, animal)).find((each) => each.index === "baseline")!.value),
    )
    const [low, high] = interval95(spread(values), 3)!
    assert.deepEqual([row.low, row.high, row.agrees], [low, high, true])
    // t(0.975, 2) = 4.3027: mean -+ 4.3027 sd / sqrt(3).
    assert.ok(Math.abs(high - low - (2 * 4.3027 * spread(values).deviation!) / Math.sqrt(3)) < 1e-12)
  })

  it("use quantiles that go on beyond their table: t(0.975, 60) = 2.0003, t(0.975, 31) = 2.0395", () => {
    const half = (fits: number) => interval95({ mean: 0, deviation: Math.sqrt(fits), agrees: true }, fits)![1]
    assert.ok(Math.abs(half(61) - 2.0003) < 1e-4)
    assert.ok(Math.abs(half(32) - 2.0395) < 1e-4)
    assert.equal(interval95(spread([1]), 1), null)
  })
})
