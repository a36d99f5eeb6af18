import { type CellName, cellNames, type NameKind, wordsOf } from "./cell-names.ts"
import { commentOptionLines } from "./compile/strip-types.ts"

/** Start of the names of all virtual documents; nothing so called is ever written. */
export const DOCUMENT_STEM = "deltaw-cell-"

/** A cell as the language server sees it: a module, with the names of earlier cells above and its own exported below. */
export interface CellDocument {
  /** File name beside the notebook. */
  readonly name: string
  readonly text: string
  /** Lines above the user's text. */
  readonly linesAbove: number
  /** The user's text. */
  readonly code: string
  /** What the cell declares. */
  readonly names: readonly CellName[]
  /** Names of earlier cells that this document takes up, with the number of their cell. */
  readonly taken: ReadonlyMap<string, KnownName>
}

/** A name of an earlier cell. */
export interface KnownName {
  readonly kind: NameKind
  /** Number of the cell that declared it last. */
  readonly cell: number
}

/** What a document is made from. */
export interface DocumentSource {
  /** Number of the cell, or what else tells the document from others. */
  readonly key: number | string
  readonly code: string
  /** Names that cells which ran have left. */
  readonly known: ReadonlyMap<string, KnownName>
  /** Take up every known name, not only those that the text mentions: for completion. */
  readonly takeAll?: boolean
}

/** File name of the document of a cell. */
export function documentName(key: number | string): string {
  return `${DOCUMENT_STEM}${key}.mts`
}

/** Makes the virtual document of a cell. */
export function cellDocument({ key, code, known, takeAll = false }: DocumentSource): CellDocument {
  const names = cellNames(commentOptionLines(code))
  const own = new Set(names.map(({ name }) => name))
  const words = wordsOf(code)
  const taken = new Map([...known].filter(([name]) => !own.has(name) && (takeAll || words.has(name))))
  const above = [...taken].map(([name, { kind, cell }]) => entrance(name, kind, cell))
  const exports = names.filter(({ exported }) => !exported).map(({ name }) => name)
  return {
    name: documentName(key),
    text: `${above.map((line) => `${line}\n`).join("")}${commentOptionLines(code)}\nexport { ${exports.join(", ")} }\n`,
    linesAbove: above.length,
    code,
    names,
    taken,
  }
}

/**
 * How a name enters a later cell. A variable must stay assignable, which an import is not;
 * an import keeps the documentation and is type and value in one.
 */
function entrance(name: string, kind: NameKind, cell: number): string {
  const module = `"./${DOCUMENT_STEM}${cell}.mjs"`
  if (kind === "let") return `declare let ${name}: typeof import(${module}).${name}`
  return `import { ${name} } from ${module}`
}

/** Line (from 0) and character of an offset in the user's text. */
export function positionAt(code: string, offset: number): { line: number; character: number } {
  const before = code.slice(0, offset).split(/\r\n|\r|\n/)
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
}

/** Offset in the user's text of a line (from 0) and character. */
export function offsetAt(code: string, { line, character }: { line: number; character: number }): number {
  const breaks = /\r\n|\r|\n/g
  let start = 0
  for (let passed = 0; passed < line; passed += 1) {
    if (breaks.exec(code) === null) return code.length
    start = breaks.lastIndex
  }
  return Math.min(code.length, start + character)
}
