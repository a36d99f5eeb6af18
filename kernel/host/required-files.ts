import { statSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { isLocalModule } from "./local-modules.ts"

/** Node's cache of CommonJS modules by path. */
type RequireCache = NodeJS.Require["cache"]

/** The user's CommonJS files that `require` keeps; those that were edited, and who required them, are forgotten. */
export class RequiredFiles {
  readonly #cache: RequireCache
  readonly #stamps = new Map<string, string>()

  /** Watches over a cache of modules. */
  constructor(cache: RequireCache) {
    this.#cache = cache
  }

  /** Forgets what was edited since the last call; a file counts from the first call that finds it in the cache. */
  refresh(): void {
    for (const path of Object.keys(this.#cache)) {
      if (!isLocalModule(pathToFileURL(path).href)) continue
      const stamp = stampOf(path)
      const before = this.#stamps.get(path)
      this.#stamps.set(path, stamp)
      if (before !== undefined && before !== stamp) this.#forget(path)
    }
  }

  #forget(path: string): void {
    if (this.#cache[path] === undefined) return
    delete this.#cache[path]
    this.#stamps.delete(path)
    for (const [parent, module] of Object.entries(this.#cache)) {
      if (module?.children.some(({ filename }) => filename === path)) this.#forget(parent)
    }
  }
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined ? "gone" : `${stats.mtimeMs} ${stats.size}`
}
