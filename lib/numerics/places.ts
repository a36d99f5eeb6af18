import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { env } from "node:process"
import { fileURLToPath } from "node:url"
import envPaths from "env-paths"

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Folder of the package, in a checkout and when installed: the first one above this file that holds the manifest. */
export function packageFolder(): string {
  const start = dirname(fileURLToPath(import.meta.url))
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "datasets", "manifest.json"))) return folder
    if (folder === dirname(folder)) {
      throw new Error(`datasets/manifest.json was not found above ${start}; is the package deltaw complete?`)
    }
  }
}

/**
 * Folder for downloads and measurements: DELTAW_CACHE, else `datasets/cache` of a checkout, else the user's cache of the
 * operating system.
 */
export function cacheFolder(environment: Environment = env): string {
  const asked = environment.DELTAW_CACHE
  if (asked !== undefined && asked.trim() !== "") return resolve(asked)
  const home = packageFolder()
  // Sources are not packed, so they tell a checkout from an installed package.
  if (existsSync(join(home, "lib", "index.ts"))) return join(home, "datasets", "cache")
  return envPaths("deltaw", { suffix: "" }).cache
}
