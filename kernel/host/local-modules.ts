import { statSync } from "node:fs"
import { fileURLToPath } from "node:url"

/**
 * The user's own modules, as they were loaded. Node loads an address once, so a module that was edited, or that imports
 * one that was, gets a new address; the others keep theirs, and with it their state.
 */
export interface LocalModules {
  /**
   * Address under which a module is to be loaded now; notes that `parent` imports it.
   * @param url address of the file
   * @param parent address of the importing module, or null for a cell
   */
  addressOf(url: string, parent: string | null): string
  /** A cell's import came to its end: what it loaded may be kept. */
  loaded(url: string): void
  /** A cell's import failed: what was loaded for it is loaded anew next time, as Node remembers failures, too. */
  failed(url: string): void
}

interface LocalModule {
  version: number
  /** Time and size of the file when this version was asked for. */
  stamp: string
  /** What this version imports, with the versions at that time. */
  readonly imports: Map<string, number>
  /** Whether an import of this version came to its end. */
  isProven: boolean
}

const VERSION = "deltaw-version"

/** No module was loaded yet. */
export function createLocalModules(): LocalModules {
  const modules = new Map<string, LocalModule>()

  /** The module, renewed where it or what it imports has changed; `visited` are those looked at already (cycles). */
  function current(url: string, visited: Set<string>): LocalModule {
    const known = modules.get(url)
    const stamp = stampOf(url)
    if (known === undefined) {
      const module = { version: 0, stamp, imports: new Map(), isProven: false }
      modules.set(url, module)
      return module
    }
    if (visited.has(url)) return known
    visited.add(url)
    let isStale = known.stamp !== stamp
    for (const [imported, version] of [...known.imports]) {
      if (current(imported, visited).version !== version) isStale = true
    }
    if (isStale) renew(known, stamp)
    return known
  }

  function graphOf(url: string, found = new Map<string, LocalModule>()): Map<string, LocalModule> {
    const module = modules.get(url)
    if (module === undefined || found.has(url)) return found
    found.set(url, module)
    for (const imported of module.imports.keys()) graphOf(imported, found)
    return found
  }

  return {
    addressOf(url, parent) {
      const { version } = current(url, new Set())
      const imports = parent === null ? undefined : modules.get(plainAddress(parent))?.imports
      // An import that was noted already may be bound to an older version: that one counts.
      if (imports?.has(url) === false) imports.set(url, version)
      return version === 0 ? url : `${url}?${VERSION}=${version}`
    },
    loaded(url) {
      for (const module of graphOf(url).values()) module.isProven = true
    },
    failed(url) {
      for (const [address, module] of graphOf(url)) if (!module.isProven) renew(module, stampOf(address))
    },
  }
}

function renew(module: LocalModule, stamp: string): void {
  module.version += 1
  module.stamp = stamp
  module.isProven = false
  module.imports.clear()
}

/** The address of a file without its version. */
export function plainAddress(url: string): string {
  return url.replace(new RegExp(`\\?${VERSION}=\\d+$`), "")
}

const KERNEL_FOLDER = new URL("../..", import.meta.url).href

/** Whether an address is that of a file of the user's own, which may change; packages and the kernel do not. */
export function isLocalModule(url: string | undefined): url is string {
  return url?.startsWith("file:") === true && !url.includes("/node_modules/") && !url.startsWith(KERNEL_FOLDER)
}

function stampOf(url: string): string {
  const stats = statSync(fileURLToPath(url), { throwIfNoEntry: false })
  return stats === undefined ? "gone" : `${stats.mtimeMs} ${stats.size}`
}
