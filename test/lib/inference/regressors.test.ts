import assert from "node:assert/strict"
import fc from "fast-check"
import { answerOf, designMatrix, knownRegressors } from "../../../lib/inference/regressors.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"
import { simulatedLearner } from "../../support/simulated-learner.ts"

const animal = simulatedLearner(reinforce({ rate: 0.05 }), { trials: 250, key: key(1) })
const { stimulus, choice, reward, side } = animal

describe("regressors", () => {
  it("of the present trial are its stimulus, whole or by side, and 1", () => {
    const x = designMatrix(animal, ["stimulus", "right", "left", "bias"])
    for (let t = 0; t < 250; t += 1) {
      const s = stimulus[t]!
      assert.deepEqual([...x.slice(4 * t, 4 * t + 4)], [s, Math.max(s, 0), Math.min(s, 0), 1])
    }
  })

  it("of the previous trial never reach across the start of a session", () => {
    const names = knownRegressors.filter((name) => name.startsWith("previous") || name === "winStayLoseSwitch")
    const x = designMatrix(animal, names)
    for (const t of [0, 100, 200])
      assert.deepEqual([...x.slice(names.length * t, names.length * (t + 1))], new Array(names.length).fill(0))
    const at = (name: string, t: number) => x[names.length * t + names.indexOf(name)]!
    const sign = (bit: number) => (bit === 1 ? 1 : -1)
    for (let t = 101; t < 200; t += 1) {
      assert.equal(at("previousStimulus", t), stimulus[t - 1])
      assert.equal(at("previousChoice", t), sign(choice[t - 1]!))
      assert.equal(at("previousReward", t), sign(reward[t - 1]!))
      assert.equal(at("previousAnswer", t), sign(side[t - 1]!))
      assert.equal(at("winStayLoseSwitch", t), sign(choice[t - 1]!) * sign(reward[t - 1]!))
    }
  })

  it("see the future in no column", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 249 }), (k) => {
        const flipped = { ...animal, choice: choice.map((y, t) => (t < k ? y : 1 - y)) }
        const [before, after] = [animal, flipped].map((one) => designMatrix(one, knownRegressors))
        const upTo = (k + 1) * knownRegressors.length
        assert.deepEqual(before!.slice(0, upTo), after!.slice(0, upTo))
      }),
    )
  })

  it("take the inputs of the data's own by name, and refuse what there is not", () => {
    const tone = stimulus.map((s) => 2 * s)
    assert.deepEqual(designMatrix({ ...animal, inputs: { tone } }, ["tone"]), tone)
    assert.throws(() => designMatrix(animal, ["tone"]), /no regressor "tone"; accepted are bias, stimulus/)
  })

  it("know the answer from choice and reward, at zero contrast as well", () => {
    for (let t = 0; t < 250; t += 1) assert.equal(answerOf(animal, t), side[t])
  })
})
