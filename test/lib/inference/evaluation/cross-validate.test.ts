import assert from "node:assert/strict"
import type { ColumnTable } from "arquero"
import type { ChoiceSequence } from "../../../../lib/data/choices.ts"
import { crossValidate, futureBlocks, futureTrials } from "../../../../lib/inference/evaluation/cross-validate.ts"
import { pairedTests } from "../../../../lib/inference/evaluation/evaluation-table.ts"
import { folds } from "../../../../lib/inference/evaluation/folds.ts"
import type { Learner } from "../../../../lib/inference/learner.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { predictions, trialLogLikelihoods } from "../../../../lib/inference/predictions.ts"
import { foldIn, key } from "../../../../lib/numerics/random-key.ts"
import type { Progress } from "../../../../lib/numerics/solution.ts"
import { smallCohort } from "../../../support/small-cohort.ts"
import { withStopCounter } from "../../../support/stop-counter.ts"

const cohort = smallCohort(6, 150)
const released = { name: "released", animals: { m0: 0, m1: 1, m2: 2, m3: 0, m4: 1, m5: 2 } }
const network = learners.dnnGlm({ hiddenUnits: 4, epochs: 15, initialScale: 0.05 })
const ladder = [learners.staticGlm(), learners.reinforce({ baseline: "signed" }), network]
const options = { key: key(3), workers: 1, resamples: 100 }
const records = (table: ColumnTable) => table.objects() as Readonly<Record<string, unknown>>[]
const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
const first = (animal: ChoiceSequence, trials: number): ChoiceSequence => ({
  ...animal,
  stimulus: animal.stimulus.slice(0, trials),
  choice: animal.choice.slice(0, trials),
  reward: animal.reward.slice(0, trials),
  side: animal.side.slice(0, trials),
  sessionStart: animal.sessionStart.slice(0, trials),
  session: animal.session.slice(0, trials),
})
/** A learner of the user's own, without a spec. */
const own = (learner: Learner): Learner => {
  const { spec: _, ...rest } = learner
  return { ...rest, name: "mine", label: "Mine" }
}

