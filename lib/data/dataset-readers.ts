import { Buffer } from "node:buffer"
import type { AnimalParts } from "./animal.ts"
import { DataError } from "./data-error.ts"
import { readPsytrackExample } from "./formats/psytrack.ts"
import type { DatasetEntry } from "./manifest.ts"
import { readTrialTable } from "./trial-table.ts"

/** What a data set's file says of its trials. */
export type DatasetTrials = Pick<AnimalParts, "table" | "notes" | "evidence" | "inputs" | "movedContrasts">

/**
 * Reads the first file of a data set by the reader its entry names.
 * @param path where it lies, for messages
 * @throws DataError where the reader refuses it, or it holds another number of trials than the manifest says
 */
export function readDataset(entry: DatasetEntry, bytes: Uint8Array, path: string): DatasetTrials {
  const { trials } = entry.files[0]!
  if (entry.reader === undefined) return readTrialTable(Buffer.from(bytes).toString("utf8"), { file: path, trials })
  const { table, notes, evidence, inputs } = readPsytrackExample(bytes, path)
  if (table.numRows() === trials) return { table, notes, evidence, inputs }
  throw new DataError("malformed", `${path} holds ${table.numRows()} trials, but ${trials} were expected.`)
}
