import {
  DiagnosticSeverity,
  DocumentDiagnosticRequest,
  type Diagnostic as ServerDiagnostic,
} from "vscode-languageserver-protocol/node"
import { yellow } from "./ansi.ts"
import type { CellDocument } from "./cell-document.ts"
import type { Diagnostic } from "./language.ts"
import type { ServerSession } from "./server-session.ts"
import { cellPlace } from "./traceback.ts"

/**
 * Complaints that are true of a module and wrong of a cell: awaiting at the top, exporting what is imported, and `<T>x` in
 * a file whose name ends with .mts.
 */
const NO_USE_IN_CELLS: ReadonlySet<number> = new Set([1205, 1309, 1375, 1378, 1431, 1432, 1448, 7059, 7060])

/** A package without types, and names whose type was left out: told only where the user's tsconfig.json asks for it. */
const PEDANTIC: ReadonlySet<number> = new Set([7005, 7006, 7010, 7011, 7016, 7019, 7031, 7034])

/** TypeScript's words for an assignment to an imported name; to the user it is the constant of an earlier cell. */
const ASSIGNS_IMPORT = 2632

/** Diagnostics told of one cell in text; the rest is counted. */
const MOST_TOLD = 8

/**
 * What the type checker has against a cell, positioned in the user's text.
 * @param pedantic whether to tell of types left out
 */
export async function checkDocument(
  session: ServerSession,
  document: CellDocument,
  pedantic: boolean,
): Promise<Diagnostic[]> {
  const textDocument = { uri: session.uri(document.name) }
  const report = await session.request(DocumentDiagnosticRequest.type, { textDocument })
  if (report?.kind !== "full") return []
  return report.items.flatMap((item) => toDiagnostic(item, document, pedantic) ?? [])
}

/** Whether a complaint with this code is one of a cell; `pedantic` tells of types left out, too. */
export function isTold(code: number, pedantic: boolean): boolean {
  return !NO_USE_IN_CELLS.has(code) && (pedantic || !PEDANTIC.has(code))
}

function toDiagnostic(item: ServerDiagnostic, document: CellDocument, pedantic: boolean): Diagnostic | null {
  const severity = item.severity ?? DiagnosticSeverity.Error
  if (severity > DiagnosticSeverity.Warning) return null
  const code = Number(item.code ?? 0)
  if (!isTold(code, pedantic)) return null
  const { start, end } = item.range
  const line = start.line - document.linesAbove
  if (line < 0 || line >= document.code.split(/\r\n|\r|\n/).length) return null
  return {
    line: line + 1,
    column: start.character + 1,
    endLine: end.line - document.linesAbove + 1,
    endColumn: end.character + 1,
    code,
    message: messageOf(item, code),
    severity: severity === DiagnosticSeverity.Error ? "error" : "warning",
  }
}

function messageOf({ message }: ServerDiagnostic, code: number): string {
  const text = typeof message === "string" ? message : message.value
  return code === ASSIGNS_IMPORT ? text.replace("it is an import", "it is a constant") : text
}

/** Diagnostics as a warning text with code frames. */
export function reportDiagnostics(label: string, code: string, diagnostics: readonly Diagnostic[]): string {
  const told = diagnostics
    .slice(0, MOST_TOLD)
    .flatMap((one) => [`${yellow(`TS${one.code}`)}: ${one.message}`, ...cellPlace({ label, code }, one, "", 1), ""])
  const rest = diagnostics.length - MOST_TOLD
  const lines = rest > 0 ? [...told, `… ${rest} more`] : told.slice(0, -1)
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`
}