describe("cross-validation by animals", () => {
  it("scores each animal by the frozen rule of the fit that did not see it, rolled out from its first trial", async () => {
    const { value } = await crossValidate(cohort, ladder, { ...options, folds: released })
    for (const learner of ladder)
      for (const fold of [0, 1, 2]) {
        const held = cohort.filter(({ animal }) => released.animals[animal as "m0"] === fold)
        const rest = cohort.filter((animal) => !held.includes(animal))
        const fitted = (await learner.fit(rest, { key: foldIn(foldIn(key(3), 0), fold) })).value
        const row = value.rows.find(({ label }) => label === learner.label)!
        predictions(fitted, held).forEach((trajectory, index) => {
          const score = row.scores.find(({ animal }) => animal === held[index]!.animal)!
          assert.equal(score.trials, held[index]!.choice.length)
          assert.ok(Math.abs(score.nats - sum(trialLogLikelihoods(trajectory, held[index]!))) < 1e-9)
        })
      }
  })

  it("gives the same bits for any number of workers, and whichever learners stand beside one", async () => {
    const [one, two] = [
      await crossValidate(cohort, ladder, { ...options, folds: 3, seeds: 2 }),
      await crossValidate(cohort, ladder.toReversed(), { ...options, folds: 3, seeds: 2, workers: 2 }),
    ]
    assert.deepEqual(two.value.rows, one.value.rows)
    assert.deepEqual(records(two.table), records(one.table))
    assert.deepEqual(two.value.folds, one.value.folds)
  })

  it("fits once what draws nothing, averages the seeds of what does, and brings its bar to the end", async () => {
    const heard: Progress[] = []
    const { value, info, provenance } = await crossValidate(cohort, ladder, {
      ...options,
      folds: released,
      seeds: 3,
      onProgress: (progress) => heard.push(progress),
    })
    const row = value.rows.find(({ label }) => label === network.label)!
    assert.deepEqual([row.seeds, row.natsPerTrialBySeed.length], [3, 3])
    assert.ok(new Set(row.natsPerTrialBySeed).size === 3)
    assert.ok(Math.abs(row.natsPerTrial! - row.natsPerTrialBySeed.reduce((a, b) => a + b) / 3) < 1e-12)
    assert.deepEqual(
      value.rows.filter((each) => each !== row).map(({ seeds }) => seeds),
      [1, 1],
    )
    assert.equal(info.runs, 2 * 3 + 3 * 3)
    assert.deepEqual(
      provenance.options.learners,
      ladder.map(({ spec }) => spec),
    )
    assert.deepEqual(provenance.options.folds, released.animals)
    assert.deepEqual([heard.at(-1)!.done, heard.at(-1)!.total], [27, 27])
  })

  it("lines learners up with totals, bits and a t-test over animals that has one degree of freedom fewer than animals", async () => {
    const solution = await crossValidate(cohort, [...ladder, learners.chance()], { ...options, folds: released })
    const rows = records(solution.table)
    const nats = rows.map(({ natsPerTrial }) => natsPerTrial as number)
    assert.deepEqual(
      nats,
      nats.toSorted((a, b) => b - a),
    )
    const last = rows.at(-1)!
    assert.equal(last.learner, "Chance")
    assert.ok(Math.abs((last.bitsPerTrial as number) + 1) < 1e-12)
    assert.ok(
      Math.abs((last.totalNats as number) + Math.LN2 * (last.trials as number)) < (last.totalPrecisionNats as number),
    )
    assert.deepEqual([last.degreesOfFreedom, last.scoredAnimals, last.verdict], [5, 6, "worse"])
    assert.equal(rows[0]!.verdict, null)
    assert.match(String(last.interval), /whole animals.*held-out animals$/)
    const against = records(await pairedTests(solution.value, { key: key(1), reference: "Chance" }))
    assert.ok(Math.abs((against[0]!.difference as number) + (last.difference as number)) < 1e-12)
    assert.equal(against.at(-1)!.difference, 0)
  })

  it("never lets a choice of a held-out animal move its earlier predictions, as a leak would", async () => {
    const flipped = cohort.map((animal) => {
      if (animal.animal !== "m4") return animal
      const [choice, reward] = [animal.choice.slice(), animal.reward.slice()]
      for (let t = 100; t < choice.length; t += 1) [choice[t], reward[t]] = [1 - choice[t]!, 1 - reward[t]!]
      return { ...animal, choice, reward }
    })
    const sessions = async (animals: readonly ChoiceSequence[]) => {
      const { value } = await crossValidate(animals, ladder, { ...options, folds: released })
      return new Map(
        value.rows.map(({ label, scores }) => [label, scores.find(({ animal }) => animal === "m4")!.sessions]),
      )
    }
    const [as, after] = [await sessions(cohort), await sessions(flipped)]
    for (const { label } of ladder) {
      assert.deepEqual(after.get(label)![0], as.get(label)![0], label)
      assert.notDeepEqual(after.get(label)![1], as.get(label)![1], label)
    }
  })

  it("ranks a network that learned its animals by heart below the rule that made them, though it scores above it on them", async () => {
    const few = smallCohort(4, 60, 5)
    const heart = learners.dnnGlm({ hiddenUnits: 24, epochs: 500, learningRate: 1e-2, initialScale: 0.3 })
    const truth = learners.reinforce({ baseline: "signed" })
    const { value } = await crossValidate(few, [heart, truth], { ...options, folds: 2 })
    const [best, worst] = value.rows
    assert.equal(best!.label, truth.label)
    assert.ok(worst!.fittedNatsPerTrial! > best!.fittedNatsPerTrial! + 0.05)
    assert.ok(best!.natsPerTrial! > worst!.natsPerTrial! + 0.02)
  })

  it("runs a learner of the user's own in this thread, with a note and the same score", async () => {
    const { value } = await crossValidate(cohort, [own(ladder[1]!), ladder[1]!], { ...options, folds: released })
    assert.equal(value.rows[0]!.natsPerTrial, value.rows[1]!.natsPerTrial)
    assert.match(value.notes.join(" "), /run in this thread: Mine\./)
  })

  it("says of a model that is nothing without its own animals that it has no held-out score", async () => {
    const bound: Learner = {
      ...own(ladder[0]!),
      async fit(animals, fitOptions) {
        const solution = await learners.staticGlm().fit(animals, fitOptions)
        const { predict: _, ...value } = solution.value
        return { ...solution, value: { ...value, label: "Mine" } }
      },
    }
    const { value, status, message, table } = await crossValidate(cohort, [bound, ladder[1]!], {
      ...options,
      folds: released,
    })
    assert.equal(status, "failed")
    assert.match(message, /3 of 6 fits converged\. Mine .*predicts no others/)
    assert.match(value.notes.join(" "), /No held-out score of Mine: Mine describes the animals it was fitted to/)
    assert.deepEqual([value.rows[1]!.label, value.rows[1]!.natsPerTrial], ["Mine", null])
    assert.equal(records(table)[1]!.p, null)
  })

  it("hands back what is done when it is asked to stop", () =>
    withStopCounter(async (stop) => {
      const long = learners.dnnGlm({ hiddenUnits: 4, epochs: 1_000_000 })
      const running = crossValidate(cohort, [ladder[0]!, long], {
        ...options,
        folds: released,
        onProgress: ({ done }) => void (done > 3.000001 && stop()),
      })
      const { status, message, value } = await running
      assert.equal(status, "stopped")
      assert.equal(message, "Stopped on request: 3 of 6 fits are done.")
      assert.deepEqual(
        value.rows.map(({ label, status: each, scores }) => [label, each, scores.length]),
        [
          ["Static GLM", "converged", 6],
          [long.label, "stopped", 0],
        ],
      )
    }))

  it("makes its folds by the key where none are given, one an animal where there are fewer than five", async () => {
    const { value } = await crossValidate(cohort.slice(0, 3), [ladder[0]!], options)
    assert.deepEqual(Object.values(value.folds!.animals).sort(), [0, 1, 2])
    const again = await crossValidate(cohort.slice(0, 3), [ladder[0]!], { ...options, folds: value.folds! })
    assert.deepEqual(again.value.rows, value.rows)
    assert.equal(folds.make(["m0", "m1"], 2, key(1)).name, "2 folds of 2 animals")
  })

  it("refuses one animal, unknown options, doubles, and a reference that is not there before any fit", async () => {
    const refused = (animals: readonly ChoiceSequence[], more: object, message: RegExp) =>
      assert.rejects(crossValidate(animals, [ladder[0]!], { ...options, ...more }), message)
    await refused(cohort.slice(0, 1), {}, /two or more, got m0 alone; .*futureTrials and futureBlocks/)
    await refused(cohort, { fold: 3 }, /no option "fold".*folds/)
    await refused(cohort, { folds: 7 }, /from 2 to 6, got 7/)
    await refused([cohort[0]!, cohort[0]!], {}, /two animals are called m0/)
    await refused(cohort, { reference: "Best" }, /reference is "Best"; accepted are "Static GLM"/)
    await refused(cohort, { seeds: 0 }, /seeds must be an integer from 1 to 10000, got 0/)
    await refused(cohort, { store: 7 }, /path of a folder.*got 7/)
    await assert.rejects(crossValidate(cohort, [], options), /list of learners/)
  })

  it("shows itself as a table of text that says how trials were held out", async () => {
    const solution = await crossValidate(cohort, ladder, { ...options, folds: released })
    const shown = solution as unknown as Record<symbol, () => Record<string, string>>
    const text = shown[Symbol.for("Jupyter.display")]!()["text/plain"]!
    assert.match(text, /^All 9 fits converged\./)
    assert.match(text, /Static GLM +-0\.\d{4} +-0\.\d{4} +0\.\d+ +2\n/)
    assert.match(text, /held-out animals: released/)
  })
})

