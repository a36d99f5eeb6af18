import assert from "node:assert/strict"
import { key } from "../../../lib/numerics/random-key.ts"
import { checkData, fewestForLearning, fewestTrials } from "../../../lib/reports/data-check.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"
import { simulatedLearner } from "../../support/simulated-learner.ts"

const animal = (trials: number) => simulatedLearner(reinforce({ rate: 0.05 }), { trials, key: key(1) })

describe("the check of data before a report", () => {
  it("finds nothing to warn about in a long training", () => {
    const { warnings, allowsLearning, trials, sessions } = checkData(animal(1500))
    assert.deepEqual([warnings, allowsLearning, trials, sessions], [[], true, 1500, 15])
  })

  it("refuses too few trials, and one side only, saying what to look at", () => {
    assert.throws(
      () => checkData(animal(fewestTrials - 1)),
      /has 29 trials with a response; a report needs at least 30/,
    )
    const one = animal(100)
    assert.throws(() => checkData({ ...one, choice: one.choice.map(() => 1) }), /right on all 100 trials.*coding/)
  })

  it("leaves learning out where trials are few, and says so", () => {
    const { allowsLearning, warnings } = checkData(animal(fewestForLearning - 1))
    assert.equal(allowsLearning, false)
    assert.match(warnings[0]!, /Only 199 trials: models of learning are left out/)
  })

  it("warns of a single session, of lop-sided choices and of rewards that never differ", () => {
    const one = animal(1200)
    const single = { ...one, session: one.session.map(() => 0) }
    assert.match(checkData(single).warnings.join(" "), /Only one session/)
    const lopsided = { ...one, choice: one.choice.map((_, t) => (t % 50 === 0 ? 0 : 1)) }
    assert.match(checkData(lopsided).warnings.join(" "), /98 % of all choices went right/)
    assert.match(
      checkData({ ...one, reward: one.reward.map(() => 1) }).warnings.join(" "),
      /100.0 % of all trials were rewarded/,
    )
  })
})
