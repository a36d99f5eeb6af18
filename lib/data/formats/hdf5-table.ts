import { DataError } from "../data-error.ts"
import type { ColumnValues, NamedColumns } from "../named-columns.ts"
import { type ArrayGroup, findTable, type LazyColumn, readColumns } from "./array-group.ts"
import {
  type Hdf5Dataset,
  type Hdf5File,
  type Hdf5Group,
  type Hdf5Library,
  type Hdf5Reference,
  hdf5Library,
} from "./hdf5-library.ts"

/** Longest vector that is read. */
const mostElements = 2 ** 25

/**
 * Reads a table of trials from the bytes of an HDF5 file in this thread, which a damaged file may keep busy for ever; see `readHdf5`.
 * @param table path of the group; see `findTable`
 * @throws DataError where the file is damaged or the table is not found
 */
export async function readHdf5Here(bytes: Uint8Array, file: string, table?: string): Promise<NamedColumns> {
  const library = await hdf5Library()
  const module = await library.ready
  const { FS } = module
  // Without it the library prints its errors and goes on.
  module.activate_throwing_error_handler()
  const path = "/trials.h5"
  let opened: Hdf5File | undefined
  // The file lies in the library's own memory, from where no other file can be reached.
  try {
    FS.writeFile(path, bytes)
    opened = new library.File(path, "r")
    const root = groupOf(opened, { file: opened, library })
    const columns = readColumns(findTable(root, file, table))
    return { columns, ...sessionOf(opened, library) }
  } catch (error) {
    if (error instanceof DataError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new DataError("malformed", `${file} cannot be read as an HDF5 file: ${reason}.`)
  } finally {
    opened?.close()
    FS.unlink(path)
  }
}

interface Opened {
  readonly file: Hdf5File
  readonly library: Hdf5Library
}

function groupOf(group: Hdf5Group, opened: Opened): ArrayGroup {
  const columns = new Map<string, LazyColumn>()
  const groups = new Map<string, () => ArrayGroup>()
  for (const name of group.keys()) {
    if (name.startsWith("#")) continue
    const entity = group.get(name)
    if (entity instanceof opened.library.Group) groups.set(name, () => groupOf(entity, opened))
    else if (entity instanceof opened.library.Dataset) {
      const length = vectorLength(entity.shape)
      if (length !== null && length <= mostElements) columns.set(name, { length, read: () => valuesOf(entity, opened) })
    }
  }
  return { columns, groups }
}

/** Elements of a vector, also of one that is a matrix of one row or column; null for matrices. */
function vectorLength(shape: readonly number[] | null): number | null {
  if (shape === null) return null
  const long = shape.filter((length) => length !== 1)
  return long.length <= 1 ? (long[0] ?? 1) : null
}

function valuesOf(dataset: Hdf5Dataset, { file, library }: Opened): ColumnValues {
  if (matlabClass(dataset) === "char") return [characters(dataset.value)]
  const value = dataset.value
  const items: readonly unknown[] =
    Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<unknown>) : [value]
  const flat = items.map((item) => (item instanceof library.Reference ? referred(file, item, library) : item))
  return flat.some((item) => typeof item === "string" || inexact(item)) ? flat.map(asText) : flat.map(asNumber)
}

/** What a cell of MATLAB holds: a text or a number. */
function referred(file: Hdf5File, reference: Hdf5Reference, library: Hdf5Library): unknown {
  const entity: unknown = file.dereference(reference)
  if (!(entity instanceof library.Dataset) || vectorLength(entity.shape) === null) return Number.NaN
  if (matlabClass(entity) === "char") return isEmpty(entity) ? "" : characters(entity.value)
  if (isEmpty(entity) || vectorLength(entity.shape) !== 1) return Number.NaN
  const { value } = entity
  return ArrayBuffer.isView(value) ? (value as unknown as ArrayLike<unknown>)[0] : value
}

function matlabClass(dataset: Hdf5Dataset): string | null {
  const value = Object.hasOwn(dataset.attrs, "MATLAB_class") ? dataset.attrs.MATLAB_class!.value : null
  return typeof value === "string" ? value : null
}

function isEmpty(dataset: Hdf5Dataset): boolean {
  return Object.hasOwn(dataset.attrs, "MATLAB_empty")
}

function characters(codes: unknown): string {
  return ArrayBuffer.isView(codes)
    ? Array.from(codes as unknown as ArrayLike<number>, (code) => String.fromCharCode(code)).join("")
    : ""
}

function inexact(item: unknown): boolean {
  return typeof item === "bigint" && !Number.isSafeInteger(Number(item))
}

function asText(item: unknown): string {
  return item === null || item === undefined || (typeof item === "number" && Number.isNaN(item)) ? "" : String(item)
}

function asNumber(item: unknown): number {
  return typeof item === "number" || typeof item === "bigint" || typeof item === "boolean" ? Number(item) : Number.NaN
}

/** Date and animal of a file of Neurodata Without Borders, which holds one session. */
function sessionOf(opened: Hdf5File, library: Hdf5Library): Pick<NamedColumns, "date" | "subject"> {
  const textAt = (path: string): string | null => {
    const [parent, name] = path.includes("/")
      ? [opened.get(path.slice(0, path.lastIndexOf("/"))), path]
      : [opened, path]
    if (!(parent instanceof library.Group) || !parent.keys().includes(name.split("/").at(-1)!)) return null
    const entity = opened.get(path)
    const value = entity instanceof library.Dataset ? entity.value : null
    return typeof value === "string" ? value : null
  }
  const date = textAt("session_start_time")?.slice(0, 10)
  const subject = textAt("general/subject/subject_id")
  return { ...(date == null ? {} : { date }), ...(subject === null ? {} : { subject }) }
}
