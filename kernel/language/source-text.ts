import { readFileSync } from "node:fs"
import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { type DefinitionParams, DefinitionRequest, type LocationLink } from "vscode-languageserver-protocol/node"
import { type CellDocument, DOCUMENT_STEM, offsetAt } from "./cell-document.ts"
import type { ServerSession } from "./server-session.ts"
import { shortPath } from "./short-path.ts"

/** What finds the source of a name. */
export interface SourceFinder {
  readonly session: ServerSession
  /** What the user types, with the names that it takes from cells. */
  readonly document: CellDocument
  /** The document of an earlier cell, by number. */
  readonly cellOf: (cell: number) => CellDocument | undefined
  /** The document with this file name, or undefined. */
  readonly documentNamed: (name: string) => CellDocument | undefined
  /** Folder of the notebook; paths are told from here. */
  readonly folder: string
}

/** Declarations shown of one name: a type may be put together from many files. */
const MOST_PLACES = 3
/** Lines shown of one declaration. */
const MOST_LINES = 60

/** The code that defines what stands at a place: statements of the user's cells, or declarations in files; null where there is none. */
export async function sourceOf(name: string, at: DefinitionParams, finder: SourceFinder): Promise<string | null> {
  const own = statementsOf(name, finder)
  if (own !== null && !isImport(own)) return own
  const found = await finder.session.request(DefinitionRequest.type, at)
  const links = (Array.isArray(found) ? found : []).filter((one): one is LocationLink => "targetUri" in one)
  const places = links.slice(0, MOST_PLACES).flatMap((link) => declarationAt(link, finder) ?? [])
  return places.length === 0 ? own : places.join("\n\n")
}

/** The statements of this or an earlier cell that declare a top-level name, or null. */
export function statementsOf(name: string, { document, cellOf }: SourceFinder): string | null {
  const own = document.names.find((one) => one.name === name)
  const known = document.taken.get(name)
  const declarer = known?.value?.cell ?? known?.type?.cell
  const cell = own !== undefined ? document : declarer === undefined ? undefined : cellOf(declarer)
  const statements = cell?.names.find((one) => one.name === name)?.statements ?? []
  return statements.length === 0 ? null : statements.map(({ start, end }) => cell!.code.slice(start, end)).join("\n")
}

function isImport(statement: string): boolean {
  return /^import\b/.test(statement)
}

function declarationAt({ targetUri, targetRange }: LocationLink, finder: SourceFinder): string | null {
  const path = fileURLToPath(targetUri)
  const document = basename(path).startsWith(DOCUMENT_STEM) ? finder.documentNamed(basename(path)) : undefined
  const isAbove = document !== undefined && targetRange.start.line < document.linesAbove
  const text = document?.text ?? readOrNull(path)
  if (text === null || isAbove) return null
  const declaration = text.slice(offsetAt(text, targetRange.start), offsetAt(text, targetRange.end))
  if (document !== undefined) return declaration
  return fileDeclaration(path, targetRange.start.line + 1, declaration, finder.folder)
}

/** The code of a declaration under a line that says where it stands; cut where it is long. */
export function fileDeclaration(path: string, line: number, code: string, folder: string): string {
  const lines = code.split("\n")
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), "// …"] : lines
  return [`// ${shortPath(path, folder)}, line ${line}`, ...shown].join("\n")
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return null
  }
}
