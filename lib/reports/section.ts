import type { ColumnTable } from "arquero"
import type { Figure } from "../plots/figure.ts"

/** A piece of a report; texts are plain text, never markup. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  /** What a reader must not overlook. */
  | { readonly kind: "warning"; readonly text: string }
  /** Names and values, a line each. */
  | { readonly kind: "facts"; readonly facts: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: "table"; readonly caption: string; readonly table: ColumnTable }
  | { readonly kind: "figure"; readonly figure: Figure; readonly caption: string }
  /** A list of sources. */
  | { readonly kind: "list"; readonly items: readonly string[] }

/** A chapter of a report. */
export interface Section {
  readonly title: string
  readonly blocks: readonly Block[]
}

/** A paragraph of plain text. */
export function paragraph(text: string): Block {
  return { kind: "paragraph", text }
}

/** A warning of plain text. */
export function warning(text: string): Block {
  return { kind: "warning", text }
}

/** A figure with the sentence below it; its table goes with it. */
export function picture(figure: Figure, caption: string): Block {
  return { kind: "figure", figure, caption }
}
