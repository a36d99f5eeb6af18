import { readFile, stat } from "node:fs/promises"
import type { ColumnTable } from "arquero"
import { requiredColumns } from "../alf-columns.ts"
import { DataError } from "../data-error.ts"
import { readNpy } from "../formats/npy.ts"
import { readParquet } from "../formats/parquet.ts"
import { alfName } from "./alf-names.ts"
import type { AlfTrialsFile } from "./alf-sessions.ts"

/** Columns of trials by ALF name, one entry a trial. */
export type TrialColumns = Record<string, ArrayLike<number | string>>

/** Trials of one session as they stand in its files. */
export interface TrialsObject {
  readonly columns: TrialColumns
  /** Required columns that are in none of the files; none of them can be read then. */
  readonly missing: readonly string[]
}

const largestFile = 256 * 1024 * 1024

/**
 * Reads the trials object of a session, from arrays (n, n × 1 or n × 2 values), from a table, or from both.
 * @param what the session, for messages
 * @throws DataError where arrays are of unequal length, with the length of each, or a file cannot be read
 */
export async function readTrialsObject(what: string, files: readonly AlfTrialsFile[]): Promise<TrialsObject> {
  const columns: TrialColumns = {}
  const tables = files.filter(({ name }) => name.endsWith(".pqt"))
  const revisions = [...new Set(files.map(({ revision }) => revision))].sort()
  // Later ones stand in the place of earlier ones: a revision of its predecessor, a table of the arrays it was made from.
  for (const revision of revisions) {
    const own = files.filter((file) => file.revision === revision)
    for (const file of own) if (file.name.endsWith(".npy")) Object.assign(columns, await readArray(file))
    for (const { path } of own.filter((file) => tables.includes(file))) {
      Object.assign(columns, columnsOf(await readParquet(await bytesOf(path), { file: path })))
    }
  }
  refuseUnequalLengths(what, columns)
  return { columns, missing: requiredColumns.filter((name) => !(name in columns)) }
}

/** Columns of a table by name. */
export function columnsOf(table: ColumnTable): TrialColumns {
  return Object.fromEntries(table.columnNames().map((name) => [name, table.array(name) as ArrayLike<number | string>]))
}

/** The bytes of a file. @throws DataError where it is too large to be trials, or cannot be read */
export async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size <= largestFile) return await readFile(path)
    throw new DataError("malformed", `${path} has ${size} bytes; accepted are at most ${largestFile}.`)
  } catch (error) {
    if (error instanceof DataError) throw error
    throw new DataError("malformed", `${path} cannot be read: ${(error as Error).message}.`)
  }
}

async function readArray({ path, name }: AlfTrialsFile): Promise<TrialColumns> {
  const { attribute } = alfName(name)!
  const { shape, values } = readNpy(await bytesOf(path), { file: path })
  const [rows = 0, width = 1, ...more] = shape
  if (shape.length >= 1 && more.length === 0 && width === 1) return { [attribute]: values }
  if (shape.length === 2 && width === 2) {
    const column = (side: number) => Array.from({ length: rows }, (_, row) => values[2 * row + side]!)
    return { [`${attribute}_0`]: column(0), [`${attribute}_1`]: column(1) }
  }
  throw new DataError(
    "malformed",
    `${path} has the shape (${shape.join(", ")}); accepted are n, n × 1 and n × 2 values, n the number of trials.`,
  )
}

function refuseUnequalLengths(what: string, columns: TrialColumns): void {
  const lengths = Object.entries(columns).map(([name, { length }]) => [name, length] as const)
  if (new Set(lengths.map(([, length]) => length)).size <= 1) return
  const shown = lengths.map(([name, length]) => `${name} ${length}`).join(", ")
  throw new DataError("malformed", `${what}: arrays of trials are of unequal length: ${shown}.`)
}
