import assert from "node:assert/strict"
import type { ColumnTable } from "arquero"
import { compare } from "../../../../lib/inference/compare.ts"
import { crossValidate, futureBlocks } from "../../../../lib/inference/evaluation/cross-validate.ts"
import { fit as fitTo } from "../../../../lib/inference/fit.ts"
import type { Learner } from "../../../../lib/inference/learner.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import type { Progress } from "../../../../lib/numerics/solution.ts"
import { plots } from "../../../../lib/plots/plots.ts"
import { smallCohort } from "../../../support/small-cohort.ts"
import { withStopCounter } from "../../../support/stop-counter.ts"

const cohort = smallCohort(5, 90)
const ladder = [learners.staticGlm(), learners.chance(), learners.reinforce({ baseline: "signed" })]
const options = { key: key(7), workers: 1, resamples: 200 }
const records = (table: ColumnTable) => table.objects() as Readonly<Record<string, unknown>>[]

describe("a comparison on held-out trials", () => {
  it("ranks learners by held-out animals, beside their fits to all", async () => {
    const { value, table, status } = await compare(cohort, ladder, { ...options, folds: 5 })
    const { value: evaluation } = await crossValidate(cohort, ladder, { ...options, folds: value.evaluation!.folds! })
    assert.equal(status, "converged")
    assert.deepEqual(
      value.rows.map(({ label }) => label),
      ["REINFORCE, signed baseline", "Static GLM", "Chance"],
    )
    for (const { label, natsPerTrial, solution } of value.rows) {
      assert.equal(natsPerTrial, evaluation.rows.find((row) => row.label === label)!.natsPerTrial)
      const { value: whole } = await fitTo(cohort, ladder.find((learner) => learner.label === label)!, { key: key(7) })
      assert.equal(solution.value.natsPerTrial, whole.natsPerTrial)
    }
    const rows = records(table)
    assert.equal(rows[1]!.difference, 0)
    assert.ok(
      (rows[0]!.difference as number) > 0 &&
        (rows[0]!.fittedNatsPerTrial as number) > (rows[0]!.natsPerTrial as number),
    )
    assert.match(String(rows[0]!.scheme), /^held-out animals: 5 folds of 5 animals/)
    assert.match(String(rows[0]!.interval), /whole animals, difference to Static GLM.*held-out animals/)
  })

  it("of one animal scores later blocks under fits to what came before, and says that no animal was held out", async () => {
    const animal = smallCohort(1, 600)[0]!
    const list = [learners.staticGlm(), learners.reinforce({ rate: "shared" })]
    const { value, table } = await compare(animal, list, { ...options, folds: 5 })
    const { value: blocks } = await futureBlocks(animal, list, { ...options, blocks: 5 })
    for (const { label, natsPerTrial } of value.rows)
      assert.equal(natsPerTrial, blocks.rows.find((row) => row.label === label)!.natsPerTrial)
    assert.match(String(records(table)[0]!.scheme), /future blocks: each of 5 later blocks.*not held-out animals/)
    assert.equal(records(table)[0]!.trials, 500)
    const assigned = { name: "released", animals: { m0: 0, m1: 1 } }
    await assert.rejects(
      compare(animal, ladder, { ...options, folds: assigned }),
      /m0 is alone; give a number of later/,
    )
  })

  it("in sample says so, and takes none of the options of folds", async () => {
    const { table, value } = await compare(cohort, ladder.slice(0, 1), { key: key(7), resamples: 200 })
    assert.match(String(records(table)[0]!.scheme), /^in sample/)
    assert.equal(value.evaluation, undefined)
    assert.ok(!table.columnNames().includes("fittedNatsPerTrial"))
    await assert.rejects(
      compare(cohort, ladder, { key: key(7), seeds: 2 }),
      /compare without folds has no option "seeds"/,
    )
  })

  it("takes differences to a reference that is not in the list, and has no row of it", async () => {
    const { value, table } = await compare(cohort, ladder.slice(1), { ...options, folds: 2 })
    assert.deepEqual(value.rows.map(({ label }) => label).sort(), ["Chance", "REINFORCE, signed baseline"])
    assert.equal(records(table)[0]!.reference, "Static GLM")
    assert.ok(records(table).every(({ difference }) => difference !== 0))
  })

  it("is drawn with what the learners score on the trials they were fitted to", async () => {
    const comparison = await compare(cohort, ladder, { ...options, folds: 2 })
    const evaluation = await crossValidate(cohort, ladder, { ...options, folds: 2, reference: "Static GLM" })
    for (const made of [comparison, evaluation]) {
      const { data, layout } = plots.modelComparison(made)
      assert.deepEqual(
        data.map(({ name }) => name),
        ["models of learning", "controls", "on the trials fitted to"],
      )
      assert.match(JSON.stringify(layout.xaxis), /nats per held-out trial/)
      assert.match(JSON.stringify(layout.title), /<br>held-out animals/)
      const rows = records(made.table)
      const crosses = data[2]!.x as readonly number[]
      rows.forEach(({ fittedNatsPerTrial }, row) => {
        assert.ok(Math.abs(crosses[row]! - (fittedNatsPerTrial as number)) < 1e-5)
      })
    }
  })

  it("has a title that counts animals whose names would not fit", async () => {
    const named = smallCohort(6, 40).map((animal, index) => ({ ...animal, animal: `IBL-mouse-${index}` }))
    const titleOf = async (mice: typeof named) => {
      const { layout } = plots.modelComparison(await compare(mice, ladder.slice(0, 2), { key: key(1), resamples: 100 }))
      return JSON.stringify(layout.title)
    }
    assert.match(await titleOf(named), /compared, 6 animals \(synthetic\)/)
    assert.match(await titleOf(named.slice(0, 2)), /compared, IBL-mouse-0, IBL-mouse-1 \(synthetic\)/)
  })

  it("leaves a learner without a held-out score last, without a place in the figure", async () => {
    const bound: Learner = {
      name: "bound",
      label: "Bound",
      role: "model",
      async fit(animals, fitOptions) {
        const solution = await learners.staticGlm().fit(animals, fitOptions)
        const { predict: _, ...value } = solution.value
        return { ...solution, value: { ...value, label: "Bound" } }
      },
    }
    const made = await compare(cohort, [bound, ...ladder], { ...options, folds: 2 })
    const last = records(made.table).at(-1)!
    assert.deepEqual([last.learner, last.natsPerTrial, last.difference, last.status], ["Bound", null, null, "failed"])
    assert.match(made.message, /predicts no others/)
    const shown = made as unknown as Record<symbol, () => Record<string, string>>
    assert.match(shown[Symbol.for("Jupyter.display")]()["text/plain"]!, /Bound +no score/)
    const [models] = plots.modelComparison(made).data
    assert.equal((models!.x as readonly unknown[]).at(-1), null)
  })

  it("reports one bar over fits and held-out fits, and hands back the fits when it is stopped between", () =>
    withStopCounter(async (stop) => {
      const heard: Progress[] = []
      await compare(cohort, ladder, { ...options, folds: 2, onProgress: (progress) => heard.push(progress) })
      assert.deepEqual([heard.at(-1)!.done, heard.at(-1)!.total], [6, 6])
      for (let i = 1; i < heard.length; i += 1) assert.ok(heard[i]!.done >= heard[i - 1]!.done)
      const { spec: _, ...still } = learners.staticGlm()
      let fits = 0
      const stopping: Learner = {
        ...still,
        name: "stopping",
        fit(animals, fitOptions) {
          fits += 1
          if (fits === 2) stop() // The first fit is that to all animals.
          return still.fit(animals, fitOptions)
        },
      }
      const { status, value, message } = await compare(cohort, [ladder[0]!, stopping], { ...options, folds: 2 })
      assert.equal(status, "stopped")
      assert.equal(message, "Stopped on request: 3 of 4 fits are done.")
      assert.deepEqual(
        value.rows.map(({ heldOut }) => heldOut!.scores.length > 0 && heldOut!.scores.length < 5),
        [false, true],
      )
    }))
})
