import type { BasicType } from "hyparquet-writer"
import type { Table } from "../arquero-table.ts"
import { toJsonValue } from "../json-value.ts"

interface ParquetColumn {
  readonly name: string
  readonly data: unknown[]
  readonly type: BasicType
}

/** The largest integer of 32 bits. */
const LARGEST_INT32 = 2_147_483_647

/** A table as a Parquet file: integers, numbers, booleans, texts and dates as such, all else as JSON, missing values as nulls. */
export async function tableParquet(table: Table): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer")
  const columnData = table.columnNames().map((name) => columnOf(table, name))
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "deltaw" }))
}

function columnOf(table: Table, name: string): ParquetColumn {
  const values = Array.from({ length: table.numRows() }, (_, row) => table.get(name, row) ?? null)
  const type = typeOf(values)
  if (type === "JSON") return { name, type, data: values.map((value) => (value === null ? null : toJsonValue(value))) }
  if (type === "INT64")
    return { name, type, data: values.map((value) => (value === null ? null : BigInt(value as bigint))) }
  return { name, type, data: values }
}

function typeOf(values: readonly unknown[]): BasicType {
  const there = values.filter((value) => value !== null)
  const all = (kind: (value: unknown) => boolean) => there.every(kind)
  if (all((value) => typeof value === "boolean") && there.length > 0) return "BOOLEAN"
  if (all((value) => typeof value === "number") && there.length > 0) return numberType(there as number[])
  if (all((value) => typeof value === "bigint") && there.length > 0) return "INT64"
  if (all((value) => value instanceof Date) && there.length > 0) return "TIMESTAMP"
  return all((value) => typeof value === "string") ? "STRING" : "JSON"
}

function numberType(numbers: readonly number[]): BasicType {
  if (!numbers.every((number) => Number.isSafeInteger(number) && !Object.is(number, -0))) return "DOUBLE"
  return numbers.every((number) => Math.abs(number) <= LARGEST_INT32) ? "INT32" : "INT64"
}
