import { readFileSync, statSync } from "node:fs"
import { resolve } from "node:path"
import { parseEnv } from "node:util"

type Environment = Readonly<Record<string, string | undefined>>

/** Smaller heaps do not let Node itself start. */
const LEAST_HEAP_MB = 64

/**
 * Arguments for Node that the settings of the child ask for: the heap limit, `DELTAW_HEAP_MB`.
 * @throws Error that quotes a value that is not a number of megabytes
 */
export function nodeArguments(environment: Environment): string[] {
  const value = environment.DELTAW_HEAP_MB ?? ""
  if (value === "") return []
  if (/^\d+$/.test(value) && Number(value) >= LEAST_HEAP_MB) return [`--max-old-space-size=${Number(value)}`]
  throw new Error(`DELTAW_HEAP_MB is "${value}": expected a whole number of megabytes, ${LEAST_HEAP_MB} or more`)
}

/**
 * Path of the file with environment variables for cells: the one that `DELTAW_ENV_FILE` names, told from the notebook's
 * folder, else that folder's `.env`; null where there is none or `DELTAW_ENV_FILE` is `none`.
 * @throws Error where the named file does not exist
 */
export function environmentFile(folder: string, environment: Environment): string | null {
  const named = environment.DELTAW_ENV_FILE ?? ""
  if (named === "none") return null
  const path = resolve(folder, named === "" ? ".env" : named)
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return path
  if (named === "") return null
  throw new Error(`DELTAW_ENV_FILE is "${named}": there is no file ${path}; expected a file or "none"`)
}

/**
 * Variables of a file in the form of `.env`, less those that the environment has: as with Node's own `--env-file`,
 * what was set outside wins. The child takes them up once it runs, so that no file in a folder can change how it starts.
 * @throws Error of the file system where the file cannot be read
 */
export function variablesOf(path: string, environment: Environment): Record<string, string> {
  const found = Object.entries(parseEnv(readFileSync(path, "utf8")))
  return Object.fromEntries(found.filter((entry): entry is [string, string] => environment[entry[0]] === undefined))
}
