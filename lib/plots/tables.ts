import type { ColumnTable } from "arquero"

/** A table, or a result that holds one. */
export type Tabled = ColumnTable | { readonly table: ColumnTable }

/** A row of a table with the columns that a figure asked for. */
export type Row = Readonly<Record<string, unknown>>

/**
 * The table of a result, checked for the columns that a figure draws.
 * @throws TypeError where columns are missing, with those there are; RangeError where it has no rows.
 */
export function tableOf(caller: string, source: string, tabled: Tabled, columns: readonly string[]): ColumnTable {
  const held = typeof tabled === "object" && tabled !== null && "table" in tabled ? tabled.table : tabled
  const table = held as Partial<ColumnTable> | undefined
  if (typeof table?.columnNames !== "function") {
    throw new TypeError(`${caller} draws the table of ${source}, got ${String(tabled)} (did you forget an await?)`)
  }
  const names = table.columnNames()
  const missing = columns.filter((name) => !names.includes(name))
  if (missing.length > 0) {
    throw new TypeError(
      `${caller} draws the table of ${source}; this one lacks ${missing.join(", ")} and has ${names.join(", ")}`,
    )
  }
  if (held.numRows() === 0) throw new RangeError(`${caller}: the table of ${source} has no rows`)
  return held
}

/** Rows of a table, in its order, filters applied. */
export function rowsOf(table: ColumnTable): readonly Row[] {
  return table.objects() as Row[]
}

/** Numbers of a column, to five significant digits (what a figure can show), null where there is none. */
export function numbersOf(rows: readonly Row[], name: string): readonly (number | null)[] {
  return rows.map((row) => {
    const value = row[name]
    return typeof value === "number" && Number.isFinite(value) ? rounded(value) : null
  })
}

/** Texts of a column. */
export function textsOf(rows: readonly Row[], name: string): readonly string[] {
  return rows.map((row) => String(row[name]))
}

/** True where any row says it is synthetic. */
export function anySynthetic(rows: readonly Row[]): boolean {
  return rows.some((row) => row.synthetic === true)
}

/** Different values of a text column, in order of appearance. */
export function distinct(rows: readonly Row[], name: string): readonly string[] {
  return [...new Set(textsOf(rows, name))]
}

/** Distances from values to the ends of their intervals, as Plotly draws error bars; null where there is no interval. */
export function errorBars(rows: readonly Row[], value: string, low: string, high: string): Row {
  const gap = (from: string, to: string) => {
    const ends = [numbersOf(rows, from), numbersOf(rows, to)] as const
    return ends[0].map((start, i) =>
      start === null || ends[1][i] == null ? null : rounded(Math.max(0, ends[1][i] - start)),
    )
  }
  return {
    type: "data",
    symmetric: false,
    array: gap(value, high),
    arrayminus: gap(low, value),
    thickness: 1.2,
    width: 3,
  }
}

/** A number to five significant digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(5))
}
