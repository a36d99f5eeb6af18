import { URL } from "node:url"
import { Worker } from "node:worker_threads"
import { DataError, type DataFault } from "../data-error.ts"
import type { NamedColumns } from "../named-columns.ts"

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
/** What the thread answers. */
export type Hdf5Answer =
  | { readonly columns: NamedColumns }
  | { readonly fault: DataFault; readonly message: string }
  | { readonly error: string }

/** What the thread is asked. */
export interface Hdf5Question {
  readonly bytes: Uint8Array
  readonly file: string
  readonly table: string | undefined
}

/** Options of `readHdf5`. */
export interface Hdf5Options {
  /** Path of the group; see `findTable`. */
  readonly table?: string
  /** How long the library may work on it. */
  readonly patienceMs?: number
}

/** Whether bytes hold an HDF5 file: its signature stands at the start, or behind a block of 512 bytes or a power of two more. */
export function isHdf5(bytes: Uint8Array): boolean {
  for (let at = 0; at + 8 <= bytes.length; at = at === 0 ? 512 : 2 * at)
    if (signature.every((byte, i) => bytes[at + i] === byte)) return true
  return false
}

/**
 * Reads a table of trials from the bytes of an HDF5 file: one of MATLAB (version 7.3), of Neurodata Without Borders, or any
 * other with vectors of one length in a group. Links to other files are not followed. Integers beyond 2^53 come as texts.
 * It works in a thread of its own, because a damaged file can keep the HDF5 library busy for ever.
 * @throws DataError where the file is damaged, the table is not found, or it took longer than `patienceMs`
 */
export function readHdf5(bytes: Uint8Array, file: string, options: Hdf5Options = {}): Promise<NamedColumns> {
  const { table, patienceMs = 120_000 } = options
  const question: Hdf5Question = { bytes: Uint8Array.from(bytes), file, table }
  const worker = new Worker(new URL("./hdf5-worker.js", import.meta.url), { workerData: question, execArgv: [] })
  return new Promise<NamedColumns>((resolve, reject) => {
    const refuse = (fault: DataFault, message: string): void => reject(new DataError(fault, message))
    const timer = setTimeout(() => {
      refuse("malformed", `${file} kept the HDF5 library busy for ${patienceMs / 1000} s, so it looks damaged.`)
    }, patienceMs)
    worker.once("message", (answer: Hdf5Answer) => {
      if ("columns" in answer) resolve(answer.columns)
      else if ("fault" in answer) refuse(answer.fault, answer.message)
      else reject(new Error(answer.error))
    })
    worker.once("error", (error) => refuse("malformed", `${file} cannot be read as an HDF5 file: ${error.message}.`))
    worker.once("exit", () => {
      clearTimeout(timer)
      refuse("malformed", `${file} cannot be read as an HDF5 file: the library gave up.`)
    })
  }).finally(() => void worker.terminate())
}
