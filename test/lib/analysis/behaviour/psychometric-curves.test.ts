import assert from "node:assert/strict"
import { psychometricCurves } from "../../../../lib/analysis/behaviour/psychometric-curves.ts"
import { fitPsychometric, psychometricCurve } from "../../../../lib/analysis/behaviour/psychometric-fit.ts"
import { uniform } from "../../../../lib/numerics/distributions.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"

const contrasts = [-100, -50, -25, -12.5, -6.25, 0, 6.25, 12.5, 25, 50, 100]
const truth = { bias: 6, threshold: 18, lapseLeft: 0.06, lapseRight: 0.12 }

describe("the psychometric curve", () => {
  it("runs from its left lapse to its right lapse, half-way at the bias", () => {
    assert.ok(Math.abs(psychometricCurve(truth, -1000) - 0.06) < 1e-12)
    assert.ok(Math.abs(psychometricCurve(truth, 1000) - 0.88) < 1e-12)
    assert.ok(Math.abs(psychometricCurve(truth, 6) - (0.06 + 0.88) / 2) < 1e-12)
  })

  it("is recovered from exact proportions", () => {
    const tallies = contrasts.map((contrast) => ({
      contrast,
      trials: 1e6,
      right: 1e6 * psychometricCurve(truth, contrast),
    }))
    const fit = fitPsychometric(tallies)
    assert.equal(fit.status, "converged")
    for (const name of ["bias", "threshold", "lapseLeft", "lapseRight"] as const) {
      assert.ok(Math.abs(fit[name] - truth[name]) < 1e-3 * Math.abs(truth[name]), `${name} is ${fit[name]}`)
    }
  })

  it("of simulated choices is likelier than the truth, and near it", () => {
    const draws = uniform(key(9), contrasts.length * 400)
    const tallies = contrasts.map((contrast, i) => {
      const p = psychometricCurve(truth, contrast)
      return { contrast, trials: 400, right: draws.slice(400 * i, 400 * (i + 1)).filter((u) => u < p).length }
    })
    const fit = fitPsychometric(tallies)
    const atTruth = tallies.reduce((sum, { contrast, trials, right }) => {
      const p = psychometricCurve(truth, contrast)
      return sum + right * Math.log(p) + (trials - right) * Math.log(1 - p)
    }, 0)
    assert.equal(fit.status, "converged")
    assert.ok(fit.nats >= atTruth && fit.nats < atTruth + 10)
    assert.ok(Math.abs(fit.bias - 6) < 4 && Math.abs(fit.threshold - 18) < 6)
  })

  it("of choices that fall with contrast is no curve, and says so", () => {
    const falling = contrasts.map((contrast) => ({ contrast, trials: 200, right: contrast < 0 ? 120 : 60 }))
    const fit = fitPsychometric(falling)
    assert.equal(fit.status, "failed")
    assert.match(fit.message, /do not rise/)
  })

  it("says which parameter a step leaves open", () => {
    const step = [-100, -50, 50, 100].map((contrast) => ({ contrast, trials: 500, right: contrast < 0 ? 50 : 450 }))
    const { status, message } = fitPsychometric(step)
    assert.ok(status === "failed" || /threshold|Converged/.test(message))
  })
})

describe("psychometric curves by stage", () => {
  const animal = simulatedLearner(reinforce({ rate: 0.1 }), { trials: 700, key: key(1) })

  it("count every trial once, in stages of whole sessions", () => {
    const { table, fits } = psychometricCurves(animal, { stages: 3 })
    const rows = table.objects() as Record<string, number | string>[]
    assert.equal(
      rows.reduce((sum, { trials }) => sum + Number(trials), 0),
      700,
    )
    const right = rows.reduce((sum, row) => sum + Number(row.trials) * Number(row.right), 0)
    assert.ok(Math.abs(right - animal.choice.reduce((sum, y) => sum + y, 0)) < 1e-9)
    assert.deepEqual([...new Set(rows.map(({ stage }) => stage))], ["sessions 1–3", "sessions 4–5", "sessions 6–7"])
    assert.equal(fits.numRows(), 3)
    const first = rows.filter(({ stage }) => stage === "sessions 1–3")
    assert.equal(
      first.reduce((sum, { trials }) => sum + Number(trials), 0),
      300,
    )
  })

  it("hold the points' intervals around them", () => {
    for (const row of psychometricCurves(animal).table.objects() as Record<string, number>[]) {
      assert.ok(row.rightLow! <= row.right! && row.right! <= row.rightHigh!)
    }
  })

  it("refuse an animal whose stimulus is no contrast", () => {
    const contrast = new Float64Array(animal.choice.length).fill(Number.NaN)
    const other = { ...animal, contrast }
    assert.throws(
      () => psychometricCurves(other),
      /is signed evidence; accepted are animals whose stimulus is a contrast/,
    )
  })

  it("refuse more stages than sessions", () => {
    assert.throws(() => psychometricCurves(animal, { stages: 8 }), /from 1 to 7, got 8/)
    assert.throws(() => psychometricCurves(animal, { parts: 2 } as never), /"parts".*stages/)
  })
})
