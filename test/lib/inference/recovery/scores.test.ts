import assert from "node:assert/strict"
import type { FittedLearner } from "../../../../lib/inference/learner.ts"
import { rollOut } from "../../../../lib/inference/predictions.ts"
import { agreement } from "../../../../lib/inference/recovery/agreement.ts"
import { askFitted, askTruth } from "../../../../lib/inference/recovery/asked-rule.ts"
import { commonGridError } from "../../../../lib/inference/recovery/common-grid.ts"
import { historyGap } from "../../../../lib/inference/recovery/history-gap.ts"
import {
  errorToCorrectRatio,
  expectedChange,
  meanChange,
  ruleCurves,
} from "../../../../lib/inference/recovery/rule-curves.ts"
import { recoveryScores } from "../../../../lib/inference/recovery/scores.ts"
import { trueModel } from "../../../../lib/inference/recovery/true-model.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { eligibility } from "../../../../lib/rules/eligibility.ts"
import { expectedReward } from "../../../../lib/rules/expected-reward.ts"
import { maximumLikelihood } from "../../../../lib/rules/maximum-likelihood.ts"
import type { PolicyRule } from "../../../../lib/rules/policy-rule.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { type SimulatedLearner, simulateLearners } from "../../../../lib/rules/simulated-learners.ts"

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} to ${tolerance}`)

/** A fitted learner whose rule is given, with w_bias held. */
function knowing(rule: PolicyRule, animals: readonly SimulatedLearner[]): FittedLearner {
  const update: FittedLearner["update"] = ({ weightStimulus, weightBias, stimulus, choice, reward }) => {
    const side = stimulus > 0 ? 1 : 0
    return [rule([weightStimulus, weightBias], { stimulus, choice, reward, side })[0], 0]
  }
  const fitted = {
    learner: "known",
    label: "Known",
    parameterCount: 0,
    parameters: [],
    natsPerTrial: 0,
    trials: 0,
    update,
  }
  return { ...fitted, trajectories: animals.map((animal) => rollOut({ ...fitted, trajectories: [] }, animal)) }
}

describe("recovery", () => {
  const rule = reinforce({ rate: 0.1 })
  const animals = simulateLearners({ rule, animals: 20, trials: 200, key: key(1) })
  const heldOut = simulateLearners({ rule, animals: 5, trials: 200, key: key(2) })

  it("of the true rule itself is perfect", () => {
    const scores = recoveryScores(knowing(rule, animals), animals, { rule, heldOut })
    near(scores.natsAboveTruth, 0, 1e-12)
    near(scores.heldOutNatsAboveTruth!, 0, 1e-12)
    for (const error of [scores.changeError, scores.heldOutChangeError!, scores.weightError, scores.gridError!])
      near(error, 0, 1e-12)
    near(scores.correlation, 1, 1e-12)
    near(scores.rSquared, 1, 1e-12)
    assert.equal(scores.errorToCorrectRatio, 0)
    assert.equal(scores.historyGap, 0)
  })

  it("of a rule that never learns has the size of the true changes as its error, and the frozen likelihood", () => {
    const still = recoveryScores(
      knowing(() => [0, 0], animals),
      animals,
      { rule },
    )
    const { changeSize, frozenNatsPerTrial, natsPerTrial } = trueModel(animals)
    near(still.changeError, changeSize, 1e-15)
    near(still.natsAboveTruth, frozenNatsPerTrial - natsPerTrial, 1e-12)
    assert.ok(still.rSquared < 0 && Number.isNaN(still.correlation))
  })

  it("under noise compares with the rule's changes, and with what became of the weights, noise included", () => {
    const noisy = simulateLearners({ rule, animals: 20, trials: 200, noise: 0.05, key: key(1) })
    const scores = recoveryScores(knowing(rule, noisy), noisy, { rule })
    near(scores.changeError, 0, 1e-12)
    near(scores.noisyChangeError, 0.05, 0.002)
  })

  it("of a learner whose rule is not asked is read off its trajectories", () => {
    const scores = recoveryScores(knowing(rule, animals), animals, { rule, heldOut, askRule: false })
    // Only the change after each animal's last trial is not seen.
    assert.equal(scores.changeError, scores.stepError)
    assert.ok(scores.changeError < scores.changeSize / 10)
    near(scores.heldOutNatsAboveTruth!, 0, 1e-12)
    for (const score of [
      "gridError",
      "errorToCorrectRatio",
      "changeAfterErrors",
      "expectedChange",
      "historyGap",
    ] as const)
      assert.equal(scores[score], null)
  })

  it("says how far the truth is above models that know less: true likelihood, frozen weights, no change", () => {
    const seeds = [0, 1, 2, 3].map((seed) => trueModel(simulateLearners({ rule, key: key(seed) })))
    const mean = (of: (each: (typeof seeds)[number]) => number) => seeds.reduce((sum, each) => sum + of(each) / 4, 0)
    // Mean and standard deviation over seeds: -0.3735 and 0.0027, -1.690 and 0.016, 0.0234.
    near(
      mean(({ natsPerTrial }) => natsPerTrial),
      -0.3735,
      3 * 0.0027,
    )
    near(
      mean(({ frozenNatsPerTrial }) => frozenNatsPerTrial),
      -1.69,
      3 * 0.016,
    )
    near(
      mean(({ changeSize }) => changeSize),
      0.0234,
      3e-4,
    )
  })

  it("is refused for animals that the learner was not fitted to", () => {
    assert.throws(() => recoveryScores(knowing(rule, animals), heldOut), /Known was not fitted to these 5 simulated/)
    const { update: _, ...without } = knowing(rule, animals)
    assert.throws(() => askFitted(without), /Known has no rule/)
  })
})

describe("agreement", () => {
  it("is the textbook's on three numbers", () => {
    const { rootMeanSquareError, log10Error, correlation, rSquared } = agreement([1, 2, 4], [1, 3, 5])
    near(rootMeanSquareError, Math.sqrt(2 / 3), 1e-15)
    near(log10Error, Math.log10(Math.sqrt(2 / 3)), 1e-15)
    near(correlation, 6 / Math.sqrt(112 / 3), 1e-15)
    near(rSquared, 1 - 2 / 8, 1e-15)
  })

  it("is refused between lists of different length", () => {
    assert.throws(() => agreement([1], [1, 2]), /got 1 and 2/)
    assert.throws(() => agreement([], []), /got 0 and 0/)
  })
})

describe("the common grid", () => {
  const truth = askTruth(reinforce({ rate: 0.1 }))

  it("weighs each choice by its probability", () => {
    // At s = 1, w = (ln 3, 0), q = 3/4: an error of 1 on right choices only is sqrt(3/4).
    const off = askTruth((_, { choice }) => [choice, 0])
    const still = askTruth(() => [0, 0])
    near(commonGridError(off, still, { weights: [Math.log(3)], biases: [0], stimuli: [1] }), Math.sqrt(3 / 4), 1e-12)
    assert.equal(commonGridError(truth, truth), 0)
  })

  it("grows in proportion to the error of the rate", () => {
    const [double, triple] = [0.2, 0.3].map((rate) => commonGridError(askTruth(reinforce({ rate })), truth))
    near(triple!, 2 * double!, 1e-12)
  })
})

describe("curves of a rule", () => {
  it("grow with the stimulus, shrink as the weight grows, and vanish after errors, under REINFORCE", () => {
    const points = ruleCurves(askTruth(reinforce({ rate: 0.1 })), [0, 2])
    const at = (w: number, s: number, outcome: string) =>
      points.find((p) => p.weightStimulus === w && p.stimulus === s && p.outcome === outcome)!.changeStimulus
    assert.ok(at(0, 2, "correct") > at(0, 1, "correct"))
    assert.ok(at(2, 1, "correct") < at(0, 1, "correct"))
    assert.equal(Math.abs(at(0, 1, "error")), 0)
    near(at(0, -2, "correct"), 0.1, 1e-15)
  })

  it("are as large after errors as after correct choices for a rule that is told the answer", () => {
    near(errorToCorrectRatio(askTruth(maximumLikelihood(0.05))), 1, 1e-12)
    assert.equal(errorToCorrectRatio(askTruth(reinforce({ rate: 0.1 }))), 0)
  })
})

describe("the expected change", () => {
  it("of REINFORCE over its own choices is that of the gradient of reward, whatever the baseline", () => {
    for (const w of [-1, 0, 2]) {
      const [plain, based] = [0, -0.7].map((baseline) => askTruth(reinforce({ rate: 0.1, baseline })))
      near(expectedChange(plain!, w), expectedChange(based!, w), 1e-12)
      near(expectedChange(plain!, w), meanChange(askTruth(expectedReward(0.1)), w, "correct"), 1e-12)
    }
  })

  it("after errors is below 0 under a negative baseline, and 0 without one", () => {
    assert.ok(meanChange(askTruth(reinforce({ rate: 0.1, baseline: -0.5 })), 0, "error") < 0)
    assert.equal(Math.abs(meanChange(askTruth(reinforce({ rate: 0.1 })), 0, "error")), 0)
  })
})

describe("the gap that a past of rewards makes", () => {
  it("is there for a rule with eligibility and exactly 0 for rules of single trials", () => {
    const { gap, afterRewarded, afterUnrewarded } = historyGap(askTruth(eligibility({ rate: 0.05 })))
    assert.ok(gap > 0.1 && afterUnrewarded < 0.1 * afterRewarded)
    assert.equal(historyGap(askTruth(reinforce({ rate: 0.1 }))).gap, 0)
  })

  it("is asked of a learner with memory from rest, along the past trials, the newest last", () => {
    const seen: number[][] = []
    const fitted: FittedLearner = {
      ...knowing(() => [0, 0], []),
      update: ({ stimulus, hidden }) => {
        seen.push([...Array.from(hidden ?? []), stimulus])
        return [0, 0]
      },
      nextHidden: ({ stimulus, hidden }) => Float64Array.of(...Array.from(hidden ?? []), stimulus),
    }
    const trial = (stimulus: number) => ({ stimulus, choice: 1, reward: 1, side: 1 })
    askFitted(fitted)([0, 0], [trial(3), trial(2), trial(1)])
    assert.deepEqual(seen, [[1, 2, 3]])
  })
})
