import type { ColumnTable } from "arquero"

/** One session of an animal. */
export interface Session {
  /** YYYY-MM-DD, or null where the table has no date. */
  readonly date: string | null
  /** Number of the session; several sessions may share a date. */
  readonly number: number
  /** Rows of the table, in order of time. */
  readonly rows: readonly number[]
}

/** A numeric column as an array, one entry a row; NaN throughout where the table has no such column. */
export function numbers(table: ColumnTable, name: string): readonly number[] {
  if (table.columnNames().includes(name)) return Array.from(table.array(name) as ArrayLike<number>)
  return new Array<number>(table.numRows()).fill(Number.NaN)
}

/**
 * Sessions sorted by date and number, the trials of each by `trial` where the table has it, else as they stand.
 * Where there is no `session` column, each date is a session.
 */
export function sessionsOf(table: ColumnTable): readonly Session[] {
  const names = table.columnNames()
  const dates = names.includes("date") ? Array.from(table.array("date") as ArrayLike<string>) : null
  const session = names.includes("session") ? numbers(table, "session") : null
  const trial = names.includes("trial") ? numbers(table, "trial") : null
  const groups = new Map<string, { date: string | null; number: number; rows: number[] }>()
  for (let row = 0; row < table.numRows(); row++) {
    const date = dates?.[row] ?? null
    const number = session?.[row] ?? 0
    const name = `${date} ${number}`
    const group = groups.get(name) ?? { date, number, rows: [] }
    group.rows.push(row)
    groups.set(name, group)
  }
  const sorted = [...groups.values()].sort((a, b) => compare(a.date ?? "", b.date ?? "") || a.number - b.number)
  if (trial !== null) for (const { rows } of sorted) rows.sort((a, b) => trial[a]! - trial[b]!)
  return sorted
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
