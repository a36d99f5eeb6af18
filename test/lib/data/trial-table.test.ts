import assert from "node:assert/strict"
import fc from "fast-check"
import { DataError, type DataFault } from "../../../lib/data/data-error.ts"
import { readTrialTable } from "../../../lib/data/trial-table.ts"
import { asText, madeUpTrials, type TrialRow } from "../../support/trial-text.ts"

const file = "mice.csv"

function changed(row: number, change: TrialRow): string {
  const rows = madeUpTrials(12)
  Object.assign(rows[row]!, change)
  return asText(rows)
}

function refuses(text: string, fault: DataFault, sentence: RegExp, options = {}): void {
  assert.throws(
    () => readTrialTable(text, { file, ...options }),
    (error) => {
      assert.ok(error instanceof DataError, String(error))
      assert.match(error.message, sentence)
      assert.equal(error.fault, fault)
      return true
    },
  )
}

describe("a table of trials", () => {
  it("is read with numbers as numbers, dates as text and nan as NaN", () => {
    const { table, notes } = readTrialTable(asText(madeUpTrials(3)), { file })
    assert.equal(table.numRows(), 3)
    assert.deepEqual(Array.from(table.array("contrastLeft") as number[]), [0.5, Number.NaN, 0.5])
    assert.equal(table.get("date", 0), "2001-01-01")
    assert.deepEqual(notes, [])
  })

  it("reads the same with Windows line ends, a byte order mark, quotes, blank lines and empty fields for nan", () => {
    const rows = madeUpTrials(6)
    const plain = readTrialTable(asText(rows), { file }).table.objects()
    const quoted = rows.map((row) => ({ ...row, subject: `"${row.subject}"` }))
    const dressed = `\uFEFF${asText(quoted, undefined, "\r\n").replaceAll("nan", "")}\r\n\r\n`
    assert.deepEqual(readTrialTable(dressed, { file }).table.objects(), plain)
  })

  it("keeps further columns, as numbers where all of them are", () => {
    const rows = madeUpTrials(3).map((row, i) => ({ ...row, wheel: i / 2, note: i === 1 ? "bad" : "7" }))
    const { table } = readTrialTable(asText(rows), { file })
    assert.deepEqual(Array.from(table.array("wheel") as number[]), [0, 0.5, 1])
    assert.deepEqual(Array.from(table.array("note") as string[]), ["7", "bad", "7"])
  })

  it("has columns that cannot be changed from outside", () => {
    const { table } = readTrialTable(asText(madeUpTrials(3)), { file })
    const columns = table.data() as Record<string, number[]>
    assert.throws(() => {
      columns.choice![0] = 7
    }, TypeError)
  })

  it("moves a negative right contrast to the left and says so", () => {
    const { table, notes } = readTrialTable(changed(0, { contrastLeft: 0, contrastRight: -0.5 }), { file })
    assert.equal(table.get("contrastLeft", 0), 0.5)
    assert.deepEqual(notes, ["1 negative right contrast was read as a left contrast."])
  })

  it("is refused without a column, which is named beside those found", () => {
    refuses(
      asText(madeUpTrials(3), ["session", "trial", "contrastLeft", "choice"]),
      "missing-columns",
      /^mice\.csv lacks the columns contrastRight, feedbackType; found were session, trial, contrastLeft, choice\.$/,
    )
    refuses(
      asText(madeUpTrials(3), ["contrastLeft", "contrastRight", "choice", "feedbackType"]),
      "missing-columns",
      /lacks the column session \(or date\)/,
    )
  })

  it("is refused with two columns of one name", () => {
    refuses(asText(madeUpTrials(2)).replace("probabilityLeft", "choice"), "malformed", /two columns named "choice"/)
  })

  const impossible: readonly [string, string | number, RegExp][] = [
    ["contrastLeft", 50, /row 5 \(line 6\): contrastLeft is "50"; accepted is a contrast from 0 to 1/],
    ["contrastLeft", "1.0.0", /contrastLeft is "1\.0\.0"/],
    ["contrastRight", 0.25, /contrastLeft is 0\.5 and contrastRight is 0\.25; accepted is a stimulus on exactly one/],
    ["contrastRight", -0.25, /contrastLeft is 0\.5 and contrastRight is -0\.25; accepted is a stimulus on exactly one/],
    ["choice", 2, /choice is "2"; accepted is 1 \(left report\), -1 \(right report\) or 0/],
    ["choice", "", /choice is ""; accepted/],
    ["feedbackType", "yes", /feedbackType is "yes"; accepted is 1 \(reward\)/],
    ["probabilityLeft", 1.2, /probabilityLeft is "1\.2"; accepted is a probability from 0 to 1/],
    ["session", -1, /session is "-1"; accepted is a whole number from 0/],
    ["date", "2001-02-29", /date is "2001-02-29"; accepted is a date as YYYY-MM-DD/],
    ["date", "1.1.2001", /date is "1\.1\.2001"/],
    ["trial", 3, /row 5 \(line 6\): trial is "3", which session 0, 2001-01-01 already has in row 4 \(line 5\)/],
  ]
  for (const [column, value, sentence] of impossible) {
    it(`is refused where ${column} is "${value}", naming row, line, value and what is accepted`, () => {
      refuses(changed(4, { [column]: value }), "impossible-value", sentence)
    })
  }

  it("is refused where no side has a stimulus", () => {
    refuses(changed(0, { contrastLeft: "nan" }), "impossible-value", /contrastLeft is nan and contrastRight is nan/)
  })

  it("is refused where choice, side and feedback disagree, naming the first such row", () => {
    refuses(
      changed(3, { feedbackType: -1 }),
      "inconsistent-signs",
      /row 4 \(line 5\): .* right \(contrastRight 0\.5\) and choice -1 is the right report, so feedbackType must be 1, but it is -1\. No other trial/,
    )
    refuses(
      changed(0, { choice: 0 }),
      "inconsistent-signs",
      /choice 0 is no response, so feedbackType must be -1, but it is 1/,
    )
  })

  it("is refused with a hint where the whole file has +1 for right", () => {
    const rows = madeUpTrials(9).map((row) => ({ ...row, choice: -Number(row.choice) }))
    refuses(asText(rows), "inconsistent-signs", /9 of 9 trials disagree: does the file write \+1 for right reports\?/)
  })

  it("takes trials without response or feedback, and zero contrast whose side only the columns tell", () => {
    const rows = madeUpTrials(4)
    Object.assign(rows[0]!, { choice: 0, feedbackType: -1 })
    Object.assign(rows[1]!, { feedbackType: 0 })
    Object.assign(rows[2]!, { contrastLeft: 0 })
    assert.equal(readTrialTable(asText(rows), { file }).table.numRows(), 4)
    Object.assign(rows[2]!, { feedbackType: 1 })
    refuses(asText(rows), "inconsistent-signs", /row 3 .* left \(contrastLeft 0\)/)
  })

  it("is refused when empty, and when there is nothing below the header", () => {
    refuses("", "empty", /^mice\.csv is empty/)
    refuses("\n\n", "empty", /is empty/)
    refuses("session,choice\n", "empty", /has a header \(session, choice\) but no trials/)
  })

  it("is refused when it holds fewer or more trials than it must", () => {
    refuses(asText(madeUpTrials(5)), "truncated", /is truncated: it holds 5 of 8 trials/, { trials: 8 })
    refuses(asText(madeUpTrials(5)), "malformed", /holds 5 trials, but 3 were expected/, { trials: 3 })
  })

  it("is refused wherever it is cut off inside a line", () => {
    const text = asText(madeUpTrials(20))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (at) => {
        fc.pre(at <= text.indexOf("\n") + 1 || text[at - 1] !== "\n")
        assert.throws(() => readTrialTable(text.slice(0, at), { file }), DataError)
      }),
    )
  })

  it("is refused when its last line is cut, even inside the last field", () => {
    refuses(asText(madeUpTrials(5)).slice(0, -2), "truncated", /stops in the middle of line 6 .* ends with a line end/)
    refuses(asText(madeUpTrials(5)).slice(0, -5), "truncated", /stops in the middle of line 6 .* has 8 of 9 fields/)
  })

  it("is refused where a line has more or fewer fields than the header, or a quote stays open", () => {
    const lines = asText(madeUpTrials(4)).split("\n")
    refuses(lines.with(2, `${lines[2]},9`).join("\n"), "malformed", /line 3 has 10 fields, but the header names 9/)
    refuses(lines.with(2, "a,b").join("\n"), "malformed", /line 3 has 2 fields/)
    refuses(lines.with(2, `"${lines[2]}`).join("\n"), "malformed", /line 3: a quoted field is not closed/)
  })

  it("asks which animal where it holds several, and takes that one", () => {
    const rows = madeUpTrials(6).map((row, i) => ({ ...row, subject: i < 4 ? "A" : "B" }))
    refuses(
      asText(rows),
      "impossible-value",
      /holds 2 animals; choose one with the option subject\. Found were "A", "B"/,
    )
    refuses(asText(rows), "impossible-value", /holds no animal "C"\. Found were "A", "B"/, { subject: "C" })
    assert.equal(readTrialTable(asText(rows), { file, subject: "B" }).table.numRows(), 2)
  })

  it("reads back any table of possible trials", () => {
    const trial = fc.record({
      left: fc.boolean(),
      contrast: fc.constantFrom(0, 0.0625, 0.125, 0.25, 0.5, 1),
      report: fc.constantFrom(-1, 0, 1),
    })
    fc.assert(
      fc.property(fc.array(trial, { minLength: 1, maxLength: 30 }), (trials) => {
        const rows = trials.map(({ left, contrast, report }, i) => ({
          session: 0,
          trial: i,
          contrastLeft: left ? contrast : "nan",
          contrastRight: left ? "nan" : contrast,
          choice: report,
          feedbackType: report === (left ? 1 : -1) ? 1 : -1,
        }))
        const { table } = readTrialTable(asText(rows), { file })
        assert.deepEqual(
          Array.from(table.array("choice") as number[]),
          trials.map(({ report }) => report),
        )
      }),
    )
  })
})
