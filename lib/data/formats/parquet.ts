import { brotliDecompressSync, gunzipSync } from "node:zlib"
import { type ColumnTable, table } from "arquero"
import { type Compressors, type FileMetaData, parquetMetadata, parquetScan, parquetSchema } from "hyparquet"
import { compressors } from "hyparquet-compressors"
import { DataError } from "../data-error.ts"
import { exactNumber } from "./elements.ts"
import { walkThrift } from "./thrift-check.ts"

/** Options of `readParquet`. */
export interface ParquetOptions {
  /** Name of the file in messages. */
  readonly file: string
  /** Columns to read; without it all that hold one value a row. */
  readonly columns?: readonly string[]
  /** How integers of 64 bits are given: as numbers where they are exact (without it), or as decimal texts, such as halves of ids. */
  readonly integers?: "numbers" | "texts"
}

/** Caps on what a file may claim before anything is allocated for it. */
const mostRows = 2 ** 25
const mostPageBytes = 2 ** 29

/** Columns that pandas adds for an index without a name. */
const namelessIndex = /^__index_level_\d+__$/

const millisecondsOfDay = 86_400_000
const parsers = { dateFromDays: (days: number) => new Date(days * millisecondsOfDay).toISOString().slice(0, 10) }

/** Node's own where it has them: the Brotli of hyparquet-compressors 1.1.2 can run for ever on damaged bytes. */
const decompressors: Compressors = {
  ...compressors,
  GZIP: (input, outputLength) => gunzipSync(input, { maxOutputLength: outputLength }),
  BROTLI: (input, outputLength) => brotliDecompressSync(input, { maxOutputLength: outputLength }),
}

const capped = Object.fromEntries(
  Object.entries(decompressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, outputLength: number) => {
      if (outputLength > mostPageBytes) throw new RangeError(`a page claims ${outputLength} bytes`)
      // LZ4 of hyparquet-compressors 1.1.2 fails on pages of missing values alone: "lz4 offset out of range 0".
      return outputLength === 0 ? new Uint8Array(0) : decompress(input, outputLength)
    },
  ]),
)

/**
 * Reads a table from the bytes of a Parquet file: one entry a row; numbers (integers exactly, booleans as 0 and 1, missing
 * ones NaN) or texts (missing ones empty, dates as YYYY-MM-DD, times as ISO 8601). Index columns of pandas without a name are left out.
 * @throws DataError where the file is damaged, a column asked for is not there, holds lists or records, or an integer beyond 2^53
 */
export async function readParquet(bytes: Uint8Array, options: ParquetOptions): Promise<ColumnTable> {
  const { file } = options
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  const metadata = await damaged(file, () => checkedMetadata(bytes, buffer))
  const columns = columnsOf(metadata, options)
  await damaged(file, () => walkPages(bytes, metadata))
  const rows = Number(metadata.num_rows)
  if (!(rows >= 0 && rows <= mostRows)) {
    throw new DataError("malformed", `${file} claims ${metadata.num_rows} rows; accepted are up to ${mostRows}.`)
  }
  const { ranges, readColumn } = await damaged(file, () =>
    parquetScan({ file: buffer, metadata, columns: [...columns], compressors: capped, parsers, useOffsetIndex: false }),
  )
  const textual = textColumnsOf(metadata)
  const read: Record<string, Float64Array | string[]> = {}
  for (const name of columns) {
    const values: unknown[] = []
    for (const range of ranges) {
      const piece: ArrayLike<unknown> = await damaged(file, () => readColumn({ column: name, ...range }))
      for (let row = 0; row < piece.length; row += 1) values.push(piece[row])
    }
    if (values.length !== rows) {
      throw new DataError("truncated", `${file} claims ${rows} rows but holds ${values.length} of ${name}.`)
    }
    const given = options.integers === "texts" ? values.map(bigAsText) : values
    read[name] = flat(given, name, file, textual.has(name))
  }
  return table(read)
}

