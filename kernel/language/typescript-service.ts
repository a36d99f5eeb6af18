import { resolve } from "node:path"
import type { HostError } from "../host/messages.ts"
import { type CellState, compileCell, createCellState } from "./compile/compile-cell.ts"
import { reportDiagnostics } from "./diagnostics.ts"
import { ImportedFiles } from "./imported-files.ts"
import { isComplete } from "./is-complete.ts"
import type { CompiledCell, Completion, Diagnostic, Language, LanguageOptions, SyntaxFailure } from "./language.ts"
import { nativeBackend } from "./native-backend.ts"
import { findNativeServer } from "./native-server.ts"
import { type Project, projectOf } from "./project-documents.ts"
import { cellPlace, formatTraceback, headlineOf, type TracedCell } from "./traceback.ts"
import { findConverter } from "./tslab/find-converter.ts"
import { tslabBackend } from "./tslab/tslab-backend.ts"
import type { TypeBackend } from "./type-backend.ts"

/** Starts the TypeScript side of a kernel; the language server itself starts a moment later, or when first needed. */
export async function startLanguage(options: LanguageOptions): Promise<Language> {
  const { onNotice = noticeOnStderr } = options
  const folder = resolve(options.folder)
  const project = projectOf(folder)
  if (project.problem !== null) onNotice(project.problem)
  return new TypeScriptService(folder, project, startBackend({ ...options, folder, onNotice }, project))
}

/** The back end asked for; else whichever there is. */
function startBackend(
  options: LanguageOptions & { readonly onNotice: (sentence: string) => void },
  project: Project,
): TypeBackend {
  const { folder, onNotice, command = findNativeServer(), backend = command === null ? "tslab" : "native" } = options
  const { converter = findConverter(folder) } = options
  if (backend === "tslab" && converter !== null) {
    const pedantic = project.userConfig !== null
    return tslabBackend({ folder, converter, documents: project.documents, pedantic, onNotice })
  }
  if (options.backend === "tslab") onNotice(WITHOUT_TSLAB)
  return nativeBackend({ folder, project, command, onNotice })
}

const WITHOUT_TSLAB =
  "The package tslab is not installed, so types come from TypeScript's native server. To have it: npm install tslab@1.0.22"

function noticeOnStderr(sentence: string): void {
  process.stderr.write(`deltaw: ${sentence}\n`)
}

/** Compiling, tracebacks and completeness are our own; types come from a back end. */
class TypeScriptService implements Language {
  readonly #folder: string
  readonly #project: Project
  readonly #types: TypeBackend
  readonly #files: ImportedFiles
  readonly #cells = new Map<number, TracedCell>()
  /** Cells by their names in stack frames; kept over a reset, for late errors. */
  readonly #bySource = new Map<string, TracedCell>()
  #state: CellState = createCellState()
  #number = 0

  constructor(folder: string, project: Project, types: TypeBackend) {
    this.#folder = folder
    this.#project = project
    this.#types = types
    this.#files = new ImportedFiles(folder, project.options.paths)
  }

  async compile(code: string, executionCount?: number): Promise<CompiledCell | SyntaxFailure> {
    this.#number += 1
    const number = this.#number
    const label = `Cell ${executionCount ?? number}`
    const compiled = await compileCell(code, { number, state: this.#state, project: this.#project.options })
    if (!compiled.ok) return syntaxFailure(label, code, compiled.error)
    this.#types.changed(this.#files.update(code))
    const sourceName = `cell-${number}.ts`
    const cell = { label, code, map: compiled.map }
    this.#cells.set(number, cell)
    this.#bySource.set(sourceName, cell)
    this.#types.compiled({ number, code, dialect: compiled.dialect })
    return { ok: true, number, javascript: compiled.javascript, sourceName }
  }

  ran(number: number): void {
    this.#types.ran(number)
  }

  check(number: number): Promise<readonly Diagnostic[]> {
    return this.#types.check(number)
  }

  report(number: number, diagnostics: readonly Diagnostic[]): string {
    const cell = this.#cells.get(number)
    return cell === undefined ? "" : reportDiagnostics(cell.label, cell.code, diagnostics)
  }

  complete(code: string, cursor: number): Promise<Completion> {
    this.#types.changed(this.#files.update(code, true))
    return this.#types.complete(code, cursor)
  }

  inspect(code: string, cursor: number, detail: 0 | 1) {
    this.#types.changed(this.#files.update(code, true))
    return this.#types.inspect(code, cursor, detail)
  }

  isComplete(code: string) {
    return isComplete(code, this.#project.options.jsx !== undefined)
  }

  traceback(error: HostError): readonly string[] {
    return formatTraceback(error, { cells: this.#bySource, folder: this.#folder })
  }

  reset(): void {
    this.#cells.clear()
    this.#types.reset()
    this.#state = createCellState()
  }

  close(): Promise<void> {
    return this.#types.close()
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
