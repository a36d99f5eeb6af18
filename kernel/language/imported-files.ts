import { readFileSync, statSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { FileChangeType } from "vscode-languageserver-protocol/node"

/** A file that came, changed or went. */
export interface FileChange {
  readonly path: string
  readonly type: FileChangeType
}

type Paths = Readonly<Record<string, readonly string[]>>

/** Whether a file was there before and is there now. */
export function isEdit({ type }: FileChange): boolean {
  return type === FileChangeType.Changed
}

/** Local files followed at most, from import to import. */
const MOST_FILES = 500

/**
 * The files that cells import, directly or through local files, and the packages they name: looked at before each cell,
 * since the language server does not watch the disk for us.
 */
export class ImportedFiles {
  readonly #folder: string
  readonly #paths: Paths
  /** Time of the last change by path, null for what is not there. */
  readonly #times = new Map<string, number | null>()

  /** Follows imports of cells in this folder; `paths` are those of the project's tsconfig.json, absolute. */
  constructor(folder: string, paths: Paths = {}) {
    this.#folder = folder
    this.#paths = paths
  }

  /**
   * Takes in what a cell imports; answers what changed on the disk since the last call.
   * @param isTyped whether the cell is still being typed: half a specifier names many files that will never be there
   */
  update(code: string, isTyped = false): FileChange[] {
    const changes = [...this.#times].flatMap(([path, before]) => this.#compare(path, before))
    this.#follow(code, this.#folder, isTyped)
    return changes
  }

  #compare(path: string, before: number | null): FileChange[] {
    const now = changeTime(path)
    if (now === before) return []
    this.#times.set(path, now)
    if (now !== null) this.#followFile(path)
    const type =
      before === null ? FileChangeType.Created : now === null ? FileChangeType.Deleted : FileChangeType.Changed
    return [{ path, type }]
  }

  #follow(text: string, folder: string, isTyped = false): void {
    for (const specifier of specifiersIn(text)) {
      for (const path of candidates(specifier, folder, this.#paths)) {
        if (this.#times.has(path) || this.#times.size >= MOST_FILES) continue
        const time = changeTime(path)
        if (time === null && isTyped) continue
        this.#times.set(path, time)
        if (time !== null) this.#followFile(path)
      }
    }
  }

  #followFile(path: string): void {
    if (!/\.(?:m?[jt]s|[jt]sx)$/.test(path)) return
    try {
      this.#follow(readFileSync(path, "utf8"), dirname(path))
    } catch {
      // A file that went in between will be seen to be gone next time.
    }
  }
}

/** What a text imports, static, dynamic or for types. */
function specifiersIn(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*(["'])([^"'\n]+)\1/g)].map(([, , specifier = ""]) => specifier)
}

/** Paths at which TypeScript would look for a specifier. */
function candidates(specifier: string, folder: string, paths: Paths): string[] {
  if (specifier.startsWith("node:")) return []
  if (/^\.{1,2}\//.test(specifier)) return spellings(resolve(folder, specifier))
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")
  const installed = ancestors(folder).map((one) => join(one, "node_modules", name, "package.json"))
  return [...mapped(specifier, paths).flatMap(spellings), ...installed]
}

/** Where the project's own patterns lead. */
function mapped(specifier: string, paths: Paths): string[] {
  return Object.entries(paths).flatMap(([pattern, places]) => {
    const [start = "", end = ""] = pattern.split("*")
    if (!pattern.includes("*")) return specifier === pattern ? places : []
    if (!specifier.startsWith(start) || !specifier.endsWith(end)) return []
    const middle = specifier.slice(start.length, specifier.length - end.length)
    return places.map((place) => place.replace("*", middle))
  })
}

function spellings(path: string): string[] {
  if (/\.(?:m?ts|tsx|json)$/.test(path)) return [path]
  if (/\.m?js$/.test(path)) return [path, path.replace(/js$/, "ts")]
  return [".ts", ".tsx", ".mts", ".js", "/index.ts"].map((end) => path + end)
}

function ancestors(folder: string): string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...ancestors(above)]
}

function changeTime(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null
}
