import type { ProjectDocument } from "../project-documents.ts"

/** What the process of the converter is started with. */
export interface ConverterStart {
  readonly type: "start"
  /** Path of `tslab/dist/converter.js`. */
  readonly converter: string
  /** Virtual files beside the notebook: the configuration, and declarations. */
  readonly documents: readonly ProjectDocument[]
}

/** What the converter is asked; `declarations` are those of all earlier cells, as one text. */
export type Question =
  | { readonly type: "convert"; readonly declarations: string; readonly code: string }
  | { readonly type: "complete"; readonly declarations: string; readonly code: string; readonly cursor: number }
  | { readonly type: "inspect"; readonly declarations: string; readonly code: string; readonly cursor: number }
  /** Files were edited; with `anew`, files or packages came or went. */
  | { readonly type: "changed"; readonly paths: readonly string[]; readonly anew: boolean }

/** A complaint in the user's text; lines and columns count from 0, as TypeScript has them. */
export interface Complaint {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly code: number
  readonly message: string
  readonly isError: boolean
}

/** What a cell means: complaints, and the declarations that the next cell is given. */
export interface Converted {
  readonly complaints: readonly Complaint[]
  readonly declarations: string
}

/** One proposal of completion; offsets in the user's text. */
export interface ConverterEntry {
  readonly text: string
  readonly label: string
  readonly kind: string
  readonly rank: string
  /** Where the text that it replaces starts, or null where it leaves that open. */
  readonly start: number | null
  readonly description?: Description
}

/** A signature, its documentation as Markdown, and where it is declared outside cells. */
export interface Description {
  readonly signature: string
  readonly documentation: string
  readonly declarations: readonly FileDeclaration[]
}

/** Code of a declaration in a file. */
export interface FileDeclaration {
  readonly path: string
  /** Counts from 1. */
  readonly line: number
  readonly code: string
}

/** Answers by question; null where there is nothing to say. */
export interface Answers {
  readonly convert: Converted
  readonly complete: readonly ConverterEntry[]
  readonly inspect: Description | null
  readonly changed: null
}

/** A question on its way, and its answer. */
export interface Asked {
  readonly id: number
  readonly question: Question
}

/** An answer on its way back; `failure` where the converter threw. */
export interface Answered {
  readonly id: number
  readonly answer?: unknown
  readonly failure?: string
}
