import type { HostError, MimeBundle } from "../host/messages.ts"

/** A cell compiled without looking at types. */
export interface CompiledCell {
  readonly ok: true
  readonly number: number
  readonly javascript: string
  readonly sourceName: string
}

/** A cell that does not parse. */
export interface SyntaxFailure {
  readonly ok: false
  readonly error: HostError
  /** Lines for the error message, with a code frame in the user's TypeScript. */
  readonly traceback: readonly string[]
}

/** A complaint of the type checker, in the cell's own text; lines and columns count from 1. */
export interface Diagnostic {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly code: number
  readonly message: string
  readonly severity: "error" | "warning"
}

/** One proposal of completion; `kind` in JupyterLab's words (function, class, variable, module, keyword, property, ...). */
export interface CompletionItem {
  readonly text: string
  readonly kind: string
  readonly signature?: string
  /** Markdown; asked for with the first proposals only, as signatures are. */
  readonly documentation?: string
}

/** Offsets count UTF-16 units; the server converts from and to code points. */
export interface Completion {
  readonly items: readonly CompletionItem[]
  readonly start: number
  readonly end: number
}

/** The TypeScript side of the kernel: one of several back ends behind a few functions. */
export interface Language {
  /**
   * Strips types and applies the cell transform; quick and synchronous in effect.
   * @param executionCount the number the user sees beside the cell, for tracebacks; a number of our own where it is left out
   */
  compile(code: string, executionCount?: number): Promise<CompiledCell | SyntaxFailure>
  /** The cell with this number ran (perhaps only up to an exception): later cells see its names. */
  ran(number: number): void
  /** Type errors of a compiled cell. */
  check(number: number): Promise<readonly Diagnostic[]>
  /** Diagnostics as text with code frames, for showing under the cell. */
  report(number: number, diagnostics: readonly Diagnostic[]): string
  complete(code: string, cursor: number): Promise<Completion>
  /** Type and documentation of what stands at the cursor, or null. */
  inspect(code: string, cursor: number, detail: 0 | 1): Promise<MimeBundle | null>
  isComplete(code: string): {
    readonly status: "complete" | "incomplete" | "invalid" | "unknown"
    readonly indent: string
  }
  /** Traceback of an exception whose frames point into the user's TypeScript, kernel frames left out. */
  traceback(error: HostError): readonly string[]
  /** Forgets all cells: the child was replaced and its variables are gone. */
  reset(): void
  close(): Promise<void>
}

/** What tells types: TypeScript's native language server, or tslab's converter. */
export type LanguageBackend = "native" | "tslab"

/** What `startLanguage` is given. */
export interface LanguageOptions {
  /** Folder of the notebook: virtual documents lie beside it so that its packages and tsconfig are found. */
  readonly folder: string
  /** Told once, in a sentence, why types are not to be had; stderr where it is left out. */
  readonly onNotice?: (sentence: string) => void
  /** What tells types; TypeScript's native server where it is left out, or tslab's converter where there is no such server. */
  readonly backend?: LanguageBackend
  /** Path of the language server's executable, or null for none; the one of this platform where it is left out. */
  readonly command?: string | null
  /** Path of `tslab/dist/converter.js`, or null for none; that of the installed package where it is left out. */
  readonly converter?: string | null
}
