import * as fs from "node:fs"
import { createRequire, isBuiltin } from "node:module"
import { pathToFileURL } from "node:url"
import { OWN_PACKAGES, packageName } from "./own-packages.ts"

/** Finds what a cell's import means, as Node would for a file in the notebook's folder. */
export interface ModuleResolution {
  /**
   * @returns a `node:`, `data:` or `file:` URL
   * @throws Error that quotes the specifier and says where was looked
   */
  resolve(specifier: string): string
  /** Forgets what was found, so that packages installed and files written since are seen. */
  refresh(): void
}

/** A resolution from one folder; `.ts` files count as modules too. */
export function createModuleResolution(folder: string): ModuleResolution {
  let finder: Finder | null = null
  return {
    resolve(specifier) {
      if (isBuiltin(specifier)) return specifier.startsWith("node:") ? specifier : `node:${specifier}`
      if (/^(file|data):/.test(specifier)) return specifier
      if (/^[a-z]+:\/\//i.test(specifier)) {
        throw moduleError(`A cell imports packages and files, not addresses such as "${specifier}".`)
      }
      finder ??= createFinder(folder)
      const path = finder.find(specifier)
      if (path !== null) return pathToFileURL(path).href
      if (OWN_PACKAGES.has(packageName(specifier))) return import.meta.resolve(specifier)
      throw moduleError(notFound(specifier, folder))
    },
    refresh: () => finder?.purge(),
  }
}

interface Finder {
  find(specifier: string): string | null
  purge(): void
}

/** Loads the resolver library only now: most cells import nothing, and the child starts sooner. */
function createFinder(folder: string): Finder {
  const require = createRequire(import.meta.url)
  const library: typeof import("enhanced-resolve") = require("enhanced-resolve")
  const fileSystem = new library.CachedInputFileSystem(fs, 4000)
  const resolver = library.ResolverFactory.createResolver({
    fileSystem,
    useSyncFileSystemCalls: true,
    conditionNames: ["node", "import", "node-addons"],
    extensions: [".ts", ".mts", ".js", ".mjs", ".cjs", ".json", ".node"],
    extensionAlias: { ".js": [".js", ".ts"], ".mjs": [".mjs", ".mts"] },
    mainFields: ["main"],
  })
  return {
    find(specifier) {
      try {
        return resolver.resolveSync({}, folder, specifier) || null
      } catch {
        return null
      }
    },
    purge: () => fileSystem.purge(),
  }
}

function notFound(specifier: string, folder: string): string {
  if (/^(\.{0,2}\/|[a-z]:)/i.test(specifier)) return `Cannot find "${specifier}" from the folder ${folder}.`
  return `Cannot find the package "${specifier}" from the folder ${folder}. Install it there with: npm install ${packageName(specifier)}`
}

function moduleError(message: string): Error {
  return Object.assign(new Error(message), { code: "ERR_MODULE_NOT_FOUND" })
}
