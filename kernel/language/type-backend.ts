import type { MimeBundle } from "../host/messages.ts"
import type { Dialect } from "./compile/dialect.ts"
import type { FileChange } from "./imported-files.ts"
import type { Completion, Diagnostic } from "./language.ts"

/** A compiled cell. */
export interface CellSource {
  readonly number: number
  /** The user's text. */
  readonly code: string
  readonly dialect: Dialect
}

/** What knows the types of cells. Compiling them, their tracebacks and whether they are complete are none of its business. */
export interface TypeBackend {
  /** A cell was compiled; it sees the names known now. */
  compiled(cell: CellSource): void
  /** The cell ran, perhaps only up to an exception: later ones see its names. */
  ran(number: number): void
  check(number: number): Promise<readonly Diagnostic[]>
  /** `cursor` is an offset in UTF-16 units, here and below. */
  complete(code: string, cursor: number): Promise<Completion>
  inspect(code: string, cursor: number, detail: 0 | 1): Promise<MimeBundle | null>
  /** Files came, changed or went on the disk. */
  changed(changes: readonly FileChange[]): void
  /** Forgets all cells. */
  reset(): void
  close(): Promise<void>
}
