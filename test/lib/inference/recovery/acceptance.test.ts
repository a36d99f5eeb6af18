import assert from "node:assert/strict"
import { askTruth } from "../../../../lib/inference/recovery/asked-rule.ts"
import { recoveryConditions } from "../../../../lib/inference/recovery/plan.ts"
import { expectedChange as expectedChangeOf } from "../../../../lib/inference/recovery/rule-curves.ts"
import type { RecoveryScores } from "../../../../lib/inference/recovery/scores.ts"
import { recoveryStudy } from "../../../../lib/inference/recovery/study.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"

/** Scores of every seed of each condition, in the order of the conditions. */
async function scoresOf(
  figure: string,
  preset: "quick" | "reference",
  seeds: number,
): Promise<readonly (readonly RecoveryScores[])[]> {
  const { value, status, message } = await recoveryStudy(figure, {
    key: key(2025),
    preset,
    seeds,
    onProgress: () => {},
  })
  assert.equal(status, "converged", message)
  return recoveryConditions(figure, preset).map(({ label }) =>
    value.runs.filter(({ condition }) => condition.label === label).map(({ scores }) => scores!),
  )
}

const mean = (scores: readonly RecoveryScores[], name: keyof RecoveryScores) =>
  scores.reduce((sum, each) => sum + each[name]! / scores.length, 0)
const within = (value: number, least: number, most: number, what: string) =>
  assert.ok(least <= value && value <= most, `${what} is ${value}, not in [${least}, ${most}]`)

describe("what a network recovers of a known rule", () => {
  it("of eligibility is that rewards of the past matter, if it has a memory, and not if it has none", async () => {
    const [recurrent, feedForward] = await scoresOf("F3", "quick", 1)
    const { trueHistoryGap } = recurrent![0]!
    assert.ok(recurrent![0]!.historyGap! > 0.2 * trueHistoryGap!, String(recurrent![0]!.historyGap))
    assert.equal(feedForward![0]!.historyGap, 0)
    assert.ok(recurrent![0]!.natsPerTrial > feedForward![0]!.natsPerTrial)
  }).timeout(60_000)
})

// 100 animals, 500 trials, alpha 0.1, 480 steps: the sizes of the reference numbers, and the bands accepted around them.
describe("what a network recovers at the size of the reference numbers @long", function () {
  this.timeout(1_200_000)

  it("of REINFORCE lies within every band, over 10 seeds", async () => {
    const [scores] = await scoresOf("F2B", "reference", 10)
    within(mean(scores!, "trueNatsPerTrial"), -0.3735 - 0.0027, -0.3735 + 0.0027, "true likelihood")
    within(mean(scores!, "changeSize"), 0.0231, 0.0237, "size of the true changes")
    within(mean(scores!, "heldOutNatsAboveTruth"), -0.002, 0.002, "held-out likelihood beside the truth")
    within(mean(scores!, "changeError"), 0.01, 0.017, "error of dw")
    within(mean(scores!, "heldOutChangeError"), 0.01, 0.017, "error of dw of animals held out")
    within(mean(scores!, "weightError"), 0.07, 0.19, "error of w_stim")
    assert.ok(mean(scores!, "correlation") >= 0.7)
    for (const { natsAboveTruth, errorToCorrectRatio, changeError, changeSize } of scores!) {
      within(natsAboveTruth, -0.002, 0.001, "likelihood beside the truth")
      assert.ok(errorToCorrectRatio! < 0.35, `errors teach ${errorToCorrectRatio} of what correct choices do`)
      assert.ok(changeError < 0.8 * changeSize)
    }
  })

  it("of maximum likelihood shows no difference between errors and correct choices", async () => {
    const [scores] = await scoresOf("S6", "reference", 3)
    within(mean(scores!, "changeError"), 0.006, 0.011, "error of dw")
    within(mean(scores!, "errorToCorrectRatio"), 0.8, 1.2, "errors beside correct choices")
  })

  it("is best on the common grid for animals that begin on the wrong side and cross 0", async () => {
    const scores = await scoresOf("T3", "reference", 3)
    const [wrong, zero, right] = scores.map((each) => mean(each, "gridError"))
    assert.ok(wrong! < zero! && wrong! < right!, `${wrong} from -2, ${zero} from 0, ${right} from 2`)
    // On the trials that were visited the order is the other way round, since there the true changes shrink.
    const visited = scores.map((each) => mean(each, "changeError"))
    assert.deepEqual(
      visited,
      [...visited].sort((one, other) => other - one),
    )
  })

  it("is spoilt by a start that is told wrong, the more the further", async () => {
    const errors = (await scoresOf("T5", "reference", 3)).map((scores) => mean(scores, "changeError"))
    assert.deepEqual(
      errors,
      [...errors].sort((one, other) => one - other),
    )
    within(errors.at(-1)!, 0.05, 0.13, "error of dw under a start that is 2 too high")
  })

  it("of eligibility is the gap that past rewards make, if it has a memory", async () => {
    const [recurrent, feedForward, control] = await scoresOf("F3", "reference", 2)
    assert.ok(Math.abs(mean(control!, "historyGap")) < 0.5 * mean(recurrent!, "historyGap"))
    for (const { historyGap, trueHistoryGap } of recurrent!)
      within(historyGap! / trueHistoryGap!, 0.5, 1.5, "inferred gap as a share of the true one")
    assert.ok(feedForward!.every(({ historyGap }) => historyGap === 0))
    assert.ok(mean(recurrent!, "natsPerTrial") > mean(feedForward!, "natsPerTrial") + 0.001)
  })
})

