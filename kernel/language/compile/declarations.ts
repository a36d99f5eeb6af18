import type {
  AnyNode,
  ForInStatement,
  ForOfStatement,
  ForStatement,
  ModuleDeclaration,
  Program,
  Statement,
  VariableDeclaration,
} from "acorn"
import { varNames } from "./scopes.ts"
import { childrenOf, opensFunctionScope, patternNames } from "./tree.ts"

/** How a top-level name came to be, as the JavaScript of the cell has it (an enum arrives as `var`). */
export type DeclarationKind = "const" | "let" | "var" | "class" | "function" | "import"

/** A name that a cell declares for itself and all later cells. */
export interface Declaration {
  readonly name: string
  readonly kind: DeclarationKind
  /** The module that an import names. */
  readonly source?: string
}

/** Everything that a cell declares at its top level, a name once. */
export function declarationsOf(program: Program): Declaration[] {
  const found = new Map<string, Declaration>()
  for (const statement of program.body) {
    for (const declaration of declaredBy(statement)) found.set(declaration.name, declaration)
    for (const name of topLevelVarNames(statement)) if (!found.has(name)) found.set(name, { name, kind: "var" })
  }
  return [...found.values()]
}

/** Names that hoist to the cell's top because a `var` somewhere outside functions declares them. */
export function topLevelVarNames(node: AnyNode): string[] {
  return opensFunctionScope(node) ? [] : varNames(node)
}

/** A `var` statement outside functions, and whether it stands in the head of a loop. */
export interface VarStatement {
  readonly node: VariableDeclaration
  readonly isLoopHead: boolean
}

/** All `var` statements outside functions, outermost first. */
export function varStatements(node: AnyNode, parent?: AnyNode): VarStatement[] {
  if (opensFunctionScope(node)) return []
  const own: VarStatement[] =
    node.type === "VariableDeclaration" && node.kind === "var"
      ? [{ node, isLoopHead: isLoop(parent) && parent.body !== node }]
      : []
  return [...own, ...childrenOf(node).flatMap((child) => varStatements(child, node))]
}

function isLoop(node: AnyNode | undefined): node is ForStatement | ForInStatement | ForOfStatement {
  return node?.type === "ForStatement" || node?.type === "ForInStatement" || node?.type === "ForOfStatement"
}

function declaredBy(statement: Statement | ModuleDeclaration): Declaration[] {
  switch (statement.type) {
    case "VariableDeclaration": {
      const { kind } = statement
      if (kind !== "const" && kind !== "let" && kind !== "var") return []
      return statement.declarations.flatMap(({ id }) => patternNames(id)).map((name) => ({ name, kind }))
    }
    case "FunctionDeclaration":
      return [{ name: statement.id.name, kind: "function" }]
    case "ClassDeclaration":
      return [{ name: statement.id.name, kind: "class" }]
    case "ImportDeclaration": {
      const source = String(statement.source.value)
      return statement.specifiers.map(({ local }) => ({ name: local.name, kind: "import", source }))
    }
    case "ExportNamedDeclaration":
      return statement.declaration ? declaredBy(statement.declaration) : []
    case "ExportDefaultDeclaration": {
      const { declaration } = statement
      if (declaration.type === "FunctionDeclaration" && declaration.id) {
        return [{ name: declaration.id.name, kind: "function" }]
      }
      if (declaration.type === "ClassDeclaration" && declaration.id) {
        return [{ name: declaration.id.name, kind: "class" }]
      }
      return []
    }
    default:
      return []
  }
}
