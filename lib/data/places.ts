import { existsSync } from "node:fs"
import { delimiter, join, resolve } from "node:path"
import { env } from "node:process"
import envPaths from "env-paths"
import { packageFolder } from "./manifest.ts"

/** Folders in which data sets are looked for, first to last. */
export interface Places {
  /** The only folder that is written to. */
  readonly cache: string
  /** Folders of DELTAW_DATA. */
  readonly folders: readonly string[]
}

/**
 * The cache: the folder DELTAW_CACHE, else `datasets/cache` of a checkout, else the user's cache of the operating system;
 * then the folders of DELTAW_DATA, separated as in PATH.
 */
export function placesOfEnvironment(environment: Readonly<Record<string, string | undefined>> = env): Places {
  const folders = (environment.DELTAW_DATA ?? "").split(delimiter).filter((folder) => folder.trim() !== "")
  return { cache: cacheFolder(environment.DELTAW_CACHE), folders: folders.map((folder) => resolve(folder)) }
}

function cacheFolder(asked: string | undefined): string {
  if (asked !== undefined && asked.trim() !== "") return resolve(asked)
  const home = packageFolder()
  // Sources are not packed, so they tell a checkout from an installed package.
  if (existsSync(join(home, "lib", "index.ts"))) return join(home, "datasets", "cache")
  return envPaths("deltaw", { suffix: "" }).cache
}
