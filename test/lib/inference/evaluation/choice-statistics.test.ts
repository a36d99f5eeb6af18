import assert from "node:assert/strict"
import fc from "fast-check"
import { runLengthTable, switchStatistics } from "../../../../lib/inference/evaluation/choice-statistics.ts"
import { sequence } from "../../../support/simulated-learner.ts"

const animal = (choice: readonly number[], reward: readonly number[], starts: readonly number[] = [0]) => ({
  ...sequence("one", new Float64Array(choice.length), Uint8Array.from(choice), Uint8Array.from(reward)),
  sessionStart: Uint8Array.from(choice, (_, t) => (starts.includes(t) ? 1 : 0)),
})

describe("statistics of runs and switches", () => {
  it("tell repeats after correct choices from those after errors, within sessions only", () => {
    // Pairs: 0-1 repeat after correct, 1-2 switch after error, 2-3 repeat after error, 3-4 across sessions, 4-5 switch after correct.
    const made = animal([1, 1, 0, 0, 0, 1], [1, 0, 0, 1, 1, 1], [0, 4])
    const [row] = switchStatistics(made).objects() as Record<string, number>[]
    assert.deepEqual([row!.repeatShare, row!.repeatShareAfterCorrect, row!.repeatShareAfterError], [0.5, 0.5, 0.5])
    assert.deepEqual([row!.runs, row!.meanRunTrials, row!.longestRunTrials], [4, 1.5, 2])
  })

  it("have no share where there was nothing to count", () => {
    const [row] = switchStatistics(animal([1, 1], [1, 1])).objects() as Record<string, number | null>[]
    assert.deepEqual([row!.repeatShareAfterCorrect, row!.repeatShareAfterError], [1, null])
  })

  it("count every trial in exactly one run", () => {
    const trials = fc.array(fc.tuple(fc.nat(1), fc.boolean()), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(trials, (list) => {
        const starts = list.flatMap(([, start], t) => (t === 0 || start ? [t] : []))
        const choice = list.map(([side]) => side)
        const made = animal(choice, choice, starts)
        const rows = runLengthTable(made, { longestTrials: 60 }).objects() as Record<string, number>[]
        assert.equal(
          rows.reduce((sum, { runTrials, runs }) => sum + runTrials! * runs!, 0),
          list.length,
        )
        assert.ok(Math.abs(rows.reduce((sum, { share }) => sum + share!, 0) - 1) < 1e-12)
      }),
    )
  })

  it("put long runs in the last row, which says so", () => {
    const rows = runLengthTable(animal([1, 1, 1, 1, 0], [1, 1, 1, 1, 1]), { longestTrials: 3 }).objects()
    assert.deepEqual(
      (rows as Record<string, unknown>[]).map(({ runTrials, orLonger, runs }) => [runTrials, orLonger, runs]),
      [
        [1, false, 1],
        [2, false, 0],
        [3, true, 1],
      ],
    )
    assert.throws(() => runLengthTable(animal([1], [1]), { longestTrials: 0 }), /from 1 to 10000, got 0/)
  })
})
