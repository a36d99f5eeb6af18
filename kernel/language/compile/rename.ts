import type { Program } from "acorn"
import type MagicString from "magic-string"
import { CELL_SUFFIX, HOST_OBJECT } from "../../host/messages.ts"
import type { Declaration } from "./declarations.ts"
import { hidesGlobal } from "./reserved-names.ts"
import { freeReferences } from "./scopes.ts"

/** What has to be remembered from cell to cell; a new child process starts with a new one. */
export interface CellState {
  /** Names of cells that hide a global: every later cell that says `performance` means the cell's one. */
  readonly renamed: Set<string>
}

/** A state for a process in which no cell ran yet. */
export function createCellState(): CellState {
  return { renamed: new Set() }
}

/** What `planRenames` goes by. */
export interface RenameRequest {
  readonly code: string
  readonly number: number
  readonly declarations: readonly Declaration[]
  readonly state: CellState
}

/**
 * New names for what this cell and earlier ones declare under the name of a global, and for what the type
 * stripper added: its helpers must be this cell's own, since a class of this cell goes on using them.
 */
export function planRenames(request: RenameRequest): Map<string, string> {
  const { code, number, declarations, state } = request
  const renames = new Map<string, string>()
  for (const declaration of declarations) {
    const { name } = declaration
    if (isGenerated(declaration, code)) renames.set(name, `${name}$${number}`)
    else if (hidesGlobal(name)) state.renamed.add(name)
  }
  for (const name of state.renamed) renames.set(name, name + CELL_SUFFIX)
  return renames
}

/** Whether a top-level name of the JavaScript is not the user's: a helper of the type stripper, or an import that JSX needs. */
export function isGenerated({ name, source }: Declaration, code: string): boolean {
  if (source !== undefined && /\/jsx(?:-dev)?-runtime$/.test(source)) return !code.includes(source)
  return name.startsWith("_") && !code.includes(name)
}

/** Gives free references their new names; `require` of no cell becomes the host's. */
export function renameReferences(text: MagicString, program: Program, renames: ReadonlyMap<string, string>): void {
  const targets = new Map([["require", `${HOST_OBJECT}.require`], ...renames])
  const settled = settledRanges(program)
  for (const { node, shorthand } of freeReferences(program, new Set(targets.keys()))) {
    if (settled.some(({ start, end }) => start <= node.start && node.end <= end)) continue
    const target = targets.get(node.name) as string
    text.update(node.start, node.end, shorthand ? `${node.name}: ${target}` : target)
  }
}

interface Range {
  readonly start: number
  readonly end: number
}

/** Where the rewriting of declarations has already put or removed names; a class keeps its own inside. */
function settledRanges(program: Program): Range[] {
  return program.body.flatMap((statement): readonly Range[] => {
    if (statement.type === "ImportDeclaration") return [statement]
    const isExport = statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration"
    const declaration = isExport ? statement.declaration : statement
    if (!declaration) return [statement]
    const isNamed = declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration"
    return isNamed && declaration.id ? [declaration.id] : []
  })
}
