import { DataError } from "./data-error.ts"

/** One record of a comma-separated file; `line` is where it starts, counted from 1 with the header. */
export interface TextRow {
  readonly line: number
  readonly fields: readonly string[]
}

/** A comma-separated file, still as text. */
export interface TextTable {
  readonly header: readonly string[]
  readonly rows: readonly TextRow[]
}

/** A quoted or bare field and what ends it: the separator, a line end, or the end of the text. */
const fieldAndEnd = {
  ",": /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|\r|$)/y,
  ";": /("(?:[^"]|"")*"|[^";\r\n]*)(;|\r\n|\n|\r|$)/y,
  "\t": /("(?:[^"]|"")*"|[^"\t\r\n]*)(\t|\r\n|\n|\r|$)/y,
}

type Separator = keyof typeof fieldAndEnd

/** What separates fields: a comma, unless the header has none but semicolons or tabs. */
function separatorOf(text: string): Separator {
  const header = text.slice(0, text.search(/[\r\n]|$/))
  if (header.includes(",")) return ","
  if (header.includes(";")) return ";"
  return header.includes("\t") ? "\t" : ","
}

/**
 * Reads comma-separated text (RFC 4180; blank lines are skipped; semicolons or tabs where the header has no comma) and
 * refuses whatever is not whole.
 * arquero's reader is not used here: it drops surplus fields, fills missing ones and keeps no line numbers.
 * @param file name for messages
 * @throws DataError where the text is empty, cut off, or has a line with too few or too many fields
 */
export function readCommaSeparated(text: string, file: string): TextTable {
  const content = text.startsWith("\uFEFF") ? text.slice(1) : text
  const [first, ...rows] = records(content, file)
  if (first === undefined) throw new DataError("empty", `${file} is empty: a header line and trials were expected.`)
  const header = first.fields.map((name) => name.trim())
  if (!/[\r\n]$/.test(content)) refuseCut(header.length, [first, ...rows].at(-1)!, file)
  for (const row of rows) {
    if (row.fields.length === header.length) continue
    const few = row.fields.length < header.length
    const fault = few && row === rows.at(-1) ? "truncated" : "malformed"
    throw new DataError(
      fault,
      `${file}, line ${row.line} has ${row.fields.length} ${row.fields.length === 1 ? "field" : "fields"}, but the header names ${header.length} columns` +
        `${fault === "truncated" ? "; it is the last line, so the file looks truncated" : ""}: ${quote(row)}.`,
    )
  }
  if (rows.length === 0) {
    throw new DataError("empty", `${file} has a header (${header.join(", ")}) but no trials below it.`)
  }
  return { header, rows }
}

function records(text: string, file: string): TextRow[] {
  const found: TextRow[] = []
  const separator = separatorOf(text)
  const pattern = fieldAndEnd[separator]
  let fields: string[] = []
  let line = 1
  let start = 1
  for (let at = 0; at <= text.length; ) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) {
      throw new DataError(
        "malformed",
        `${file}, line ${line}: a quoted field is not closed, or text follows its closing quote.`,
      )
    }
    const [whole, field, end] = match as unknown as [string, string, string]
    fields.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field)
    at += whole.length
    line += field.startsWith('"') ? (field.match(/\r\n|\n|\r/g)?.length ?? 0) : 0
    if (end === separator) continue
    if (fields.length > 1 || fields[0]!.trim() !== "") found.push({ line: start, fields })
    fields = []
    line++
    start = line
    if (end === "") break
  }
  return found
}

function refuseCut(columns: number, last: TextRow, file: string): never {
  const whole = last.fields.length === columns
  throw new DataError(
    "truncated",
    `${file} stops in the middle of line ${last.line} (${quote(last)}), so it looks truncated: ` +
      (whole
        ? "every line of a table ends with a line end, the last one too. If the file is whole, add one."
        : `the line has ${last.fields.length} of ${columns} fields.`),
  )
}

function quote(row: TextRow): string {
  const text = row.fields.join(",")
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`
}
