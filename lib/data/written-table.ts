import { randomUUID } from "node:crypto"
import { rename, rm, writeFile } from "node:fs/promises"
import { extname } from "node:path"
import type { ColumnTable } from "arquero"
import { parquetWriteBuffer } from "hyparquet-writer"
import { DataError } from "./data-error.ts"

/** Facts about a table that go into its file where the format has room: the footer of Parquet, the head of JSON; CSV has none. */
export type TableFacts = Readonly<Record<string, unknown>>

type Value = number | string | boolean | null
type Format = (columns: ReadonlyMap<string, readonly Value[]>, facts: TableFacts) => string | Uint8Array

const formats: Readonly<Record<string, Format>> = { ".csv": csv, ".json": json, ".parquet": parquet }

/** The endings that `writeTable` knows. */
export const tableEndings: readonly string[] = Object.freeze(Object.keys(formats))

/**
 * Writes a table of numbers, texts and truth values to a file whose ending says how: `.csv`, `.json` (a record with the facts and `rows`) or
 * `.parquet`. A number that is not finite is written as missing. The file appears whole or not at all.
 * @throws RangeError on another ending, DataError where it cannot be written.
 */
export async function writeTable(table: ColumnTable, path: string, facts: TableFacts = {}): Promise<void> {
  const format = formats[tableEnding(path)]!
  const content = format(columnsOf(table), facts)
  const partial = `${path}.${randomUUID()}.partial`
  try {
    await writeFile(partial, content)
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    throw new DataError("unwritable", `${path} cannot be written: ${(error as Error).message}.`)
  }
}

/**
 * The ending of a path, in lower case.
 * @throws RangeError where it is none that `writeTable` knows.
 */
export function tableEnding(path: string): string {
  const ending = typeof path === "string" ? extname(path).toLowerCase() : ""
  if (Object.hasOwn(formats, ending)) return ending
  throw new RangeError(`path is ${JSON.stringify(path)}; accepted is a path that ends in ${tableEndings.join(", ")}`)
}

function columnsOf(table: ColumnTable): ReadonlyMap<string, readonly Value[]> {
  return new Map(
    table.columnNames().map((name) => [name, Array.from(table.array(name) as ArrayLike<unknown>, writable)] as const),
  )
}

function writable(value: unknown): Value {
  if (typeof value === "number") return Number.isFinite(value) ? value : null
  if (value === null || value === undefined) return null
  return typeof value === "boolean" || typeof value === "string" ? value : String(value)
}

function csv(columns: ReadonlyMap<string, readonly Value[]>): string {
  const names = [...columns.keys()]
  const lines = rowsOf(columns).map((row) => names.map((name) => field(row[name]!)).join(","))
  return `${[names.map(field).join(","), ...lines].join("\n")}\n`
}

/** A field of comma-separated text, in quotes where it must be; empty where there is nothing. */
function field(value: Value): string {
  const text = value === null ? "" : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function json(columns: ReadonlyMap<string, readonly Value[]>, facts: TableFacts): string {
  return `${JSON.stringify({ ...facts, rows: rowsOf(columns) }, plainNumbers)}\n`
}

/** Typed arrays as lists of numbers. */
function plainNumbers(_: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value
}

function parquet(columns: ReadonlyMap<string, readonly Value[]>, facts: TableFacts): Uint8Array {
  const columnData = [...columns].map(([name, data]) => ({ name, data: [...data], type: typeOf(data), nullable: true }))
  const kvMetadata = Object.entries(facts).map(([key, value]) => ({
    key: `deltaw.${key}`,
    value: typeof value === "string" ? value : JSON.stringify(value, plainNumbers),
  }))
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata, createdBy: "deltaw" }))
}

/** The same column has the same type whatever numbers are in it: a number is a double. */
function typeOf(values: readonly Value[]): "DOUBLE" | "BOOLEAN" | "STRING" {
  const first = values.find((value) => value !== null)
  return typeof first === "string" ? "STRING" : typeof first === "boolean" ? "BOOLEAN" : "DOUBLE"
}

function rowsOf(columns: ReadonlyMap<string, readonly Value[]>): Record<string, Value>[] {
  const [first = []] = columns.values()
  return first.map((_, row) => Object.fromEntries([...columns].map(([name, values]) => [name, values[row]!])))
}
