import assert from "node:assert/strict"
import { fit as fitTo } from "../../../../lib/inference/fit.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { learningCurves } from "../../../../lib/inference/reading/learning-curves.ts"
import { phasePortrait } from "../../../../lib/inference/reading/phase-portrait.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { asFitted, updateOf } from "../../../support/fitted-rule.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"

const animal = simulatedLearner(reinforce({ rate: 0.05 }), { trials: 600, key: key(1) })
const fitted = asFitted(animal, { update: updateOf(reinforce({ rate: 0.05 })) })
type Row = Record<string, number | string | boolean>

describe("a phase portrait", () => {
  it("of REINFORCE is alpha (1 - p) |x|^2 towards the choice after correct trials, and 0 after errors", () => {
    const rows = phasePortrait(fitted, animal, { points: 100 }).objects({ limit: Infinity }) as Row[]
    assert.equal(rows.length, 100)
    for (const { logit, change, outcome, side, trial } of rows) {
      const t = Number(trial) - 1
      const sign = side === "right" ? 1 : -1
      const unlikely = 1 / (1 + Math.exp(sign * Number(logit)))
      const expected = outcome === "correct" ? 0.05 * sign * unlikely * (animal.stimulus[t]! ** 2 + 1) : 0
      assert.ok(Math.abs(Number(change) - expected) < 1e-12)
    }
  })

  it("of a model with probabilities alone is read between two trials of a session with one stimulus", () => {
    const { update: _, ...bare } = fitted
    const rows = phasePortrait(bare, animal, { points: 600 }).objects({ limit: Infinity }) as Row[]
    const q = fitted.trajectories[0]!.probabilityRight
    assert.ok(rows.length > 30 && rows.length < 200, `${rows.length}`)
    for (const { trial, logit, change, method } of rows) {
      const t = Number(trial) - 1
      assert.equal(animal.stimulus[t], animal.stimulus[t + 1])
      assert.equal(animal.sessionStart[t + 1], 0)
      assert.ok(Math.abs(Number(logit) + Number(change) - Math.log(q[t + 1]! / (1 - q[t + 1]!))) < 1e-9)
      assert.equal(method, "sameStimulus")
    }
  })

  it("runs the rule on an animal that it was not fitted to, and is refused where nothing can be read", () => {
    const other = { ...animal, animal: "other" }
    assert.equal(phasePortrait(fitted, other).numRows(), 599)
    const { update: _, ...bare } = fitted
    const restless = { ...animal, stimulus: animal.stimulus.map((_, t) => t / 600) }
    assert.throws(() => phasePortrait(bare, restless), /no stimulus is shown on two trials in a row/)
  })
})

describe("learning curves", () => {
  it("have every regressor of a model with its 95 % band, thinned like trajectories", async () => {
    const { value } = await fitTo(animal, learners.reinforce(), { key: key(7) })
    const { weightBias } = value.trajectories[0]!
    const smoothed = {
      ...value,
      label: "Smoother",
      trajectories: [
        {
          ...value.trajectories[0]!,
          weights: { bias: weightBias, stimulus: weightBias, previousChoice: weightBias },
          standardErrors: { bias: weightBias.map(() => 0.1) },
        },
      ],
    }
    const rows = learningCurves(animal, [smoothed, value], { points: 60 }).objects({ limit: Infinity }) as Row[]
    assert.equal(rows.length, 5 * 61)
    assert.deepEqual([...new Set(rows.map(({ regressor }) => regressor))], ["bias", "stimulus", "previousChoice"])
    const [first] = rows
    assert.ok(Math.abs(Number(first!.high) - Number(first!.weight) - 0.1959964) < 1e-9)
    assert.equal(rows.at(-1)!.low, null)
    assert.throws(() => learningCurves({ ...animal, animal: "other" }, [value]), /not fitted to other \(600 trials\)/)
  })
})
