import assert from "node:assert/strict"
import { animals } from "../../../lib/data/animals.ts"
import { choices } from "../../../lib/data/choices.ts"
import { DataError } from "../../../lib/data/data-error.ts"
import { preprocess } from "../../../lib/data/preprocess.ts"
import { madeUpSession } from "../../support/alf-folder.ts"
import { loadKs014 } from "../../support/ks014.ts"
import { madeUpAnimal } from "../../support/made-up-animal.ts"

const training = "_iblrig_tasks_trainingChoiceWorld6.4.2"
const biased = "_iblrig_tasks_biasedChoiceWorld6.4.2"
const counts = (steps: ReturnType<typeof preprocess>["steps"]): Record<string, number> =>
  Object.fromEntries((steps.objects() as { step: string; count: number }[]).map(({ step, count }) => [step, count]))

describe("preprocessing", () => {
  it("takes choice -1 as right and +1 as left, whatever else is done (pitfall 2)", () => {
    const mouse = madeUpAnimal([
      {
        date: "2001-01-01",
        columns: madeUpSession(4, {
          contrastLeft: [1, NaN, 1, NaN],
          contrastRight: [NaN, 1, NaN, 1],
          choice: [1, -1, -1, 1],
          feedbackType: [1, 1, -1, -1],
        }),
      },
    ])
    const { choice, stimulus, reward } = preprocess(mouse)
    assert.deepEqual(Array.from(choice), [0, 1, 1, 0])
    assert.deepEqual(Array.from(stimulus), [-1, 1, -1, 1])
    assert.deepEqual(Array.from(reward), [1, 1, 0, 0])
  })

  it("keeps rewards as recorded at zero contrast, where the side in z is 0 and the rig's was random (pitfalls 3 and 18)", () => {
    const columns = madeUpSession(4, {
      contrastLeft: [0, NaN, 0, NaN],
      contrastRight: [NaN, 0, NaN, 0],
      choice: [1, -1, -1, 1],
      feedbackType: [1, 1, -1, -1],
    })
    const found = preprocess(madeUpAnimal([{ date: "2001-01-01", columns }]))
    assert.deepEqual(Array.from(found.side), [0, 0, 0, 0])
    assert.deepEqual(Array.from(found.reward), [1, 1, 0, 0])
    assert.equal(counts(found.steps)["contrast 0, so without a side in z"], 4)
    // Right and rewarded on the second trial, left and unrewarded on the last: neither is 1[y = z].
    assert.equal(counts(found.steps)["reward as recorded is not 1[y = z]"], 2)
  })

  it("never takes probabilityLeft of training for the prior of blocks, and says so (pitfall 7)", () => {
    const columns = madeUpSession(6, { probabilityLeft: [0.5, 0.2, 0.8, 0.2, 0.8, 0.5] })
    const mouse = madeUpAnimal([
      { date: "2001-01-01", taskProtocol: training, columns },
      { date: "2001-01-02", taskProtocol: training, columns },
      { date: "2001-01-03", taskProtocol: biased, columns },
    ])
    const found = preprocess(mouse, { until: "first biased session" })
    assert.equal(found.choice.length, 12)
    assert.match(
      found.notes.join(" "),
      /probabilityLeft of 8 trials of training is a trace of the debiasing, not the prior of a block/,
    )
  })

  it("sorts sessions by date and then by number, as several can share a date (pitfall 17)", () => {
    const day = (date: string, session: number, trials: number) => ({ date, session, columns: madeUpSession(trials) })
    const mouse = madeUpAnimal([
      day("2001-01-02", 10, 3),
      day("2001-01-02", 2, 4),
      day("2001-01-01", 3, 5),
      day("2001-01-03", 1, 2),
    ])
    const found = preprocess(mouse)
    assert.deepEqual(Array.from(found.row), [7, 8, 9, 10, 11, 3, 4, 5, 6, 0, 1, 2, 12, 13])
    assert.equal(counts(found.steps)["sorted by date and number"], 2)
  })

  it("flags session starts after trials were dropped", () => {
    const columns = madeUpSession(4, {
      choice: [0, 0, 1, -1],
      contrastLeft: [1, 1, 1, NaN],
      contrastRight: [NaN, NaN, NaN, 1],
      feedbackType: [-1, -1, 1, 1],
    })
    const found = preprocess(
      madeUpAnimal([
        { date: "2001-01-01", columns: madeUpSession(3) },
        { date: "2001-01-02", columns },
      ]),
    )
    assert.deepEqual(Array.from(found.sessionStart), [1, 0, 0, 1, 0])
    assert.deepEqual(Array.from(found.row), [0, 1, 2, 5, 6])
  })

  it("counts each step, and what is dropped and kept adds up", () => {
    const odd = madeUpSession(6, {
      contrastLeft: [0.04, NaN, 0.08, NaN, 1, NaN],
      contrastRight: [NaN, -0.25, NaN, 0.5, NaN, 1],
      choice: [1, 1, 0, -1, 1, -1],
      feedbackType: [1, 1, -1, 1, 0, 1],
    })
    const mouse = madeUpAnimal([
      { date: "2001-01-01", taskProtocol: "_iblrig_tasks_habituationChoiceWorld", columns: madeUpSession(2) },
      { date: "2001-01-02", taskProtocol: training, columns: odd },
      { date: "2001-01-03", taskProtocol: biased, columns: madeUpSession(5) },
      { date: "2001-01-04", taskProtocol: training, columns: madeUpSession(7) },
    ])
    const found = preprocess(mouse, { until: "first biased session", firstTrials: 3 })
    const table = found.steps.objects() as { count: number; unit: string; effect: string }[]
    assert.deepEqual(counts(found.steps), {
      recorded: 20,
      "sorted by date and number": 0,
      "from the first biased session on": 12,
      "of other tasks than trainingChoiceWorld": 2,
      "without a response (choice 0)": 1,
      "without feedback (feedbackType 0)": 1,
      "after the first trials asked for": 1,
      "of which nothing is left": 0,
      "negative right contrast moved to the left, by the reader": 1,
      "contrast NaN taken as 0": 3,
      "contrast outside of the standard set": 1,
      "contrast 0, so without a side in z": 0,
      "reward as recorded is not 1[y = z]": 0,
      "stimulus tanh(5 c) / tanh(5)": 3,
      "session starts flagged": 1,
      choices: 3,
    })
    const dropped = table
      .filter(({ effect, unit }) => effect === "dropped" && unit === "trials")
      .reduce((sum, { count }) => sum + count, 0)
    assert.equal(20 - dropped, found.choice.length)
    assert.match(
      found.log.message,
      /^Kept 3 of 20 trials; dropped 12 from the first biased session on, 2 of other tasks, 1 without a response, 1 without feedback, 1 after the first 3\./,
    )
    assert.match(
      found.notes.join(" "),
      /Cut at session 2001-01-03 1, the first biased one \(_iblrig_tasks_biasedChoiceWorld6\.4\.2\)\. Contrasts outside of .*: 0\.04\./,
    )
    assert.deepEqual(Array.from(found.row), [2, 3, 5])
  })

  it("refuses to guess the first biased session where the task is not known, and cuts nothing where none is biased", () => {
    const days = [{ date: "2001-01-01", columns: madeUpSession(3) }]
    for (const mouse of [madeUpAnimal(days), madeUpAnimal(days, false)]) {
      assert.throws(
        () => preprocess(mouse, { until: "first biased session" }),
        (error) => {
          assert.ok(error instanceof DataError)
          assert.match(error.message, /the task of session 2001-01-01 1 of made-up is not known/)
          return true
        },
      )
    }
    const trained = madeUpAnimal([{ ...days[0]!, taskProtocol: training }])
    const found = preprocess(trained, { until: "first biased session" })
    assert.equal(found.choice.length, 3)
    assert.ok(found.notes.includes("No session is biased, so nothing was cut."))
  })

  it("is the same as choices where nothing is cut, and can be given wherever choices can", () => {
    const mouse = madeUpAnimal([{ date: "2001-01-01", taskProtocol: training, columns: madeUpSession(30) }])
    const { steps: _steps, notes: _notes, log: _log, ...found } = preprocess(mouse, { until: "first biased session" })
    const { log: _other, ...expected } = choices(mouse)
    assert.deepEqual(found, expected)
  })

  it("refuses unknown options and ends", () => {
    const mouse = madeUpAnimal([{ date: "2001-01-01", columns: madeUpSession(3) }])
    assert.throws(
      () => preprocess(mouse, { untill: 1 } as object),
      /preprocess has no option "untill"; its options are until, firstTrials/,
    )
    assert.throws(
      () => preprocess(mouse, { until: "bias" } as object),
      /preprocess: until must be "first biased session", got "bias"/,
    )
    assert.throws(() => preprocess(mouse, { firstTrials: 4 }), /firstTrials is 4/)
  })

  it("drops nothing of KS014, which has no trials without a response, and says so", async function () {
    if ((await loadKs014()) === null) return this.skip()
    const found = preprocess(await animals.load("KS014"))
    assert.equal(found.choice.length, 10_310)
    assert.equal(counts(found.steps)["session starts flagged"], 15)
    assert.equal(counts(found.steps)["reward as recorded is not 1[y = z]"], 92)
  })
})
