import assert from "node:assert/strict"
import { recoveryClaims } from "../../../../lib/inference/recovery/claims.ts"
import { recoveryConditions, recoveryFigures } from "../../../../lib/inference/recovery/plan.ts"
import type { RecoveryScores } from "../../../../lib/inference/recovery/scores.ts"
import type { RecoveryRun } from "../../../../lib/inference/recovery/tables.ts"

const middling: RecoveryScores = {
  natsPerTrial: -0.4,
  trueNatsPerTrial: -0.4,
  natsAboveTruth: 0,
  heldOutNatsAboveTruth: null,
  changeError: 0.01,
  log10ChangeError: -2,
  heldOutChangeError: null,
  noisyChangeError: 0.01,
  changeSize: 0.02,
  correlation: 0.8,
  rSquared: 0.6,
  weightError: 0.1,
  stepError: 0.01,
  gridError: 0.02,
  errorToCorrectRatio: 1,
  changeAfterErrors: 0,
  expectedChange: 0.02,
  historyGap: 0,
  trueHistoryGap: 0.1,
}

/** Two seeds of every condition of a figure, with these scores in the order of the conditions. */
const runsOf = (figure: string, scores: readonly Partial<RecoveryScores>[]): readonly RecoveryRun[] =>
  recoveryConditions(figure).flatMap((condition, i) =>
    [0, 1].map((seed) => ({
      condition,
      seed,
      status: "converged" as const,
      message: "",
      scores: { ...middling, ...scores[i] },
    })),
  )
const holds = (figure: string, scores: readonly Partial<RecoveryScores>[]) =>
  recoveryClaims(runsOf(figure, scores)).array("holds")

describe("the claims about simulated animals", () => {
  const cases: readonly (readonly [string, readonly Partial<RecoveryScores>[], readonly Partial<RecoveryScores>[]])[] =
    [
      ["F2B", [{ errorToCorrectRatio: 0.1 }], [{ errorToCorrectRatio: 0.4 }]],
      ["S6", [{ errorToCorrectRatio: 0.95 }], [{ errorToCorrectRatio: 0.1 }]],
      ["F2C", [{ log10ChangeError: -1.5 }, {}, { log10ChangeError: -2 }], [{ log10ChangeError: -3 }]],
      ["F3", [{ historyGap: 0.08 }, {}, { historyGap: 0.01 }], [{ historyGap: 0.08 }, {}, { historyGap: 0.07 }]],
      ["T3", [{ gridError: 0.01 }], [{ gridError: 0.03 }]],
      ["T4", [{}, { noisyChangeError: 0.05 }], [{}, { noisyChangeError: 0.005 }]],
      [
        "T5",
        [1, 2, 3, 4].map((changeError) => ({ changeError })),
        [1, 3, 2, 4].map((changeError) => ({ changeError })),
      ],
      ["T6", [{}, { stepError: 0.02 }], [{}, { stepError: 0.005 }]],
      ["T7", [{}, { stepError: 0.02 }], [{}, { stepError: 0.005 }]],
      ["S14", [{}, { stepError: 0.02 }], [{}, { stepError: 0.005 }]],
    ]
  for (const [figure, yes, no] of cases)
    it(`of ${figure} hold where the scores say so, and only there`, () => {
      assert.deepEqual(holds(figure, yes), [true])
      assert.deepEqual(holds(figure, no), [false])
    })

  it("speak of figures that were run and say what was published and measured, over how many seeds", () => {
    assert.equal(recoveryClaims([]).numRows(), 0)
    const [row] = recoveryClaims(runsOf("T3", [{ gridError: 0.0154 }])).objects() as Record<string, unknown>[]
    assert.equal(row!.measured, "RMSE of dw on the common grid: 0.0154, 0.0200, 0.0200")
    assert.equal(row!.published, "0.013, 0.0244, 0.0287 from -2, 0, 2")
    assert.equal(row!.seeds, 2)
    assert.ok(cases.every(([figure]) => recoveryFigures.includes(figure)))
  })

  it("do not hold of runs that were stopped before they had scores", () => {
    const stopped = runsOf("F2B", []).map(({ scores: _, ...run }) => run)
    assert.equal(recoveryClaims(stopped).numRows(), 0)
  })
})
