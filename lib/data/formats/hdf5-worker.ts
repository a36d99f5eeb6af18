import { parentPort, workerData } from "node:worker_threads"
import { DataError } from "../data-error.ts"
import type { Hdf5Answer, Hdf5Question } from "./hdf5.ts"
import { readHdf5Here } from "./hdf5-table.ts"

const { bytes, file, table } = workerData as Hdf5Question

function refusal(error: unknown): Hdf5Answer {
  if (error instanceof DataError) return { fault: error.fault, message: error.message }
  return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

parentPort!.postMessage(await readHdf5Here(bytes, file, table).then((columns): Hdf5Answer => ({ columns }), refusal))
