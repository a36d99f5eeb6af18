import { type CellDocument, cellDocument, type KnownName } from "./cell-document.ts"
import type { CellSource } from "./type-backend.ts"

/** Cells whose names no later one uses and that are older than this many may be forgotten by the language server. */
const RECENT = 20

/** The documents of a session's cells, and the names that those which ran have left. */
export class CellRegistry {
  readonly #documents = new Map<number, CellDocument>()
  readonly #known = new Map<string, KnownName>()

  /** Names that later cells see. */
  get known(): ReadonlyMap<string, KnownName> {
    return this.#known
  }

  /** The document of a cell, or undefined. */
  get(number: number): CellDocument | undefined {
    return this.#documents.get(number)
  }

  /** The document with this file name, or undefined. */
  named(name: string): CellDocument | undefined {
    return [...this.#documents.values()].find((document) => document.name === name)
  }

  /** Takes in a compiled cell; it sees the names known now. */
  add({ number, code, dialect }: CellSource): void {
    this.#documents.set(number, cellDocument({ key: number, code, dialect, known: this.#known }))
  }

  /** The cell ran: its names are now the latest of their kind. */
  ran(number: number): void {
    const document = this.#documents.get(number)
    if (document === undefined) return
    const declarer = { cell: number, specifier: document.specifier }
    for (const { name, value, isType, documentation } of document.names) {
      this.#known.set(name, {
        ...this.#known.get(name),
        ...(value === null ? {} : { value: { ...declarer, kind: value, documentation } }),
        ...(isType ? { type: declarer } : {}),
      })
    }
  }

  /** Forgets old cells that no name leads to any more, by themselves or through cells in use; their documents. */
  forgetUnused(): CellDocument[] {
    const newest = Math.max(0, ...this.#documents.keys())
    const used = new Set<number>()
    const recent = [...this.#documents.keys()].filter((number) => number > newest - RECENT)
    const open = [...recent, ...[...this.#known.values()].flatMap(declarersOf)]
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      if (used.has(number)) continue
      used.add(number)
      for (const known of this.#documents.get(number)?.taken.values() ?? []) open.push(...declarersOf(known))
    }
    const unused = [...this.#documents].filter(([number]) => !used.has(number))
    for (const [number] of unused) this.#documents.delete(number)
    return unused.map(([, document]) => document)
  }

  /** Forgets everything. */
  clear(): void {
    this.#documents.clear()
    this.#known.clear()
  }
}

function declarersOf({ value, type }: KnownName): number[] {
  return [value, type].flatMap((one) => (one === undefined ? [] : [one.cell]))
}
