import assert from "node:assert/strict"
import { fit as fitLearner } from "../../../lib/inference/fit.ts"
import { inferredRule } from "../../../lib/inference/inferred-rule.ts"
import type { TrialState } from "../../../lib/inference/learner.ts"
import { learners } from "../../../lib/inference/learners.ts"
import { weightTrajectories } from "../../../lib/inference/weight-trajectories.ts"
import { probabilityRight } from "../../../lib/networks/glm-policy.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"
import { simulatedLearner } from "../../support/simulated-learner.ts"

const animal = simulatedLearner(reinforce({ rate: 0.002 }), { trials: 1500, key: key(6) })
const other = { ...animal, animal: "another" }
const options = { key: key(7) }
type Cells = Record<string, number | string | boolean>[]

describe("an inferred rule", () => {
  it("of REINFORCE is the rule with the fitted rate on correct trials, and 0 on errors", async () => {
    const solution = await fitLearner(animal, learners.reinforce({ rate: "shared" }), options)
    const alpha = solution.value.parameters[0]!.value
    const cells = inferredRule(solution, animal).objects({ limit: Infinity }) as Cells
    assert.equal(cells.length, 2 * 3 * 25 * 10)
    for (const cell of cells) {
      const s = Number(cell.stimulus)
      const y = Number(cell.choice)
      assert.equal((y === 1) === s > 0, cell.outcome === "correct")
      const surprise = y - probabilityRight(Number(cell.weightStimulus) * s + Number(cell.weightBias))
      const expected = cell.outcome === "correct" ? alpha * surprise * s : 0
      assert.ok(Math.abs(Number(cell.changeStimulus) - expected) < 1e-15)
    }
  })

  it("marks cells with fewer than 50 trials of the same contrast and outcome within 0.25 of their stimulus weight", async () => {
    const solution = await fitLearner(animal, learners.reinforce({ rate: "shared" }), options)
    const { weightStimulus } = solution.value.trajectories[0]!
    const cells = inferredRule(solution, animal, {
      weights: [-3, weightStimulus.at(-1)!],
      biases: [0],
    }).objects() as Cells
    for (const cell of cells) {
      let near = 0
      for (let t = 0; t < 1500; t += 1) {
        const same = Math.abs(animal.stimulus[t]! - Number(cell.stimulus)) < 1e-4
        const outcome = (animal.reward[t] === 1) === (cell.outcome === "correct")
        if (same && outcome && Math.abs(weightStimulus[t]! - Number(cell.weightStimulus)) < 0.25) near += 1
      }
      assert.equal(cell.nearbyTrials, near)
      assert.equal(cell.extrapolated, near < 50)
    }
    assert.ok(cells.some(({ extrapolated }) => extrapolated) && cells.some(({ extrapolated }) => !extrapolated))
  })

  it("of several fits is their mean, and says where they differ in sign", async () => {
    const { value } = await fitLearner(animal, learners.reinforce({ rate: "shared" }), options)
    const against = {
      ...value,
      update: (state: TrialState) => value.update!(state).map((change) => -3 * change) as never,
    }
    const mean = inferredRule([value, against], animal).objects({ limit: Infinity }) as Cells
    const alone = inferredRule(value, animal).objects({ limit: Infinity }) as Cells
    mean.forEach((cell, i) => {
      assert.ok(Math.abs(Number(cell.changeStimulus) + Number(alone[i]!.changeStimulus)) < 1e-15)
      assert.equal(cell.changeStimulusAgrees, Number(alone[i]!.changeStimulus) === 0)
      assert.equal(alone[i]!.changeStimulusAgrees, true)
    })
  })

  it("is refused for a model that learns nothing, and for animals it was not fitted to", async () => {
    const still = await fitLearner(animal, learners.staticGlm(), options)
    assert.throws(() => inferredRule(still, animal), /Static GLM learns nothing/)
    const learned = await fitLearner(animal, learners.reinforce(), options)
    assert.throws(() => inferredRule(learned, other), /not fitted to these 1500 trials of another, but to simulated/)
    assert.throws(() => inferredRule(learned, animal, { bias: 0 } as never), /"bias".*weights, biases/)
    assert.throws(() => inferredRule(Promise.resolve(learned) as never, animal), /await/)
  })
})

describe("weight trajectories", () => {
  it("are the fitted weights, thinned, with the first trial of every session kept", async () => {
    const solution = await fitLearner(animal, learners.reinforce(), options)
    const still = await fitLearner(animal, learners.staticGlm(), options)
    const rows = weightTrajectories(animal, [solution, still.value], { points: 40 }).objects({
      limit: Infinity,
    }) as Record<string, number>[]
    const half = rows.slice(0, rows.length / 2)
    assert.ok(half.length >= 40 && half.length <= 40 + 15 + 1, `${half.length} rows`)
    for (const { trial, weightStimulus, weightBias } of half) {
      assert.equal(weightStimulus, solution.value.trajectories[0]!.weightStimulus[trial! - 1])
      assert.equal(weightBias, solution.value.trajectories[0]!.weightBias[trial! - 1])
    }
    const starts = new Set(half.map(({ trial }) => trial))
    for (let session = 0; session < 15; session += 1) assert.ok(starts.has(100 * session + 1))
    assert.ok(starts.has(1500))
  })

  it("are refused for an animal that a learner was not fitted to", async () => {
    const solution = await fitLearner(animal, learners.reinforce(), options)
    assert.throws(
      () => weightTrajectories(other, [solution]),
      /not fitted to another \(1500 trials\), but to simulated/,
    )
  })
})
