import assert from "node:assert/strict"
import { ensemble } from "../../../../lib/inference/evaluation/ensemble.ts"
import { fit as fitTo } from "../../../../lib/inference/fit.ts"
import { inferredRule } from "../../../../lib/inference/inferred-rule.ts"
import type { FittedLearner } from "../../../../lib/inference/learner.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { plots } from "../../../../lib/plots/plots.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"
import { cohortRule } from "../../../support/small-cohort.ts"

const animal = simulatedLearner(cohortRule, { trials: 1000, key: key(1), name: "one" })
const network = learners.dnnGlm({ hiddenUnits: 6, epochs: 20, initialScale: 0.05 })
type Row = Readonly<Record<string, number> & Record<"extrapolated" | "supported" | "changeStimulusAgrees", boolean>>
const rowsOf = (fits: readonly FittedLearner[]) =>
  ensemble(fits, animal, { weights: [-9, 0.5, 1], biases: [0] }).objects() as unknown as readonly Row[]

describe("an ensemble of fits", () => {
  let fits: readonly FittedLearner[]
  before(async () => {
    fits = await Promise.all([1, 2, 3].map(async (seed) => (await fitTo(animal, network, { key: key(seed) })).value))
  })

  it("has the mean and standard deviation of the fits, cell by cell", () => {
    const rows = rowsOf(fits)
    const cells = fits.map((each) =>
      inferredRule(each, animal, { weights: [-9, 0.5, 1], biases: [0] }).objects(),
    ) as unknown as readonly (readonly Row[])[]
    assert.equal(rows.length, 2 * 3 * 10)
    rows.forEach((row, index) => {
      const changes = cells.map((each) => each[index]!.changeStimulus!)
      const mean = (changes[0]! + changes[1]! + changes[2]!) / 3
      const variance = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / 2
      assert.ok(Math.abs(row.changeStimulus! - mean) < 1e-15)
      assert.ok(Math.abs(row.changeStimulusDeviation! - Math.sqrt(variance)) < 1e-15)
      assert.ok(Math.abs(row.changeStimulusHigh! - row.changeStimulusLow! - 2 * Math.sqrt(variance)) < 1e-15)
      const signs = new Set(changes.map(Math.sign))
      assert.equal(row.changeStimulusAgrees, signs.size === 1)
    })
  })

  it("supports nothing at weights that no animal came near, however well the fits agree there", () => {
    const [trajectory] = fits[0]!.trajectories
    const near = { ...trajectory!, weightStimulus: new Float64Array(1000).fill(1) }
    const still: FittedLearner = { ...fits[0]!, trajectories: [near] }
    const rows = rowsOf([still, still])
    const far = rows.filter(({ weightStimulus }) => weightStimulus === -9)
    assert.equal(far.length, 20)
    for (const row of far)
      assert.deepEqual([row.changeStimulusAgrees, row.extrapolated, row.supported], [true, true, false])
    assert.ok(rows.some(({ supported }) => supported))
  })

  it("disagrees where one fit turns the rule around", () => {
    const turned: FittedLearner = {
      ...fits[0]!,
      update: (state) => {
        const [stimulus, bias] = fits[0]!.update!(state)
        return [-stimulus, -bias]
      },
    }
    for (const row of rowsOf([fits[0]!, turned])) {
      assert.deepEqual([row.changeStimulusAgrees, row.supported], [false, false])
      assert.ok(Math.abs(row.changeStimulus!) < 1e-15)
    }
  })

  it("is drawn like any rule", () => {
    const rule = ensemble(fits, animal)
    assert.equal(plots.ruleHeatmap(rule).table.numRows(), 2 * 25 * 10)
    assert.match(String(rule.get("learner", 0)), /DNNGLM.*mean of 3 fits/)
    const visited = fits.flatMap(({ trajectories }) => Array.from(trajectories[0]!.weightStimulus))
    const weights = Array.from(rule.array("weightStimulus") as ArrayLike<number>)
    assert.equal(new Set(weights).size, 25)
    assert.ok(Math.min(...weights) <= Math.min(...visited) && Math.max(...weights) >= Math.max(...visited))
  })

  it("is refused of one fit, and of fits of different learners", async () => {
    assert.throws(() => ensemble(fits.slice(0, 1), animal), /two fits or more, got 1/)
    const other = (await fitTo(animal, learners.reinforce(), { key: key(1) })).value
    assert.throws(() => ensemble([fits[0]!, other], animal), /one learner, got DNNGLM, 6 units and REINFORCE/)
  })
})