describe("what a network recovers where a study departs from its assumptions @long", function () {
  this.timeout(1_200_000)

  it("is better the more animals there are, while few of them are fitted better than the truth fits them", async () => {
    const scores = await scoresOf("F2C", "quick", 2)
    const errors = scores.map((each) => mean(each, "log10ChangeError"))
    assert.ok(mean(scores[0]!, "natsAboveTruth") > 0.001)
    assert.deepEqual(
      errors,
      [...errors].sort((one, other) => other - one),
    )
  })

  it("is less under noise, of which it knows nothing", async () => {
    const [still, noisy] = await scoresOf("T4", "quick", 1)
    assert.ok(mean(noisy!, "changeError") > mean(still!, "changeError"))
    const both = Math.sqrt(mean(noisy!, "changeError") ** 2 + 0.05 ** 2)
    within(
      mean(noisy!, "noisyChangeError") / both,
      0.97,
      1.03,
      "error beside the noisy changes, over what both errors make",
    )
  })

  it("is less with distractors, and less again with an additive model of a choice that multiplies", async () => {
    const [without, distracted] = await scoresOf("T6", "quick", 1)
    within(
      mean(distracted!, "stepError") / mean(without!, "stepError"),
      1,
      2,
      "error with distractors over that without",
    )
    const [multiplicative, additive] = await scoresOf("T7", "quick", 1)
    assert.ok(mean(additive!, "stepError") > mean(multiplicative!, "stepError"))
    assert.ok(mean(additive!, "natsPerTrial") < mean(multiplicative!, "natsPerTrial") - 0.05)
  })

  it("of a mixed population expects an update between those of its rules, though it sees errors undo what no animal undoes", async () => {
    const [feedForward, recurrent, alone] = (await scoresOf("S11", "quick", 1)).map(([first]) => first!)
    for (const { expectedChange } of [feedForward!, recurrent!]) {
      const of = (rate: number) => expectedChangeOf(askTruth(reinforce({ rate })), 0)
      within(expectedChange!, of(0.025), of(0.1), "expected update at w = 0")
    }
    assert.ok(feedForward!.changeAfterErrors! < 0)
    assert.ok(Math.abs(alone!.historyGap!) < recurrent!.historyGap!)
  })

  it("survives a start that is read off the first trials", async () => {
    const [scores] = await scoresOf("S10", "quick", 1)
    within(scores![0]!.natsAboveTruth, -0.01, 0.002, "likelihood beside the truth")
    assert.ok(scores![0]!.changeError < scores![0]!.changeSize)
  })

  it("in changes of weights is nearer to the truth than in weights themselves", async () => {
    const [changes, weights] = await scoresOf("S14", "quick", 2)
    assert.ok(mean(weights!, "stepError") > 1.5 * mean(changes!, "stepError"))
  })
})
