import { type CellName, cellNames, type ValueKind, wordsOf } from "./cell-names.ts"
import type { Dialect } from "./compile/dialect.ts"
import { commentOptionLines } from "./compile/strip-types.ts"

/** Start of the names of all virtual documents; nothing so called is ever written. */
export const DOCUMENT_STEM = "deltaw-cell-"

/** A cell as the language server sees it: a module, with the names of earlier cells above and its own exported below. */
export interface CellDocument {
  /** File name beside the notebook. */
  readonly name: string
  /** What an import of the document says. */
  readonly specifier: string
  readonly text: string
  /** Lines above the user's text. */
  readonly linesAbove: number
  /** The user's text. */
  readonly code: string
  /** What the cell declares. */
  readonly names: readonly CellName[]
  /** Names of earlier cells that this document takes up. */
  readonly taken: ReadonlyMap<string, KnownName>
}

/** The latest cell that declared a name's value or type. */
export interface Declarer {
  /** Number of the cell. */
  readonly cell: number
  /** What an import of its document says. */
  readonly specifier: string
}

/** A name of earlier cells; its value and its type may come from different ones, as in one script. */
export interface KnownName {
  readonly value?: Declarer & { readonly kind: ValueKind; readonly documentation: string }
  readonly type?: Declarer
}

/** What a document is made from. */
export interface DocumentSource {
  /** Number of the cell, or what else tells the document from others. */
  readonly key: number | string
  readonly code: string
  readonly dialect: Dialect
  /** Names that cells which ran have left. */
  readonly known: ReadonlyMap<string, KnownName>
  /** Names to take up beside those that the text mentions: for completion. */
  readonly takes?: (name: string) => boolean
}

/** Makes the virtual document of a cell. */
export function cellDocument({ key, code, dialect, known, takes = () => false }: DocumentSource): CellDocument {
  const own = commentOptionLines(code)
  const names = cellNames(own, dialect)
  const words = wordsOf(code)
  const taken = new Map([...known].filter(([name]) => words.has(name) || takes(name)))
  const declared = new Map(names.map((one) => [one.name, one]))
  const entrances = [...taken].map(([name, one]) => entrance(name, one, declared.get(name)))
  const above = [...(isUnchecked(own) ? ["// @ts-nocheck\n"] : []), ...entrances].join("")
  const exports = names.filter(({ exported }) => !exported).map(({ name }) => name)
  const stem = `${DOCUMENT_STEM}${key}`
  return {
    name: `${stem}.${dialect === "tsx" ? "tsx" : "mts"}`,
    specifier: `./${stem}.${dialect === "tsx" ? "js" : "mjs"}`,
    text: `${above}${own}\nexport { ${exports.join(", ")} }\n`,
    linesAbove: above.split("\n").length - 1,
    code,
    names,
    taken,
  }
}

/**
 * Lines through which a name enters a later cell that does not declare it itself. A variable must stay assignable, which
 * an import is not; an import keeps the documentation and is type and value in one.
 */
function entrance(name: string, { value, type }: KnownName, own: CellName | undefined): string {
  const takesValue = value !== undefined && (own?.value ?? null) === null
  const takesType = type !== undefined && own?.isType !== true
  const isOneImport = takesValue && value.kind !== "let" && own === undefined
  if (isOneImport && (type === undefined || type.cell === value.cell)) {
    return `import { ${name} } from "${value.specifier}"\n`
  }
  const lines: string[] = []
  if (takesValue) {
    const keyword = value.kind === "let" ? "let" : "const"
    const documentation = value.documentation === "" ? "" : `${value.documentation} `
    lines.push(`${documentation}declare ${keyword} ${name}: typeof import("${value.specifier}").${name}\n`)
  }
  if (takesType) lines.push(`import type { ${name} } from "${type.specifier}"\n`)
  return lines.join("")
}

/** Whether a cell starts with `@ts-nocheck`; TypeScript reads it at the very top only, where our lines come first. */
export function isUnchecked(code: string): boolean {
  return /^(?:\s|\/\/[^\n]*\n|\/\*(?!\*\/)[\s\S]*?\*\/)*\/\/\s*@ts-nocheck\b/.test(code)
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
