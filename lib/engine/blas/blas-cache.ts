import { createHash, randomUUID } from "node:crypto"
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

/** What was read: a value, or null with what is wrong where something is. */
export interface CacheRead<Value> {
  readonly value: Value | null
  readonly problem: string | null
}

/**
 * File of a measurement in a cache folder, one for each identity: machines that share a folder do not overwrite each other's.
 * @param identity plain data that JSON can hold: everything the measurement depends on
 */
export function cacheFile(folder: string, identity: unknown): string {
  return join(folder, "native-blas", `${hash(JSON.stringify(identity)).slice(0, 16)}.json`)
}

/** Reads what was measured under this identity. A file that is damaged, or of another identity, counts as none. */
export function readCache<Value>(file: string, identity: unknown): CacheRead<Value> {
  try {
    const { sha256, record } = JSON.parse(readFileSync(file, "utf8"))
    const text = JSON.stringify(record)
    if (hash(text) !== sha256) throw new Error("its checksum is wrong")
    if (JSON.stringify(record.identity) !== JSON.stringify(identity)) return { value: null, problem: null }
    return { value: record.value, problem: null }
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? ""))
      return { value: null, problem: null }
    return { value: null, problem: `${file} cannot be read (${sentence(error)}) and is made anew` }
  }
}

/**
 * Keeps a measurement, beside its place first, so that a reader sees all of it or nothing and the last of several writers wins.
 * @returns what is wrong, or null
 */
export function writeCache(file: string, identity: unknown, value: unknown): string | null {
  const partial = `${file}.${randomUUID()}.partial`
  const record = { identity, value }
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(partial, `${JSON.stringify({ sha256: hash(JSON.stringify(record)), record }, null, 1)}\n`)
    renameSync(partial, file)
    return null
  } catch (error) {
    discard(partial)
    return `${file} cannot be written (${sentence(error)}): the measurement is made again next time, unless DELTAW_CACHE names a folder that can be written to`
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Where nothing can be written there may be nothing to remove.
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
