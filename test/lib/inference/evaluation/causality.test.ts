import assert from "node:assert/strict"
import { fit as fitTo } from "../../../../lib/inference/fit.ts"
import type { Learner } from "../../../../lib/inference/learner.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { predictions } from "../../../../lib/inference/predictions.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { smallCohort } from "../../../support/small-cohort.ts"

const small = { hiddenUnits: 5, epochs: 10, initialScale: 0.1 }
/** Learners, and whether what is seen on a trial may move later predictions. */
const table: readonly (readonly [Learner, boolean])[] = [
  [learners.chance(), false],
  [learners.staticGlm(), false],
  [learners.choiceKernel(), true],
  [learners.perseveration(), true],
  [learners.reinforce(), true],
  [learners.reinforce({ baseline: "signed" }), true],
  [learners.rewardFree(), true],
  [learners.dnnGlm(small), true],
  [learners.rnnGlm(small), true],
]

describe("predictions of held-out trials", () => {
  const [animal, other] = smallCohort(2, 140)
  const flippedAt = [0, 37, 99, 100, 138]

  for (const [learner, learns] of table)
    it(`by ${learner.label} are made before the trial is seen: a choice and reward turned around move none up to their own trial${learns ? ", but later ones" : ""}`, async () => {
      const { value } = await fitTo(animal!, learner, { key: key(2) })
      const [before] = predictions(value, [other!])
      let moved = 0
      for (const k of flippedAt) {
        const [choice, reward] = [other!.choice.slice(), other!.reward.slice()]
        choice[k] = 1 - choice[k]!
        reward[k] = 1 - reward[k]!
        const [after] = predictions(value, [{ ...other!, choice, reward }])
        const same = (from: number, to: number) =>
          before!.probabilityRight.subarray(from, to).every((q, t) => q === after!.probabilityRight[from + t])
        assert.ok(same(0, k + 1), `trial ${k} moved its own past`)
        if (!same(k + 1, other!.choice.length)) moved += 1
      }
      assert.equal(moved > 0, learns)
    })
})
