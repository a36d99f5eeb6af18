import assert from "node:assert/strict"
import fc from "fast-check"
import { type Animal, animal } from "../../../lib/data/animal.ts"
import { choices } from "../../../lib/data/choices.ts"
import { readTrialTable } from "../../../lib/data/trial-table.ts"
import { asText, madeUpTrials, type TrialRow } from "../../support/trial-text.ts"

function animalOf(rows: readonly TrialRow[], name = "made-up", notes: readonly string[] = []): Animal {
  const { table } = readTrialTable(asText(rows), { file: "made-up.csv" })
  return animal({ name, source: "synthetic", dataset: null, table, licence: "none", citation: "none", notes })
}

describe("choices of an animal", () => {
  it("have 1 for right, reward as recorded, right contrasts positive through tanh(5c) / tanh(5)", () => {
    const sequence = choices(animalOf(madeUpTrials(3)))
    assert.deepEqual([...sequence.choice], [0, 1, 1])
    assert.deepEqual([...sequence.reward], [1, 1, 0])
    assert.deepEqual([...sequence.side], [0, 1, 0])
    assert.deepEqual([...sequence.contrast], [-0.5, 0.5, -0.5])
    const expected = Math.tanh(2.5) / Math.tanh(5)
    for (const [t, s] of sequence.stimulus.entries()) assert.ok(Math.abs(s - (t === 1 ? expected : -expected)) < 1e-14)
    assert.equal(sequence.synthetic, true)
  })

  it("are sorted by date, then by session number, then by trial", () => {
    const rows = madeUpTrials(6).map((row, i) => ({
      ...row,
      date: ["2001-01-02", "2001-01-01", "2001-01-01", "2001-01-01", "2001-01-01", "2001-01-02"][i]!,
      session: [0, 10, 10, 9, 9, 0][i]!,
      trial: [1, 1, 0, 0, 1, 0][i]!,
    }))
    const sequence = choices(animalOf(rows))
    assert.deepEqual([...sequence.row], [3, 4, 2, 1, 5, 0])
    assert.deepEqual([...sequence.session], [0, 0, 1, 1, 2, 2])
    assert.deepEqual([...sequence.sessionStart], [1, 0, 1, 0, 1, 0])
  })

  it("lose trials without response or feedback, and the log counts them", () => {
    const rows = madeUpTrials(12, 3)
    for (const i of [0, 6, 7, 8]) Object.assign(rows[i]!, { choice: 0, feedbackType: -1 })
    Object.assign(rows[4]!, { feedbackType: 0 })
    const sequence = choices(animalOf(rows))
    assert.deepEqual([...sequence.row], [1, 2, 3, 5, 9, 10, 11])
    // A session starts at the first trial that is left of it.
    assert.deepEqual([...sequence.sessionStart], [1, 0, 1, 0, 1, 0, 0])
    assert.deepEqual([...sequence.session], [0, 0, 1, 1, 2, 2, 2])
    assert.equal(
      sequence.log.message,
      "Kept 7 of 12 trials; dropped 4 without a response, 1 without feedback. Sessions of which nothing was left: 1.",
    )
  })

  it("keep the reward as recorded at zero contrast", () => {
    const rows = madeUpTrials(2)
    Object.assign(rows[1]!, { contrastRight: 0 })
    const sequence = choices(animalOf(rows))
    assert.equal(sequence.stimulus[1], 0)
    assert.deepEqual([sequence.side[1], sequence.choice[1], sequence.reward[1]], [0, 1, 1])
  })

  it("can be cut to the first trials with a response", () => {
    const rows = madeUpTrials(10)
    Object.assign(rows[0]!, { choice: 0, feedbackType: -1 })
    const sequence = choices(animalOf(rows), { firstTrials: 4 })
    assert.deepEqual([...sequence.row], [1, 2, 3, 4])
    assert.equal(sequence.log.beyondFirst, 5)
  })

  it("refuse a cut that is no count or longer than the record", () => {
    const mouse = animalOf(madeUpTrials(5))
    for (const firstTrials of [0, -1, 2.5, 6, Number.NaN]) {
      assert.throws(
        () => choices(mouse, { firstTrials }),
        new RegExp(`firstTrials is ${firstTrials}; accepted is a whole number from 1 to 5, the trials of made-up`),
      )
    }
    assert.throws(() => choices(mouse, { first: 3 } as object), /choices has no option "first"/)
  })

  it("are mirrored when the animal's world is", () => {
    const trial = fc.tuple(fc.boolean(), fc.boolean(), fc.constantFrom(0, 0.0625, 0.25, 1))
    fc.assert(
      fc.property(fc.array(trial, { minLength: 1, maxLength: 20 }), (trials) => {
        const world = (mirror: boolean): TrialRow[] =>
          trials.map(([isLeft, correct, contrast], i) => {
            const left = isLeft !== mirror
            return {
              session: 0,
              trial: i,
              contrastLeft: left ? contrast : "nan",
              contrastRight: left ? "nan" : contrast,
              choice: left === correct ? 1 : -1,
              feedbackType: correct ? 1 : -1,
            }
          })
        const here = choices(animalOf(world(false)))
        const there = choices(animalOf(world(true)))
        for (let t = 0; t < trials.length; t++) {
          assert.equal(there.stimulus[t]! + here.stimulus[t]!, 0)
          assert.equal(there.choice[t], 1 - here.choice[t]!)
          assert.equal(there.reward[t], here.reward[t])
        }
      }),
    )
  })
})

describe("an animal in a notebook", () => {
  it("shows where it comes from, escaped, with a plain twin", () => {
    const shown = animalOf(madeUpTrials(4, 2), "<b>&", ["a < b"])
    const show = (shown as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]!
    const bundle = show()
    assert.match(bundle["text/html"]!, /&lt;b&gt;&amp; \(synthetic\)/)
    assert.doesNotMatch(bundle["text/html"]!, /<b>&amp;/)
    assert.match(bundle["text/html"]!, /a &lt; b/)
    assert.match(bundle["text/plain"]!, /<b>& \(synthetic\)\n {2}source: synthetic: simulated/)
    assert.match(bundle["text/plain"]!, /sessions: 2, 2001-01-01 to 2001-01-02/)
    assert.match(bundle["text/plain"]!, /accuracy: 100\.0 % in the first session, 50\.0 % in the last/)
  })
})
