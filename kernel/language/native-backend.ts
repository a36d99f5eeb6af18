import type { CellDocument } from "./cell-document.ts"
import { cellDocument } from "./cell-document.ts"
import { CellRegistry } from "./cell-registry.ts"
import { dialectOf } from "./compile/dialect.ts"
import { completeAt } from "./completion.ts"
import { checkDocument } from "./diagnostics.ts"
import type { FileChange } from "./imported-files.ts"
import { inspectAt } from "./inspection.ts"
import type { Completion, Diagnostic } from "./language.ts"
import type { Project } from "./project-documents.ts"
import { wordStart } from "./proposals.ts"
import { openSession, type ServerSession } from "./server-session.ts"
import type { CellSource, TypeBackend } from "./type-backend.ts"

/** What `nativeBackend` is given. */
export interface NativeBackendOptions {
  readonly folder: string
  readonly project: Project
  /** Path of the server's executable, or null where the platform has none. */
  readonly command: string | null
  readonly onNotice: (sentence: string) => void
}

/** Types from TypeScript's native language server; each cell is a virtual document beside the notebook. */
export function nativeBackend(options: NativeBackendOptions): TypeBackend {
  const session = openSession(options)
  for (const { name, text } of options.project.documents) session.put(name, text)
  return new NativeBackend(session, options)
}

/** Document of what is being typed. */
const SCRATCH = "typed"

class NativeBackend implements TypeBackend {
  readonly #session: ServerSession
  readonly #project: Project
  readonly #folder: string
  readonly #cells = new CellRegistry()
  /** Name of the document of what is being typed, once there is one. */
  #scratch: string | null = null

  constructor(session: ServerSession, { project, folder }: NativeBackendOptions) {
    this.#session = session
    this.#project = project
    this.#folder = folder
  }

  compiled(cell: CellSource): void {
    this.#cells.add(cell)
  }

  ran(number: number): void {
    const document = this.#cells.get(number)
    if (document === undefined) return
    this.#cells.ran(number)
    this.#session.put(document.name, document.text)
    for (const unused of this.#cells.forgetUnused()) this.#session.drop(unused.name)
  }

  async check(number: number): Promise<readonly Diagnostic[]> {
    const document = this.#cells.get(number)
    if (document === undefined) return []
    this.#session.put(document.name, document.text)
    return checkDocument(this.#session, document, this.#project.userConfig !== null)
  }

  complete(code: string, cursor: number): Promise<Completion> {
    const start = wordStart(code, cursor)
    const word = code.slice(start, cursor).toLowerCase()
    // Behind a dot no name of a cell can stand; elsewhere those that continue what is typed.
    const isMember = /[^.]\.\s*$|^\.$/.test(code.slice(0, start))
    const takes = (name: string) => !isMember && name.toLowerCase().startsWith(word)
    return completeAt(this.#session, this.#typed(code, takes), cursor)
  }

  inspect(code: string, cursor: number, detail: 0 | 1) {
    const document = this.#typed(code)
    const cellOf = (number: number) => this.#cells.get(number)
    const documentNamed = (name: string) => (name === document.name ? document : this.#cells.named(name))
    const source = { session: this.#session, document, cursor, cellOf, documentNamed, folder: this.#folder }
    return inspectAt(source, detail)
  }

  changed(changes: readonly FileChange[]): void {
    this.#session.changed(changes)
  }

  reset(): void {
    this.#cells.clear()
  }

  close(): Promise<void> {
    return this.#session.close()
  }

  /** Opens what is being typed as a cell. */
  #typed(code: string, takes?: (name: string) => boolean): CellDocument {
    const dialect = dialectOf(code, this.#project.options.jsx !== undefined)
    const document = cellDocument({
      key: SCRATCH,
      code,
      dialect,
      known: this.#cells.known,
      ...(takes ? { takes } : {}),
    })
    if (this.#scratch !== null && this.#scratch !== document.name) this.#session.drop(this.#scratch)
    this.#scratch = document.name
    this.#session.put(document.name, document.text)
    return document
  }
}
