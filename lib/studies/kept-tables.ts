import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type ColumnTable, fromCSV } from "arquero"

/** Tables of results by name. */
export type NamedTables = Readonly<Record<string, ColumnTable>>

/** Writes tables as comma-separated text, one file a table, named after it; numbers keep six significant digits. */
export function keepTables(tables: NamedTables, folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, one] of Object.entries(tables)) writeFileSync(join(folder, `${name}.csv`), textOf(one))
}

function textOf(one: ColumnTable): string {
  const format = Object.fromEntries(one.columnNames().map((name) => [name, short]))
  return `${one.toCSV({ format })}\n`
}

function short(value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value
}

/**
 * Reads tables that `keepTables` wrote.
 * @throws where one of them is not there.
 */
export function keptTables<Name extends string>(names: readonly Name[], folder: string): Record<Name, ColumnTable> {
  const read = (name: Name) => {
    const text = readFileSync(join(folder, `${name}.csv`), "utf8").trimEnd()
    // All rows tell the type of a column: where the first thousand are empty, numbers would be read as true and false.
    return fromCSV(text, { autoMax: text.split("\n").length })
  }
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<Name, ColumnTable>
}
