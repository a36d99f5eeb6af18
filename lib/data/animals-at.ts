import { readdir, stat } from "node:fs/promises"
import { extname, join } from "node:path"
import { refuseUnknownKeys } from "../numerics/options.ts"
import type { Animal } from "./animal.ts"
import { type FromFileOptions, fromFile } from "./animal-files.ts"
import { DataError } from "./data-error.ts"
import { allFromAlf, fromAlf } from "./ibl/from-alf.ts"
import type { RevisionChoice } from "./ibl/revisions.ts"

/** Options of `animals.at`. */
export interface AnimalsAtOptions extends FromFileOptions, RevisionChoice {}

/** Kinds of files that hold trials. */
const kinds = new Set([
  ".csv",
  ".tsv",
  ".txt",
  ".pqt",
  ".parquet",
  ".npy",
  ".npz",
  ".pkl",
  ".mat",
  ".h5",
  ".hdf5",
  ".nwb",
])

/**
 * All animals at a path, each by itself: of a file, of a folder in the layout of the International Brain Laboratory, or of a folder of files with an
 * animal each.
 * @throws DataError where there is nothing, or what is there is refused
 */
export async function animalsAt(path: string, options: AnimalsAtOptions = {}): Promise<readonly Animal[]> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw new DataError("not-found", `There is no file or folder ${path}.`)
  const { revision, collection, ...file } = options
  if (!found.isDirectory()) return [await fromFile(path, file)]
  const files = await trialFiles(path)
  if (files.length === 0) return fromLayout(path, options)
  return Promise.all(files.map((one) => fromFile(join(path, one), file)))
}

/** Of a folder in the ALF layout only some options mean anything. */
async function fromLayout(path: string, options: AnimalsAtOptions): Promise<readonly Animal[]> {
  const allowed = ["subject", "name", "licence", "citation", "revision", "collection"]
  refuseUnknownKeys("animals.at, of a folder in the ALF layout", options, allowed)
  const { subject, name, ...rest } = options
  if (subject === undefined && name === undefined) return allFromAlf(path, rest)
  return [
    await fromAlf(path, { ...rest, ...(subject !== undefined && { subject }), ...(name !== undefined && { name }) }),
  ]
}

/** Files of trials right in a folder; names as the laboratory writes them belong to its layout. */
async function trialFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder)
  return names
    .filter((name) => kinds.has(extname(name).toLowerCase()) && !name.startsWith("_ibl_") && !name.startsWith("."))
    .sort()
}
