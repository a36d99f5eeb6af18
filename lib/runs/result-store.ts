import { randomUUID } from "node:crypto"
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { fromStoredJson, toStoredJson } from "./stored-json.ts"

/** A finished run with all that made it. */
export interface StoredRun<Spec = unknown, Result = unknown> {
  /** Hash of what made it: the same spec, key and code have the same id. */
  readonly id: string
  /** Name of the function that computed it. */
  readonly export: string
  readonly spec: Spec
  /** The random key's two words. */
  readonly key: readonly [number, number]
  /** Hash of the code it stands on. */
  readonly code: string
  /** Version of deltaw. */
  readonly version: string
  readonly result: Result
}

/** Finished runs in a folder, one file each. */
export interface ResultStore {
  readonly folder: string
  /** The run, or null where it is not there or its file is damaged. */
  read(id: string): StoredRun | null
  /** Keeps a run at once and for good: its file is whole or not there, whenever the process ends. */
  write(run: StoredRun): void
  /** Ids of all runs that are there. */
  ids(): readonly string[]
}

/** Opens the store in a folder, which is made with its first run. */
export function openResultStore(folder: string): ResultStore {
  const fileOf = (id: string) => join(folder, `${id}.json`)
  return Object.freeze({
    folder,
    read(id: string) {
      const text = textOf(fileOf(id))
      const run = text === null ? null : parsed(text)
      return run?.id === id ? run : null
    },
    write(run: StoredRun) {
      const text = toStoredJson(run)
      mkdirSync(folder, { recursive: true })
      const partial = join(folder, `.${run.id}.${randomUUID()}.partial`)
      try {
        writeWhole(partial, text)
        renameSync(partial, fileOf(run.id))
      } catch (cause) {
        rmSync(partial, { force: true })
        throw new Error(`A result cannot be kept in ${folder}: ${(cause as Error).message}`, { cause })
      }
    },
    ids: () => names(folder).flatMap((name) => /^([0-9a-f]+)\.json$/.exec(name)?.[1] ?? []),
  })
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, "wx")
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return null
  }
}

function parsed(text: string): StoredRun | null {
  try {
    return fromStoredJson(text) as StoredRun
  } catch {
    return null
  }
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
