import * as fs from "node:fs"
import { createRequire, isBuiltin } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { OWN_PACKAGES, packageName } from "./own-packages.ts"

/** Finds what an import means, as Node and TypeScript would for a file in the notebook's folder. */
export interface ModuleResolution {
  /**
   * @param from folder of the importing file; the notebook's where it is left out
   * @returns a `node:`, `data:` or `file:` URL
   * @throws Error that quotes the specifier and says where was looked
   */
  resolve(specifier: string, from?: string): string
  /** Forgets what was found, so that packages installed and files written since are seen. */
  refresh(): void
}

/** A resolution for one notebook's folder; `.ts` files count as modules too, and `paths` of its tsconfig.json are followed. */
export function createModuleResolution(folder: string): ModuleResolution {
  let finder: Finder | null = null
  return {
    resolve(specifier, from = folder) {
      if (isBuiltin(specifier)) return specifier.startsWith("node:") ? specifier : `node:${specifier}`
      if (/^(file|data):/.test(specifier)) return specifier
      if (/^[a-z]+:\/\//i.test(specifier)) {
        throw moduleError(`A cell imports packages and files, not addresses such as "${specifier}".`)
      }
      finder ??= createFinder(folder)
      const path = finder.find(specifier, from)
      if (path !== null) return pathToFileURL(path).href
      if (OWN_PACKAGES.has(packageName(specifier))) return import.meta.resolve(specifier)
      throw moduleError(notFound(specifier, from))
    },
    refresh: () => finder?.purge(),
  }
}

interface Finder {
  find(specifier: string, from: string): string | null
  purge(): void
}

/** Loads the resolver library only now: most cells import nothing, and the child starts sooner. */
function createFinder(folder: string): Finder {
  const require = createRequire(import.meta.url)
  const library: typeof import("enhanced-resolve") = require("enhanced-resolve")
  const fileSystem = new library.CachedInputFileSystem(fs, 4000)
  const resolverWith = (tsconfig: string | false) =>
    library.ResolverFactory.createResolver({
      fileSystem,
      useSyncFileSystemCalls: true,
      conditionNames: ["node", "import", "node-addons"],
      extensions: [".ts", ".mts", ".tsx", ".js", ".mjs", ".cjs", ".json", ".node"],
      extensionAlias: { ".js": [".js", ".ts", ".tsx"], ".mjs": [".mjs", ".mts"] },
      mainFields: ["main"],
      tsconfig,
    })
  const config = configAbove(folder)
  // One whose tsconfig.json does not parse finds nothing at all.
  const resolvers = [...(config === null ? [] : [resolverWith(config)]), resolverWith(false)]
  return {
    find(specifier, from) {
      for (const resolver of resolvers) {
        try {
          const path = resolver.resolveSync({}, from, specifier)
          if (path) return path
        } catch {}
      }
      return null
    },
    purge: () => fileSystem.purge(),
  }
}

function configAbove(folder: string): string | null {
  const path = join(folder, "tsconfig.json")
  if (fs.existsSync(path)) return path
  return dirname(folder) === folder ? null : configAbove(dirname(folder))
}

function notFound(specifier: string, folder: string): string {
  if (/^(\.{0,2}\/|[a-z]:)/i.test(specifier)) return `Cannot find "${specifier}" from the folder ${folder}.`
  return `Cannot find the package "${specifier}" from the folder ${folder}. Install it there with: npm install ${packageName(specifier)}`
}

function moduleError(message: string): Error {
  return Object.assign(new Error(message), { code: "ERR_MODULE_NOT_FOUND" })
}
