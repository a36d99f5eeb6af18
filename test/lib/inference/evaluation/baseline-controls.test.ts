import assert from "node:assert/strict"
import { conclusionOf } from "../../../../lib/inference/evaluation/baseline-conclusion.ts"
import type { BaselineContrast } from "../../../../lib/inference/evaluation/baseline-contrast.ts"
import { baselineControls } from "../../../../lib/inference/evaluation/baseline-controls.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { loadKs014 } from "../../../support/ks014.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"

const contrast = (name: BaselineContrast["name"], difference: number, low = difference / 2): BaselineContrast => ({
  name,
  question: "",
  model: "",
  control: "",
  difference,
  interval: [low, 2 * difference],
  trials: 1000,
  extraParameters: 0,
})
const four = (gap: number, reward: number, perseveration: number, stimulus: number) => [
  contrast("gap", gap),
  contrast("rewardTerms", reward),
  contrast("perseveration", perseveration),
  contrast("stimulusBaseline", stimulus),
]

describe("what is concluded about a negative baseline", () => {
  it("is perseveration where a rule that never looks at reward comes as far", () => {
    const text = conclusionOf(four(0.0823, 0.0006, 0.0765, 0.0051))
    assert.match(
      text,
      /buys 0\.0823 nats.*0\.0765 nats \(93 %\).*within 0\.0006 nats.*perseveration, not of a baseline/,
    )
  })

  it("is only what is beyond a following bias where rewards matter", () => {
    assert.match(
      conclusionOf(four(0.08, 0.04, 0.05, 0.02)),
      /reward terms buy 0\.0400 nats;.*buys 0\.0200.*only that part/,
    )
    assert.match(conclusionOf(four(0.08, 0.001, 0.00005, 0.02)), /cannot be told from 0,.*nothing here is evidence/)
    assert.match(conclusionOf(four(0.08, 0.04, 0.07, 0.00005)), /a negative baseline is not established/)
  })

  it("is nothing where the gap is a tie or could be 0, or a control is missing", () => {
    assert.match(conclusionOf(four(0.00005, 0.04, 0.05, 0.02)), /do not call for a negative baseline/)
    const open = [contrast("gap", 0.01, -0.001), ...four(0.01, 0.04, 0.05, 0.02).slice(1)]
    assert.match(conclusionOf(open), /do not call for a negative baseline/)
    assert.match(conclusionOf(four(1, 1, 1, 1).slice(0, 3)), /nothing can be concluded/)
  })
})

describe("controls of a negative baseline", () => {
  it("see through an animal that only follows its own choices", async () => {
    const rule = reinforce({ rate: 0, adder: [0, -0.3] })
    const follower = simulatedLearner(rule, { trials: 1500, key: key(2), start: [1, 0] })
    const { value, table, status } = await baselineControls(follower, { key: key(1), resamples: 200 })
    assert.notEqual(status, "stopped")
    const differences = Object.fromEntries(value.contrasts.map(({ name, difference }) => [name, difference]))
    assert.ok(differences.gap! > 0.02)
    assert.ok(differences.rewardTerms! < 0.1 * differences.gap!)
    assert.match(value.conclusion, /perseveration, not of a baseline on reward/)
    assert.match(value.scheme, /^in sample/)
    assert.equal(table.numRows(), 5)
    assert.equal(value.models.numRows(), 10)
  })

  it("leave an animal that learns from reward alone without a negative baseline", async () => {
    const learner = simulatedLearner(reinforce({ rate: [0.05, 0.1] }), { trials: 600, key: key(4) })
    const { value } = await baselineControls(learner, { key: key(1), resamples: 200 })
    assert.match(value.conclusion, /do not call for a negative baseline/)
  })

  it("on mouse KS014 give the differences of its reference fits, and the warning @long", async function () {
    const mouse = await loadKs014()
    if (mouse === null) return this.skip()
    this.timeout(120_000)
    const { value } = await baselineControls(mouse, { key: key(1) })
    const expected = {
      gap: 0.56414 - 0.48186,
      rewardTerms: 0.48243 - 0.48186,
      perseveration: 0.56414 - 0.48766,
      stimulusBaseline: 0.48698 - 0.48186,
      choiceKernel: 0.5296 - 0.48186,
    }
    for (const { name, difference } of value.contrasts)
      assert.ok(Math.abs(difference - expected[name]) < 5e-5, `${name}: ${difference}`)
    assert.match(value.conclusion, /\(93 %\).*evidence of perseveration/)
  })

  it("refuse unknown options and a missing key", async () => {
    const animal = simulatedLearner(reinforce({ rate: 0.05 }), { trials: 50, key: key(4) })
    await assert.rejects(baselineControls(animal, { key: key(1), reference: 1 } as never), /no option "reference"/)
    await assert.rejects(baselineControls(animal, {} as never), /needs a random key/)
  })
})
