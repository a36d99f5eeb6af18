import assert from "node:assert/strict"
import { crossValidate } from "../../../../lib/inference/evaluation/cross-validate.ts"
import {
  feedForwardParameters,
  historyLadder,
  matchedUnits,
  recurrentParameters,
} from "../../../../lib/inference/evaluation/history-ladder.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { smallCohort } from "../../../support/small-cohort.ts"

describe("the ladder that tells memory from size", () => {
  it("has 6,212, 1,412 and 6,209 parameters", () => {
    assert.deepEqual(
      [recurrentParameters(32), feedForwardParameters(32), feedForwardParameters(73)],
      [6212, 1412, 6209],
    )
    assert.equal(matchedUnits(6212), 73)
    assert.deepEqual(
      historyLadder().map(({ spec }) => [spec!.kind, spec!.options.hiddenUnits]),
      [
        ["rnnGlm", 32],
        ["dnnGlm", 32],
        ["dnnGlm", 73],
      ],
    )
  })

  it("counts as the fits do, and evaluates in one call", async () => {
    const options = { epochs: 2, hiddenUnits: 5 }
    const evaluation = { key: key(1), folds: 2, workers: 1, resamples: 100 }
    const { value } = await crossValidate(smallCohort(2, 60), historyLadder(options), evaluation)
    const counts = value.rows.map(({ parameterCount }) => parameterCount).sort((a, b) => a - b)
    const matched = feedForwardParameters(matchedUnits(recurrentParameters(5)))
    assert.deepEqual(
      counts,
      [feedForwardParameters(5), recurrentParameters(5), matched].sort((a, b) => a - b),
    )
  })

  it("passes options on, and refuses unknown ones", () => {
    assert.equal(historyLadder({ epochs: 7 })[0]!.spec!.options.epochs, 7)
    assert.throws(() => historyLadder({ epoch: 7 } as never), /no option "epoch"/)
    assert.throws(() => historyLadder({ hiddenUnits: 0 }), /from 1 to 512, got 0/)
  })
})
