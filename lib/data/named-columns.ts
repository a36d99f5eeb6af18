import { parseNumber } from "./alf-columns.ts"
import type { TextTable } from "./comma-separated.ts"

/** What stands in a column: numbers (NaN where missing) or texts (empty where missing). */
export type ColumnValues = ArrayLike<number> | readonly string[]

/** Columns of a file by name, before it is known which of them are trials; they may differ in length. */
export interface NamedColumns {
  readonly columns: ReadonlyMap<string, ColumnValues>
  /** Line of each row in a file of text, counted from 1. */
  readonly lines?: readonly number[]
  /** Date of the only session, where the file holds one session and says when it was. */
  readonly date?: string
  /** Animal the file says it is of. */
  readonly subject?: string
}

/** The columns of a comma-separated file: numbers where every field is one or empty, texts elsewhere. */
export function namedColumns({ header, rows }: TextTable): NamedColumns {
  const columns = new Map<string, ColumnValues>()
  header.forEach((name, at) => {
    const texts = rows.map(({ fields }) => fields[at]!)
    const numbers = texts.map(parseNumber)
    columns.set(name, numbers.includes(undefined) ? texts : (numbers as number[]))
  })
  return { columns, lines: rows.map(({ line }) => line) }
}

/** Where a trial stands: counted from 1 without the header, and its line in a file of text. */
export function place(row: number, line?: number): string {
  return line === undefined || line === 0 ? `row ${row + 1}` : `row ${row + 1} (line ${line})`
}
