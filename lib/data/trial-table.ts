import { type ColumnTable, table } from "arquero"
import { alfColumns, parseNumber, requiredColumns, textColumns } from "./alf-columns.ts"
import { isDate } from "./calendar.ts"
import { hint } from "./column-mapping.ts"
import { readCommaSeparated, type TextTable } from "./comma-separated.ts"
import { DataError } from "./data-error.ts"
import { place } from "./named-columns.ts"
import { refuseInconsistentSigns } from "./sign-identity.ts"

/** Trials as they were recorded, in the order of the file, and what the reader changed to make them so. */
export interface TrialTable {
  /** Columns in ALF names and signs; numbers with NaN, text for subject, date and source; the columns are frozen. */
  readonly table: ColumnTable
  /** One sentence for each kind of repair. */
  readonly notes: readonly string[]
  /** Left stimuli that were written as negative right contrasts, and moved. */
  readonly movedContrasts: number
}

/** What is known of a file before it is read. */
export interface TrialTableOptions {
  /** Name of the file in messages. */
  readonly file: string
  /** Trials the file must hold, where that is known. */
  readonly trials?: number
  /** The animal to take, where the file holds several. */
  readonly subject?: string
  /** Column of signed evidence for right that stands for the two contrasts. */
  readonly evidence?: string
  /** True where a right choice may go unrewarded or a wrong one rewarded, so that the signs need not agree. */
  readonly uncertainReward?: boolean
}

type Columns = Record<string, readonly (number | string)[]>

/**
 * Trials in ALF columns that are arrays already, as NumPy and Parquet files hold them: checked as `readTrialTable` checks text.
 * @throws DataError where columns are missing or of unequal length, a value is impossible (which row), or signs are inconsistent
 */
export function trialTableOfColumns(
  given: Readonly<Record<string, ArrayLike<number | string>>>,
  file: string,
): TrialTable {
  const names = Object.keys(given)
  refuseMissingColumns(names, { file })
  const columns: Columns = Object.fromEntries(names.map((name) => [name, Array.from(given[name]!)]))
  const rows = columns.choice!.length
  if (rows === 0) throw new DataError("empty", `${file} holds no trials.`)
  if (names.some((name) => columns[name]!.length !== rows)) {
    const lengths = names.map((name) => `${name} ${columns[name]!.length}`).join(", ")
    throw new DataError("malformed", `${file}: columns of trials are of unequal length: ${lengths}.`)
  }
  for (const name of names) refuseImpossibleValues(columns[name]!, name, file)
  return checked(columns, [], { file })
}

function refuseImpossibleValues(values: readonly (number | string)[], name: string, file: string): void {
  const rule = textColumns.has(name) ? undefined : alfColumns[name]
  const accepted = name === "date" ? "a date as YYYY-MM-DD" : rule?.accepted
  const allows = (value: number | string): boolean =>
    name === "date" ? isDate(String(value)) : rule === undefined || (typeof value === "number" && rule.allows(value))
  const row = values.findIndex((value) => !allows(value))
  if (row < 0) return
  const shown = typeof values[row] === "string" ? JSON.stringify(values[row]) : values[row]
  throw new DataError("impossible-value", `${file}, ${place(row)}: ${name} is ${shown}; accepted is ${accepted}.`)
}

/**
 * Reads trials in ALF columns from comma-separated text.
 * @throws DataError with a sentence: empty or truncated text, missing columns, an impossible value (which row), inconsistent signs
 */
export function readTrialTable(text: string, options: TrialTableOptions): TrialTable {
  return trialTableOf(readCommaSeparated(text, options.file), options)
}

/**
 * Reads trials in ALF columns from a table of text, whatever file it came from.
 * @throws DataError as `readTrialTable` does
 */
export function trialTableOf(content: TextTable, options: TrialTableOptions): TrialTable {
  const { file } = options
  refuseMissingColumns(content.header, options)
  const chosen = oneSubject(content, options)
  refuseOtherCount(chosen.rows.length, options)
  const columns: Columns = {}
  chosen.header.forEach((name, at) => {
    columns[name] = readColumn(chosen, name, at, file)
  })
  const lines = chosen.rows.map(({ line }) => line)
  return checked(columns, lines, options)
}

/** What holds of all columns together; `lines` is empty where they are not of a text. */
function checked(columns: Columns, lines: readonly number[], options: TrialTableOptions): TrialTable {
  const { file } = options
  const sides = options.evidence === undefined ? columns : { ...columns, ...asContrasts(columns[options.evidence]!) }
  const movedContrasts = moveNegativeContrasts(sides)
  refuseImpossiblePairs(sides, lines, file)
  refuseRepeatedTrials(columns, lines, file)
  if (options.uncertainReward !== true) {
    refuseInconsistentSigns(sides as Record<string, readonly number[]>, lines, file, options.evidence)
  }
  for (const values of Object.values(columns)) Object.freeze(values)
  const notes = movedContrasts === 0 ? [] : [movedNote(movedContrasts)]
  return { table: table(columns as Record<string, (number | string)[]>), notes, movedContrasts }
}

function refuseOtherCount(found: number, { file, trials }: TrialTableOptions): void {
  if (trials === undefined || found === trials) return
  if (found < trials) throw new DataError("truncated", `${file} is truncated: it holds ${found} of ${trials} trials.`)
  throw new DataError("malformed", `${file} holds ${found} trials, but ${trials} were expected.`)
}

