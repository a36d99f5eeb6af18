import assert from "node:assert/strict"
import { fit as fitLearner } from "../../../../lib/inference/fit.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { predictionTable } from "../../../../lib/inference/weight-noise/prediction-table.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"

const options = { key: key(1), onProgress: () => {} }

describe("the table of predictions", () => {
  it("has a row a trial, with intervals and errors where the learner has them", async () => {
    const animal = randomAnimal(key(2), 120)
    const smooth = await fitLearner(animal, learners.psytrack({ log2Sigma: [-4, -5], log2SigmaDay: [-2, -2] }), options)
    const rows = predictionTable(animal, smooth).objects() as Record<string, number>[]
    assert.equal(rows.length, 120)
    const { probabilityRight, standardErrors, weights } = smooth.value.trajectories[0]!
    for (const [t, row] of rows.entries()) {
      assert.equal(row.trial, t + 1)
      assert.equal(row.session, animal.session[t]! + 1)
      assert.equal(row.probabilityRight, probabilityRight[t])
      assert.ok(row.low! < row.probabilityRight! && row.probabilityRight! < row.high!)
      assert.equal(row.weight_stimulus, weights!.stimulus![t])
      assert.equal(row.error_bias, standardErrors!.bias![t])
    }
    const plain = await fitLearner(animal, learners.staticGlm(), options)
    const [first] = predictionTable(animal, plain).objects() as Record<string, number | null>[]
    assert.equal(first!.low, null)
    assert.equal(first!.error_bias, null)
  })

  it("refuses an animal that the learner was not fitted to", async () => {
    const animal = randomAnimal(key(2), 60)
    const plain = await fitLearner(animal, learners.staticGlm(), options)
    const other = { ...animal, animal: "other" }
    assert.throws(() => predictionTable(other, plain), /not fitted to other \(60 trials\), but to random \(60 trials\)/)
  })
})
