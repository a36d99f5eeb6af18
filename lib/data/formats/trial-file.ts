import { Buffer } from "node:buffer"
import { readCommaSeparated } from "../comma-separated.ts"
import { DataError } from "../data-error.ts"
import { type NamedColumns, namedColumns } from "../named-columns.ts"
import { type ArrayGroup, findTable, readColumns } from "./array-group.ts"
import { isHdf5, readHdf5 } from "./hdf5.ts"
import { isMatlab, readMatlab } from "./matlab.ts"
import { matlabGroup } from "./matlab-table.ts"
import { isNpy } from "./npy-header.ts"
import { npzArrays, readNpyObjects } from "./npz.ts"
import { parquetColumns, readParquet } from "./parquet.ts"
import { readPickle } from "./pickle/pickle.ts"
import { npzGroup, pickleGroup } from "./python-table.ts"
import { isZip } from "./zip.ts"

/** Kinds of file that can hold trials. */
export type FileKind = "text" | "parquet" | "npy" | "npz" | "pickle" | "matlab" | "hdf5"

/** What is known of a file beside its bytes. */
export interface TrialFileOptions {
  /** Name in messages; its ending tells nothing but an old pickle from text. */
  readonly file: string
  /** Path of the table in a file that holds several. */
  readonly table?: string
  /** Columns that will be needed, of those there are; all of them without it. */
  readonly needed?: (found: readonly string[]) => readonly string[]
}

/**
 * The kind of a file by its first bytes.
 * @throws DataError where it is none that can be read
 */
export function kindOf(bytes: Uint8Array, file: string): FileKind {
  const starts = (...begin: number[]): boolean => begin.every((byte, i) => bytes[i] === byte)
  if (starts(0x50, 0x41, 0x52, 0x31)) return "parquet"
  if (isNpy(bytes)) return "npy"
  if (isZip(bytes)) return "npz"
  if (isHdf5(bytes)) return "hdf5"
  if (isMatlab(bytes)) return "matlab"
  if (starts(0x80) && bytes[1]! >= 2 && bytes[1]! <= 5) return "pickle"
  if (/\.(?:pkl|pickle)$/i.test(file)) return "pickle"
  if (!bytes.subarray(0, 65_536).includes(0)) return "text"
  const packed = starts(0x1f, 0x8b) ? " It is packed by gzip; unpack it first." : ""
  const old = /\.mat$/i.test(file) ? " A file of MATLAB's version 4 must be saved again, with -v7." : ""
  throw new DataError(
    "malformed",
    `${file} is of no kind that can be read; accepted are comma-separated text, Parquet, NPY, NPZ, pickle, MATLAB (version 5 and 7.3), HDF5 and NWB.${packed}${old}`,
  )
}

/**
 * The columns of a file of trials, whatever its kind.
 * @throws DataError where the file is of no known kind, is damaged, or it is not clear which of its tables is meant
 */
export async function readTrialFile(bytes: Uint8Array, options: TrialFileOptions): Promise<NamedColumns> {
  const { file, table } = options
  const kind = kindOf(bytes, file)
  if (table !== undefined && (kind === "text" || kind === "parquet")) {
    throw new RangeError(`The option table is ${JSON.stringify(table)}, but ${file} is one table.`)
  }
  if (kind === "text") return namedColumns(readCommaSeparated(textOf(bytes, file), file))
  if (kind === "parquet") return fromParquet(bytes, options)
  if (kind === "hdf5") return readHdf5(bytes, file, table === undefined ? {} : { table })
  return { columns: readColumns(findTable(groupOf(kind, bytes, file), file, table), options.needed) }
}

function groupOf(kind: "npy" | "npz" | "pickle" | "matlab", bytes: Uint8Array, file: string): ArrayGroup {
  if (kind === "matlab") return matlabVariables(bytes, file)
  if (kind === "npz") return npzGroup(npzArrays(bytes, { file }))
  if (kind === "pickle") return pickleGroup(readPickle(bytes, { file }))
  const array = readNpyObjects(bytes, { file })
  if (array.shape.length === 0 && !(array.values instanceof Float64Array)) return pickleGroup(array.values[0]!)
  throw new DataError(
    "missing-columns",
    `${file} holds one array of shape (${array.shape.join(", ")}) without names; accepted are arrays by name, as in an NPZ file.`,
  )
}

function matlabVariables(bytes: Uint8Array, file: string): ArrayGroup {
  const variables = readMatlab(bytes, file)
  const group = matlabGroup(variables)
  const other = [...variables].find(([, value]) => value.kind === "other")
  if (other === undefined || group.columns.size + group.groups.size > 0) return group
  const [name, value] = other
  const what = value.kind === "other" ? value.what : ""
  throw new DataError(
    "malformed",
    `${file}: ${name} is ${what}; accepted are vectors, cells and structs. A table is saved as one by S = table2struct(T, "ToScalar", true).`,
  )
}

async function fromParquet(bytes: Uint8Array, { file, needed }: TrialFileOptions): Promise<NamedColumns> {
  const found = await parquetColumns(bytes, file)
  const read = await readParquet(bytes, { file, ...(needed === undefined ? {} : { columns: needed(found) }) })
  const columns = new Map(found.map((name) => [name, new Float64Array(0) as ArrayLike<number> | readonly string[]]))
  for (const name of read.columnNames()) columns.set(name, read.array(name) as ArrayLike<number> | readonly string[])
  return { columns }
}

/**
 * Text of a file, which must be UTF-8.
 * @throws DataError where it is not
 */
export function textOf(bytes: Uint8Array, file: string): string {
  const text = Buffer.from(bytes).toString("utf8")
  if (!text.includes("\uFFFD")) return text
  const line = text.slice(0, text.indexOf("\uFFFD")).split("\n").length
  throw new DataError("malformed", `${file}, line ${line} is not text in UTF-8; save it so.`)
}
