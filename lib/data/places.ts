import { delimiter, resolve } from "node:path"
import { env } from "node:process"
import { cacheFolder, type Environment } from "../numerics/places.ts"

/** Folders in which data sets are looked for, first to last. */
export interface Places {
  /** The only folder that is written to. */
  readonly cache: string
  /** Folders of DELTAW_DATA. */
  readonly folders: readonly string[]
}

/** The cache, as `cacheFolder` finds it, then the folders of DELTAW_DATA, separated as in PATH. */
export function placesOfEnvironment(environment: Environment = env): Places {
  const folders = (environment.DELTAW_DATA ?? "").split(delimiter).filter((folder) => folder.trim() !== "")
  return { cache: cacheFolder(environment), folders: folders.map((folder) => resolve(folder)) }
}