describe("future trials", () => {
  it("are scored by one fit to the first trials, rolled through that past", async () => {
    const { value } = await futureTrials(cohort, ladder, { ...options, trainTrials: 120, testTrials: 30 })
    for (const learner of ladder) {
      const past = cohort.map((animal) => first(animal, 120))
      const fitted = (await learner.fit(past, { key: foldIn(foldIn(key(3), 0), 0) })).value
      const upTo = cohort.map((animal) => first(animal, 150))
      const row = value.rows.find(({ label }) => label === learner.label)!
      predictions(fitted, upTo).forEach((trajectory, index) => {
        const logs = trialLogLikelihoods(trajectory, upTo[index]!).subarray(120)
        assert.equal(row.scores[index]!.trials, 30)
        assert.ok(Math.abs(row.scores[index]!.nats - sum(logs)) < 1e-9)
      })
    }
    assert.equal(value.folds, null)
  })

  it("of animals too short are not made up: they are fitted to and not scored", async () => {
    const { value } = await futureTrials(cohort, [ladder[0]!], { ...options, trainTrials: 160, testTrials: 10 })
    assert.deepEqual(
      value.rows[0]!.scores.map(({ animal, trials }) => [animal, trials]),
      [
        ["m2", 4],
        ["m3", 10],
        ["m4", 10],
        ["m5", 10],
      ],
    )
    assert.match(value.notes[0]!, /only fitted to: m0, m1\./)
  })
})

describe("future blocks", () => {
  it("of one animal are each scored under a fit to all trials before them, and add up to all but the first block", async () => {
    const animal = cohort[5]!
    const { value, table } = await futureBlocks(animal, ladder.slice(0, 2), { ...options, blocks: 4 })
    const edge = (block: number) => Math.round((animal.choice.length * block) / 5)
    let nats = 0
    for (let block = 1; block <= 4; block += 1) {
      const fitted = (await ladder[0]!.fit([first(animal, edge(block))], { key: key(1) })).value
      const upTo = first(animal, edge(block + 1))
      nats += sum(trialLogLikelihoods(predictions(fitted, [upTo])[0]!, upTo).subarray(edge(block)))
    }
    const row = value.rows.find(({ label }) => label === "Static GLM")!
    assert.equal(row.scores[0]!.trials, animal.choice.length - edge(1))
    assert.ok(Math.abs(row.scores[0]!.nats - nats) < 1e-9)
    assert.match(String(records(table)[0]!.interval), /whole sessions.*not held-out animals/)
  })
})