function refuseMissingColumns(header: readonly string[], { file, evidence }: TrialTableOptions): void {
  const required = requiredColumns.filter((name) => evidence === undefined || !name.startsWith("contrast"))
  const missing: string[] = required.filter((name) => !header.includes(name))
  if (!header.includes("session") && !header.includes("date")) missing.push("session (or date)")
  if (missing.length > 0) {
    throw new DataError(
      "missing-columns",
      `${file} lacks the ${missing.length === 1 ? "column" : "columns"} ${missing.join(", ")}; found were ${header.join(", ")}.${advice(missing, header)}`,
    )
  }
  const twice = header.find((name, at) => header.indexOf(name) !== at)
  if (twice !== undefined)
    throw new DataError("malformed", `${file} has two columns named "${twice}"; names must differ.`)
}

function advice(missing: readonly string[], header: readonly string[]): string {
  const hints = missing.map((name) => hint(name, name.split(" ")[0]!, header)).filter((sentence) => sentence !== "")
  return hints.length === 0 ? "" : ` ${hints.join(" ")} The option columns names them.`
}

/** Evidence as contrasts of the side it speaks for, for the checks of sides; 0 and NaN speak for none. */
function asContrasts(evidence: readonly (number | string)[]): Columns {
  const values = evidence.map((value) => Number(value) || 0)
  return {
    contrastLeft: values.map((value) => (value <= 0 ? -value : Number.NaN)),
    contrastRight: values.map((value) => (value >= 0 ? value : Number.NaN)),
  }
}

function oneSubject(content: TextTable, { file, subject }: TrialTableOptions): TextTable {
  const at = content.header.indexOf("subject")
  if (at < 0) {
    if (subject === undefined) return content
    throw new DataError("missing-columns", `${file} has no column "subject" in which to look for "${subject}".`)
  }
  const names = [...new Set(content.rows.map(({ fields }) => fields[at]!))]
  if (subject === undefined && names.length === 1) return content
  if (subject === undefined || !names.includes(subject)) {
    const found = names.slice(0, 12).map((name) => `"${name}"`)
    const list = `${found.join(", ")}${names.length > 12 ? ` and ${names.length - 12} more` : ""}`
    const asked =
      subject === undefined ? `${names.length} animals; choose one with the option subject` : `no animal "${subject}"`
    throw new DataError("impossible-value", `${file} holds ${asked}. Found were ${list}.`)
  }
  return { header: content.header, rows: content.rows.filter(({ fields }) => fields[at] === subject) }
}

function readColumn({ rows }: TextTable, name: string, at: number, file: string): (number | string)[] {
  const texts = rows.map(({ fields }) => fields[at]!)
  const rule = textColumns.has(name) ? undefined : alfColumns[name]
  const refuse = (row: number, accepted: string): never => {
    throw new DataError(
      "impossible-value",
      `${file}, ${place(row, rows[row]!.line)}: ${name} is "${texts[row]}"; accepted is ${accepted}.`,
    )
  }
  if (name === "date") {
    const wrong = texts.findIndex((text) => !isDate(text))
    if (wrong >= 0) refuse(wrong, "a date as YYYY-MM-DD")
  }
  if (textColumns.has(name)) return texts
  const numbers = texts.map(parseNumber)
  if (rule === undefined) return numbers.includes(undefined) ? texts : (numbers as number[])
  return numbers.map((value, row) => (value !== undefined && rule.allows(value) ? value : refuse(row, rule.accepted)))
}

// 81 trials of CSHL_002 in the 2020 release: a left stimulus written as a negative right contrast.
function moveNegativeContrasts(columns: Columns): number {
  const left = columns.contrastLeft as number[]
  const right = columns.contrastRight as number[]
  let moved = 0
  right.forEach((value, row) => {
    if (!(value < 0) || left[row]! > 0) return
    left[row] = -value
    right[row] = Number.NaN
    moved++
  })
  return moved
}

/** The note of a reader that moved negative right contrasts over. */
export function movedNote(moved: number): string {
  const which = moved === 1 ? "contrast was read as a left contrast" : "contrasts were read as left contrasts"
  return `${moved} negative right ${which}.`
}

function refuseImpossiblePairs(columns: Columns, lines: readonly number[], file: string): void {
  const left = columns.contrastLeft as readonly number[]
  const right = columns.contrastRight as readonly number[]
  left.forEach((l, row) => {
    const r = right[row]!
    const none = Number.isNaN(l) && Number.isNaN(r)
    if (!none && !(l > 0 && r !== 0 && !Number.isNaN(r)) && !(r < 0)) return
    throw new DataError(
      "impossible-value",
      `${file}, ${place(row, lines[row])}: contrastLeft is ${written(l)} and contrastRight is ${written(r)}; accepted is a stimulus on exactly one side, nan (or 0) on the other.`,
    )
  })
}

function refuseRepeatedTrials(columns: Columns, lines: readonly number[], file: string): void {
  const { trial, session, date } = columns
  if (trial === undefined) return
  const seen = new Map<string, number>()
  trial.forEach((number, row) => {
    const name = `${date?.[row] ?? ""} ${session?.[row] ?? ""} ${number}`
    const first = seen.get(name)
    if (first !== undefined) {
      const which = [session && `session ${session[row]}`, date && `${date[row]}`].filter(Boolean).join(", ")
      throw new DataError(
        "impossible-value",
        `${file}, ${place(row, lines[row])}: trial is "${number}", which ${which} already has in ${place(first, lines[first])}; accepted is each number once a session.`,
      )
    }
    seen.set(name, row)
  })
}

function written(value: number): string {
  return Number.isNaN(value) ? "nan" : String(value)
}
