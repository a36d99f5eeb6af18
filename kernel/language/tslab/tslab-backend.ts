import type { MimeBundle } from "../../host/messages.ts"
import { isUnchecked } from "../cell-document.ts"
import { cellNames } from "../cell-names.ts"
import type { Dialect } from "../compile/dialect.ts"
import { commentOptionLines } from "../compile/strip-types.ts"
import { isTold } from "../diagnostics.ts"
import { type FileChange, isEdit } from "../imported-files.ts"
import { bundleOf, wordAt } from "../inspection.ts"
import type { Completion, CompletionItem, Diagnostic } from "../language.ts"
import { codeBlock } from "../markdown.ts"
import { fittingProposals, kindIn, signatureIn } from "../proposals.ts"
import { fileDeclaration } from "../source-text.ts"
import type { CellSource, TypeBackend } from "../type-backend.ts"
import { type ConnectionOptions, ConverterConnection } from "./converter-connection.ts"
import type { Complaint, Converted, ConverterEntry, Description } from "./converter-messages.ts"
import { withoutExports } from "./plain-cell.ts"

/** What `tslabBackend` is given. */
export interface TslabBackendOptions extends ConnectionOptions {
  /** Whether to tell of types left out. */
  readonly pedantic: boolean
}

/** Types from tslab's converter: each cell is given the declarations of all earlier ones as one text. */
export function tslabBackend(options: TslabBackendOptions): TypeBackend {
  return new TslabBackend(options)
}

const KINDS: Readonly<Record<string, string>> = {
  alias: "variable",
  const: "variable",
  directory: "folder",
  enum: "enum",
  "enum member": "enum-member",
  "external module name": "module",
  function: "function",
  getter: "property",
  let: "variable",
  "local function": "function",
  "local var": "variable",
  parameter: "variable",
  "primitive type": "keyword",
  script: "file",
  setter: "property",
  string: "constant",
  type: "type",
  "type parameter": "type-parameter",
  var: "variable",
}

interface Cell {
  readonly code: string
  readonly dialect: Dialect
  /** What tslab is given for it. */
  readonly plain: string
  /** Declarations of the cells before it. */
  readonly before: Promise<string>
  converted: Promise<Converted | null> | null
}

class TslabBackend implements TypeBackend {
  readonly #connection: ConverterConnection
  readonly #options: TslabBackendOptions
  readonly #cells = new Map<number, Cell>()
  /** The user's statements by the name that they declare, from the latest cell that ran. */
  readonly #statements = new Map<string, string>()
  #declarations = Promise.resolve("")

  constructor(options: TslabBackendOptions) {
    this.#options = options
    this.#connection = new ConverterConnection(options)
  }

  compiled({ number, code, dialect }: CellSource): void {
    const plain = withoutExports(commentOptionLines(code), dialect)
    this.#cells.set(number, { code, dialect, plain, before: this.#declarations, converted: null })
  }

  ran(number: number): void {
    const cell = this.#cells.get(number)
    if (cell === undefined) return
    const before = this.#declarations
    // Only the latest cells are asked about again.
    this.#cells.delete(number - RECENT)
    this.#declarations = Promise.all([before, this.#convert(cell)]).then(([old, made]) => made?.declarations ?? old)
    for (const { name, statements } of cellNames(cell.plain)) {
      const own = statements.map(({ start, end }) => cell.code.slice(start, end)).join("\n")
      this.#statements.set(name, own)
    }
  }

  async check(number: number): Promise<readonly Diagnostic[]> {
    const cell = this.#cells.get(number)
    // tslab reads no JSX: what it says of such a cell is noise.
    if (cell === undefined || cell.dialect === "tsx" || isUnchecked(cell.plain)) return []
    const made = await this.#convert(cell)
    return (made?.complaints ?? []).flatMap((one) => this.#told(one, cell.code) ?? [])
  }

  async complete(code: string, cursor: number): Promise<Completion> {
    const declarations = await this.#declarations
    const plain = withoutExports(commentOptionLines(code), "ts")
    const entries = await this.#connection.ask({ type: "complete", declarations, code: plain, cursor })
    // The user's own names come before globals, among which tslab counts them.
    const ranked = (entries ?? []).map((one) =>
      this.#statements.has(one.label) ? { ...one, rank: `0${one.rank}` } : one,
    )
    const { start, proposals } = fittingProposals(ranked, code, cursor)
    return { items: proposals.map(toItem), start, end: cursor }
  }

  async inspect(code: string, cursor: number, detail: 0 | 1): Promise<MimeBundle | null> {
    const word = wordAt(code, cursor)
    if (word === null) return null
    const declarations = await this.#declarations
    const plain = withoutExports(commentOptionLines(code), "ts")
    const found = await this.#connection.ask({ type: "inspect", declarations, code: plain, cursor: word.start })
    const statements = this.#statements.get(word.text)
    if (found === null || found.signature === "any" || found.signature === "") return null
    const told = [codeBlock(found.signature), ...(found.documentation === "" ? [] : [found.documentation])].join("\n")
    const source = detail === 1 ? this.#sourceOf(found, statements) : null
    return bundleOf(source === null ? told : `${told}\n\n${codeBlock(source)}`)
  }

  changed(changes: readonly FileChange[]): void {
    if (changes.length === 0) return
    const paths = changes.map(({ path }) => path.replaceAll("\\", "/"))
    const anew = !changes.every(isEdit) || paths.some((path) => path.endsWith("/package.json"))
    void this.#connection.ask({ type: "changed", paths, anew })
  }

  reset(): void {
    this.#cells.clear()
    this.#statements.clear()
    this.#declarations = Promise.resolve("")
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  #convert(cell: Cell): Promise<Converted | null> {
    cell.converted ??= cell.before.then((declarations) =>
      this.#connection.ask({ type: "convert", declarations, code: cell.plain }),
    )
    return cell.converted
  }

  #told({ line, column, endLine, endColumn, code, message, isError }: Complaint, text: string): Diagnostic | null {
    if (!isTold(code, this.#options.pedantic) || line < 0 || line >= text.split(/\r\n|\r|\n/).length) return null
    const place = { line: line + 1, column: column + 1, endLine: endLine + 1, endColumn: endColumn + 1 }
    return { ...place, code, message, severity: isError ? "error" : "warning" }
  }

  #sourceOf({ declarations }: Description, statements: string | undefined): string | null {
    if (statements !== undefined && !/^import\b/.test(statements)) return statements
    const { folder } = this.#options
    const places = declarations.map(({ path, line, code }) => fileDeclaration(path, line, code, folder))
    return places.length === 0 ? (statements ?? null) : places.join("\n\n")
  }
}

/** Cells behind the newest that are kept, in case they are checked late. */
const RECENT = 20

function toItem({ text, kind, description }: ConverterEntry): CompletionItem {
  const signature = signatureIn(description?.signature ?? "")
  const documentation = description?.documentation ?? ""
  return {
    text,
    // What an imported name stands for is told by its signature alone.
    kind: (kind === "alias" ? kindIn(signature) : null) ?? KINDS[kind] ?? kind,
    ...(signature === "" ? {} : { signature }),
    ...(documentation === "" ? {} : { documentation }),
  }
}
