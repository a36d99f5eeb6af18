import type { EncodedSourceMap } from "@jridgewell/remapping"
import { type CellDocument, cellDocument, type KnownName } from "./cell-document.ts"
import type { TracedCell } from "./traceback.ts"

/** A compiled cell with all that may be asked about it later. */
export interface RegisteredCell extends TracedCell {
  readonly number: number
  readonly document: CellDocument
}

/** What a cell is registered with. */
export interface NewCell {
  readonly number: number
  readonly sourceName: string
  readonly label: string
  readonly code: string
  readonly map: EncodedSourceMap
}

/** Cells whose names no later one uses and that are older than this many may be forgotten by the language server. */
const RECENT = 20

/** The compiled cells of a session, and the names that those which ran have left. */
export class CellRegistry {
  readonly #cells = new Map<number, RegisteredCell>()
  readonly #known = new Map<string, KnownName>()
  readonly #bySource = new Map<string, TracedCell>()

  /** Names that later cells see. */
  get known(): ReadonlyMap<string, KnownName> {
    return this.#known
  }

  /** Cells by their names in stack frames. */
  get bySource(): ReadonlyMap<string, TracedCell> {
    return this.#bySource
  }

  /** The cell with this number, or undefined. */
  get(number: number): RegisteredCell | undefined {
    return this.#cells.get(number)
  }

  /** Takes in a compiled cell; it sees the names known now. */
  add({ number, sourceName, label, code, map }: NewCell): RegisteredCell {
    const document = cellDocument({ key: number, code, known: this.#known })
    const cell = { number, label, code, map, document }
    this.#cells.set(number, cell)
    this.#bySource.set(sourceName, cell)
    return cell
  }

  /** The cell ran: its names are now the latest of their kind. */
  ran(number: number): void {
    for (const { name, kind } of this.#cells.get(number)?.document.names ?? []) {
      this.#known.set(name, { kind, cell: number })
    }
  }

  /** Numbers of old cells that no name leads to any more, by themselves or through cells in use. */
  unused(): number[] {
    const newest = Math.max(0, ...this.#cells.keys())
    const used = new Set<number>()
    const visit = (number: number): void => {
      if (used.has(number)) return
      used.add(number)
      for (const { cell } of this.#cells.get(number)?.document.taken.values() ?? []) visit(cell)
    }
    for (const { cell } of this.#known.values()) visit(cell)
    for (const number of this.#cells.keys()) if (number > newest - RECENT) visit(number)
    return [...this.#cells.keys()].filter((number) => !used.has(number))
  }

  /** Forgets names and documents; tracebacks of late errors still find their cells. */
  clear(): void {
    this.#cells.clear()
    this.#known.clear()
  }
}