/** The footer, walked over before it is believed. */
function checkedMetadata(bytes: Uint8Array, buffer: ArrayBuffer): FileMetaData {
  if (bytes.length < 12) throw new RangeError("it is too short")
  const length = new DataView(buffer).getUint32(bytes.length - 8, true)
  if (length > bytes.length - 12) throw new RangeError("its footer is longer than the file")
  walkThrift(bytes.subarray(0, bytes.length - 8), bytes.length - 8 - length)
  // Its search for maps believes the schema's number of columns before that is checked.
  const metadata = parquetMetadata(buffer, { geoparquet: false })
  parquetSchema(metadata)
  return metadata
}

/** Walks over the headers of all pages. */
function walkPages(bytes: Uint8Array, metadata: FileMetaData): void {
  for (const { columns } of metadata.row_groups)
    for (const { meta_data: column } of columns) {
      if (column === undefined) continue
      const offsets = [column.data_page_offset, column.dictionary_page_offset].map(Number)
      let at = Math.min(...offsets.filter((offset) => offset > 0))
      const end = at + Number(column.total_compressed_size)
      while (at < Math.min(end, bytes.length)) {
        const { end: next, thirdField } = walkThrift(bytes, at)
        at = next + thirdField
      }
    }
}

/**
 * Names of the columns of a Parquet file, nested ones too.
 * @throws DataError where the file is damaged
 */
export async function parquetColumns(bytes: Uint8Array, file: string): Promise<readonly string[]> {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  const metadata = await damaged(file, () => checkedMetadata(bytes, buffer))
  return parquetSchema(metadata).children.map(({ element }) => element.name)
}

function columnsOf(metadata: FileMetaData, { file, columns }: ParquetOptions): readonly string[] {
  const found = parquetSchema(metadata).children
  const names = found.map(({ element }) => element.name)
  if (columns !== undefined) {
    const missing = columns.filter((name) => !names.includes(name))
    if (missing.length > 0) {
      throw new DataError(
        "missing-columns",
        `${file} lacks the ${missing.length === 1 ? "column" : "columns"} ${missing.join(", ")}; found were ${names.join(", ")}.`,
      )
    }
    const nested = found.find(({ element, children }) => columns.includes(element.name) && children.length > 0)
    if (nested === undefined) return columns
    throw new DataError(
      "malformed",
      `${file}: column ${nested.element.name} holds lists or records; accepted is one value a row.`,
    )
  }
  return found
    .filter(
      ({ element, children }) =>
        children.length === 0 && element.repetition_type !== "REPEATED" && !namelessIndex.test(element.name),
    )
    .map(({ element }) => element.name)
}

/** Columns that are texts even where every one of them is missing. */
function textColumnsOf(metadata: FileMetaData): ReadonlySet<string> {
  const texts = parquetSchema(metadata).children.filter(
    ({ element }) => element.converted_type === "UTF8" || element.logical_type?.type === "STRING",
  )
  return new Set(texts.map(({ element }) => element.name))
}

function flat(values: readonly unknown[], name: string, file: string, textual: boolean): Float64Array | string[] {
  const sample = values.find((value) => value !== null && value !== undefined)
  const isText = (textual && sample === undefined) || typeof sample === "string" || sample instanceof Date
  return isText
    ? values.map((value, row) => text(value, row, name, file))
    : Float64Array.from(values, (value, row) => number(value, row, name, file))
}

function bigAsText(value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value
}

function number(value: unknown, row: number, name: string, file: string): number {
  if (typeof value === "number") return value
  if (value === null || value === undefined) return Number.NaN
  if (typeof value === "bigint") return exactNumber(value, row, { file, field: `column ${name}` })
  if (typeof value === "boolean") return value ? 1 : 0
  return refuse(value, row, name, file, "a number, as in the rows before")
}

function text(value: unknown, row: number, name: string, file: string): string {
  if (typeof value === "string") return value
  if (value === null || value === undefined) return ""
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
  return refuse(value, row, name, file, "a text or a time, as in the rows before")
}

function refuse(value: unknown, row: number, name: string, file: string, accepted: string): never {
  const kind = value instanceof Uint8Array ? `${value.length} bytes` : String(value).slice(0, 60)
  throw new DataError("impossible-value", `${file}, row ${row + 1}: ${name} is ${kind}; accepted is ${accepted}.`)
}

async function damaged<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw new DataError(
      "malformed",
      `${file} cannot be read as a Parquet file: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}
