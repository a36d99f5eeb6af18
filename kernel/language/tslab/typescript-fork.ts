// The part of TypeScript 5.0, as tslab's fork has it, that the second back end uses; the fork itself need not be installed to compile us.

/** A node of a syntax tree. */
export interface ForkNode {
  getSourceFile(): ForkSourceFile
  getStart(): number
  getText(): string
  readonly parent: ForkNode
}

/** A parsed file. */
export interface ForkSourceFile extends ForkNode {
  readonly fileName: string
  getLineAndCharacterOfPosition(offset: number): { readonly line: number; readonly character: number }
}

/** A program. */
export interface ForkProgram {
  getCompilerOptions(): Readonly<Record<string, unknown>>
  getTypeChecker(): {
    getSymbolAtLocation(node: ForkNode): ForkSymbol | undefined
    getAliasedSymbol(symbol: ForkSymbol): ForkSymbol
  }
}

/** What a name means. */
export interface ForkSymbol {
  readonly flags: number
  readonly declarations?: readonly ForkNode[]
}

/** A complaint. */
export interface ForkDiagnostic {
  readonly file?: ForkSourceFile
  readonly start: number
  readonly length: number
  readonly messageText: unknown
  readonly category: number
  readonly code: number
}

/** A piece of a signature or a comment. */
export interface ForkPart {
  readonly text: string
}

/** A tag of a doc comment, such as `@param`. */
export interface ForkTag {
  readonly name: string
  readonly text?: readonly ForkPart[]
}

/** What is known of a name. */
export interface ForkDescription {
  readonly displayParts?: readonly ForkPart[]
  readonly documentation?: readonly ForkPart[]
  readonly tags?: readonly ForkTag[]
}

/** A proposal of completion. */
export interface ForkEntry {
  readonly name: string
  readonly kind: string
  readonly sortText: string
  readonly insertText?: string
  readonly replacementSpan?: { readonly start: number; readonly length: number }
  readonly source?: string
}

/** The file system and the timers that a compiler host works with. */
export interface ForkSystem {
  readFile(path: string, encoding?: string): string | undefined
  fileExists(path: string): boolean
  directoryExists(path: string): boolean
  readDirectory(...args: readonly unknown[]): string[]
  getDirectories(path: string): string[]
  realpath?(path: string): string
  watchFile(path: string, callback: WatchCallback, interval?: number): { close(): void }
  watchDirectory(path: string, callback: unknown): { close(): void }
}

/** Called when a watched file has changed. */
export type WatchCallback = (path: string, kind: number) => void

/** A compiler host that keeps a program up to date. */
export interface ForkHost {
  afterProgramCreate?: (builder: { getProgram(): ForkProgram }) => void
}

type Cancellation = { isCancellationRequested(): boolean; throwIfCancellationRequested(): void }

/** The module. */
export interface TypeScriptFork {
  readonly sys: ForkSystem
  readonly SymbolFlags: { readonly Alias: number }
  readonly FileWatcherEventKind: { readonly Changed: number }
  readonly DiagnosticCategory: { readonly Warning: number; readonly Error: number }
  createWatchCompilerHost(
    roots: readonly string[],
    options: Readonly<Record<string, unknown>>,
    system: ForkSystem,
    ...rest: readonly unknown[]
  ): ForkHost
  parseJsonConfigFileContent(
    json: unknown,
    host: ForkSystem & { readonly useCaseSensitiveFileNames: boolean },
    folder: string,
  ): { readonly options: Readonly<Record<string, unknown>> }
  getPreEmitDiagnosticsOfFiles(program: ForkProgram, files: readonly ForkSourceFile[]): readonly ForkDiagnostic[]
  flattenDiagnosticMessageText(message: unknown, lineBreak: string): string
  displayPartsToString(parts: readonly ForkPart[] | undefined): string
  getTouchingPropertyName(file: ForkSourceFile, offset: number): ForkNode
  readonly Completions: {
    getCompletionsAtPositionForTslab(
      host: object,
      program: ForkProgram,
      log: () => void,
      file: ForkSourceFile,
      offset: number,
      ...rest: readonly unknown[]
    ): unknown
    getCompletionEntryDetails(
      program: ForkProgram,
      log: () => void,
      file: ForkSourceFile,
      offset: number,
      entry: { readonly name: string },
      host: object,
      format: object,
      preferences: object,
      cancellation: Cancellation,
    ): ForkDescription | undefined
  }
}

/** What tslab makes of cells. */
export interface Converter {
  convert(declarations: string, code: string): { readonly declOutput?: string }
  complete(
    declarations: string,
    code: string,
    offset: number,
  ): { readonly original?: { readonly entries: ForkEntry[] } }
  inspect(declarations: string, code: string, offset: number): ForkDescription | undefined
  close(): void
}

/** What a request that nobody cancels is given. */
export const NEVER_CANCELLED: Cancellation = {
  isCancellationRequested: () => false,
  throwIfCancellationRequested: () => {},
}
