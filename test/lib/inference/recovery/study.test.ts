import assert from "node:assert/strict"
import type { RecoveryCondition } from "../../../../lib/inference/recovery/condition.ts"
import { animalsOf, asTold } from "../../../../lib/inference/recovery/condition.ts"
import { recoveryConditions, recoveryFigures } from "../../../../lib/inference/recovery/plan.ts"
import { recoveryStudy } from "../../../../lib/inference/recovery/study.ts"
import { foldIn, key } from "../../../../lib/numerics/random-key.ts"
import { withStopCounter } from "../../../support/stop-counter.ts"

const condition = (figure: string, parts: Partial<RecoveryCondition> = {}): RecoveryCondition => ({
  figure,
  label: "small",
  truth: { rules: [{ name: "reinforce", constants: { rate: 0.1 } }], animals: 4, trials: 60 },
  learner: {
    kind: "dnnGlm",
    options: { hiddenUnits: 4, epochs: 6, initialScale: 0.1, initialWeights: "known", learnedWeights: "stimulus" },
  },
  heldOutAnimals: 2,
  initialShift: 0,
  ...parts,
})
const quiet = { onProgress: () => {} }

describe("a recovery study", () => {
  it("has a run for every condition and seed, whose results do not depend on the number of workers", async () => {
    const conditions = [condition("A"), condition("B", { initialShift: 1 })]
    const [one, two] = await Promise.all(
      [1, 2].map((workers) => recoveryStudy(conditions, { key: key(1), seeds: 2, workers, ...quiet })),
    )
    assert.deepEqual(one!.value.runs, two!.value.runs)
    assert.equal(one!.status, "converged")
    assert.deepEqual(
      one!.value.runs.map((run) => [run.condition.figure, run.seed]),
      [
        ["A", 0],
        ["A", 1],
        ["B", 0],
        ["B", 1],
      ],
    )
    assert.equal(one!.table.numRows(), 4)
    for (const name of ["changeError", "heldOutNatsAboveTruth", "gridError", "errorToCorrectRatio"])
      assert.ok(one!.table.array(name).every(Number.isFinite), name)
    // 19 scores of two conditions, those of animals held out included.
    assert.equal(one!.value.summary.numRows(), 38)
    assert.equal(one!.value.courses.numRows(), 4 * 60)
    // Two rules, eleven weights, three biases, two outcomes, 16 stimuli.
    assert.equal(one!.value.curves.numRows(), 4 * 2 * 11 * 3 * 2 * 16)
    assert.equal(one!.value.histories.numRows(), 4 * 2 * 3 * 2 * 16)
  })

  it("gives conditions that differ in the learner the same animals, and tells it of the start that the condition says", () => {
    const truth = condition("A")
    const misled = condition("B", { initialShift: 2, heldOutAnimals: 0 })
    const [first, second] = [truth, misled].map((each) => animalsOf(each, foldIn(key(1), 0)))
    assert.deepEqual(first!.fitted, second!.fitted)
    assert.equal(first!.heldOut.length, 2)
    const told = asTold(misled, second!.fitted)
    told.forEach(({ initialWeights }, i) => {
      const [stimulus, bias] = second!.fitted[i]!.initialWeights
      assert.deepEqual(initialWeights, [stimulus + 2, bias])
    })
    assert.ok(told.every((animal) => !("truth" in animal)))
  })

  it("that is stopped hands back the runs that have ended, without scores for the one that was cut short", async () => {
    const long = condition("B", { learner: { kind: "dnnGlm", options: { epochs: 1_000_000 } } })
    await withStopCounter(async (stop) => {
      const { status, value } = await recoveryStudy([condition("A"), long], {
        key: key(1),
        workers: 1,
        onProgress: ({ done }) => {
          if (done >= 1) stop()
        },
      })
      assert.equal(status, "stopped")
      assert.ok(value.runs[0]?.scores !== undefined)
      assert.equal(value.runs[1]?.scores, undefined)
    })
  })

  it("says which fits failed and keeps the others", async () => {
    const wrong = condition("B", { learner: { kind: "dnnGlm", options: { hiddenUnits: 0 } } })
    const { status, message, value } = await recoveryStudy([wrong, condition("A")], {
      key: key(1),
      workers: 1,
      ...quiet,
    })
    assert.equal(status, "failed")
    assert.match(message, /hiddenUnits must be an integer from 1 to 1024, got 0/)
    assert.deepEqual(
      value.runs.map(({ scores }) => scores === undefined),
      [true, false],
    )
  })

  it("refuses figures, presets and options that there are not", async () => {
    await assert.rejects(recoveryStudy("F9", { key: key(1) }), /no recovery figure "F9"; accepted are F2B, F2C, F3,/)
    await assert.rejects(recoveryStudy([], { key: key(1) }), /needs figures or conditions/)
    await assert.rejects(recoveryStudy("F2B", { key: key(1), seed: 3 } as never), /no option "seed"/)
    assert.throws(() => recoveryConditions("F3", "slow" as never), /preset must be "quick" or "reference" or "full"/)
  })

  it("has conditions for every figure at every preset, with learners that the table of learners makes", () => {
    for (const figure of recoveryFigures)
      for (const preset of ["quick", "reference", "full"] as const) {
        const conditions = recoveryConditions(figure, preset)
        assert.ok(conditions.length > 0)
        assert.equal(new Set(conditions.map(({ label }) => label)).size, conditions.length)
        assert.ok(conditions.every((each) => each.figure === figure))
        assert.deepEqual(structuredClone(conditions), conditions)
      }
  })
})
