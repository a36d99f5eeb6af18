import { resolve } from "node:path"
import type { HostError } from "../host/messages.ts"
import { cellDocument } from "./cell-document.ts"
import { CellRegistry } from "./cell-registry.ts"
import { type CellState, compileCell, createCellState } from "./compile/compile-cell.ts"
import { completeAt } from "./completion.ts"
import { checkDocument, reportDiagnostics } from "./diagnostics.ts"
import { ImportedFiles } from "./imported-files.ts"
import { inspectAt } from "./inspection.ts"
import { isComplete } from "./is-complete.ts"
import type { CompiledCell, Completion, Diagnostic, Language, LanguageOptions, SyntaxFailure } from "./language.ts"
import { findNativeServer } from "./native-server.ts"
import { type Project, projectOf } from "./project-documents.ts"
import { openSession, type ServerSession } from "./server-session.ts"
import { cellPlace, formatTraceback, headlineOf } from "./traceback.ts"

/** Starts the TypeScript side of a kernel; the language server itself starts a moment later, or when first needed. */
export async function startLanguage(options: LanguageOptions): Promise<Language> {
  const { onNotice = noticeOnStderr, command = findNativeServer() } = options
  const folder = resolve(options.folder)
  const project = projectOf(folder)
  const session = openSession({ folder, command, onNotice })
  for (const { name, text } of project.documents) session.put(name, text)
  return new TypeScriptService(folder, session, project)
}

function noticeOnStderr(sentence: string): void {
  process.stderr.write(`deltaw: ${sentence}\n`)
}

/** Document of what is being typed. */
const SCRATCH = "typed"

class TypeScriptService implements Language {
  readonly #folder: string
  readonly #session: ServerSession
  readonly #project: Project
  readonly #cells = new CellRegistry()
  readonly #files: ImportedFiles
  #state: CellState = createCellState()
  #number = 0

  constructor(folder: string, session: ServerSession, project: Project) {
    this.#folder = folder
    this.#session = session
    this.#project = project
    this.#files = new ImportedFiles(folder)
  }

  async compile(code: string, executionCount?: number): Promise<CompiledCell | SyntaxFailure> {
    this.#number += 1
    const number = this.#number
    const label = `Cell ${executionCount ?? number}`
    const compiled = await compileCell(code, { number, state: this.#state })
    if (!compiled.ok) return syntaxFailure(label, code, compiled.error)
    this.#session.changed(this.#files.update(code))
    const sourceName = `cell-${number}.ts`
    this.#cells.add({ number, sourceName, label, code, map: compiled.map })
    return { ok: true, number, javascript: compiled.javascript, sourceName }
  }

  ran(number: number): void {
    const cell = this.#cells.get(number)
    if (!cell) return
    this.#cells.ran(number)
    this.#session.put(cell.document.name, cell.document.text)
    for (const unused of this.#cells.unused()) this.#session.drop(this.#cells.get(unused)!.document.name)
  }

  async check(number: number): Promise<readonly Diagnostic[]> {
    const cell = this.#cells.get(number)
    if (!cell) return []
    this.#session.put(cell.document.name, cell.document.text)
    return checkDocument(this.#session, cell.document, this.#project.userConfig !== null)
  }

  report(number: number, diagnostics: readonly Diagnostic[]): string {
    const cell = this.#cells.get(number)
    return cell ? reportDiagnostics(cell.label, cell.code, diagnostics) : ""
  }

  complete(code: string, cursor: number): Promise<Completion> {
    return completeAt(this.#session, this.#typed(code), cursor)
  }

  inspect(code: string, cursor: number, detail: 0 | 1) {
    const codeOf = (number: number) => this.#cells.get(number)?.code
    return inspectAt({ session: this.#session, document: this.#typed(code), cursor, codeOf }, detail)
  }

  isComplete(code: string) {
    return isComplete(code)
  }

  traceback(error: HostError): readonly string[] {
    return formatTraceback(error, { cells: this.#cells.bySource, folder: this.#folder })
  }

  reset(): void {
    this.#cells.clear()
    this.#state = createCellState()
  }

  close(): Promise<void> {
    return this.#session.close()
  }

  /** Opens what is being typed as a cell that sees all names. */
  #typed(code: string) {
    const document = cellDocument({ key: SCRATCH, code, known: this.#cells.known, takeAll: true })
    this.#session.put(document.name, document.text)
    return document
  }
}

function syntaxFailure(
  label: string,
  code: string,
  { message, line, column }: { readonly message: string; readonly line: number; readonly column: number },
): SyntaxFailure {
  const error = { name: "SyntaxError", message, stack: `SyntaxError: ${message}` }
  const traceback = [headlineOf(error.stack), ...cellPlace({ label, code }, { line, column })]
  return { ok: false, error, traceback: traceback.flatMap((one) => one.split("\n")) }
}
