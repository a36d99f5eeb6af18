import type { AnyNode, Identifier, Program } from "acorn"
import { childrenOf, opensFunctionScope, patternNames } from "./tree.ts"

/** One place where a cell reads or writes a name that no inner scope declares. */
export interface FreeReference {
  readonly node: Identifier
  /** True in `{ name }`, where a new name needs its key spelt out. */
  readonly shorthand: boolean
}

/**
 * Finds every mention of some names that means the top level of the cell (or a global), declarations included.
 * @param wanted the names looked for; a smaller set is quicker
 */
export function freeReferences(program: Program, wanted: ReadonlySet<string>): FreeReference[] {
  const found: FreeReference[] = []
  if (wanted.size > 0) visit(program, new Set(), { wanted, found })
  return found
}

interface Search {
  readonly wanted: ReadonlySet<string>
  readonly found: FreeReference[]
}

function visit(node: AnyNode, shadowed: ReadonlySet<string>, search: Search, parent?: AnyNode) {
  if (node.type === "Identifier") {
    if (search.wanted.has(node.name) && !shadowed.has(node.name)) {
      search.found.push({ node, shorthand: isShorthand(node, parent) })
    }
    return
  }
  const inner = node.type === "Program" ? shadowed : extend(shadowed, namesDeclaredBy(node))
  for (const child of childrenOf(node)) {
    if (isNameOnly(node, child)) continue
    visit(child, namesOutside(node, child) ? shadowed : inner, search, carries(node) ? parent : node)
  }
}

/** `{ a = 1 } = o` keeps its shorthand one level above the identifier. */
function carries(node: AnyNode): boolean {
  return node.type === "AssignmentPattern"
}

function isShorthand(node: Identifier, parent: AnyNode | undefined): boolean {
  return parent?.type === "Property" && parent.shorthand && parent.start === node.start
}

/** A declaration's own name belongs to the scope around it. */
function namesOutside(node: AnyNode, child: AnyNode): boolean {
  return (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") && child === node.id
}

/** Identifiers that name a property, a label or a foreign export rather than a variable. */
function isNameOnly(node: AnyNode, child: AnyNode): boolean {
  switch (node.type) {
    case "MemberExpression":
      return child === node.property && !node.computed
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return child === node.key && child !== node.value && !node.computed
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return child === node.label
    case "ImportSpecifier":
      return child === node.imported && child !== node.local
    case "ExportSpecifier":
      return child === node.exported && child !== node.local
    case "MetaProperty":
      return true
    default:
      return false
  }
}

function extend(outer: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  return names.length === 0 ? outer : new Set([...outer, ...names])
}

/** The names that a node puts into scope for what lies inside it. */
function namesDeclaredBy(node: AnyNode): string[] {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression": {
      const own = node.type === "FunctionExpression" && node.id ? [node.id.name] : []
      const body = node.body.type === "BlockStatement" ? varNames(node.body) : []
      return [...own, ...node.params.flatMap(patternNames), ...body]
    }
    case "StaticBlock":
      return [...lexicalNames(node.body), ...node.body.flatMap(varNames)]
    case "ClassDeclaration":
    case "ClassExpression":
      return node.id ? [node.id.name] : []
    case "BlockStatement":
      return lexicalNames(node.body)
    case "SwitchStatement":
      return lexicalNames(node.cases.flatMap((one) => one.consequent))
    case "ForStatement":
      return node.init ? lexicalNames([node.init]) : []
    case "ForInStatement":
    case "ForOfStatement":
      return lexicalNames([node.left])
    case "CatchClause":
      return node.param ? patternNames(node.param) : []
    default:
      return []
  }
}

function lexicalNames(nodes: readonly AnyNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node.type === "VariableDeclaration" && node.kind !== "var") {
      return node.declarations.flatMap((declarator) => patternNames(declarator.id))
    }
    if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") {
      return node.id ? [node.id.name] : []
    }
    return []
  })
}

/** Names that `var` declares anywhere below a node, functions and static blocks left out. */
export function varNames(node: AnyNode): string[] {
  const own =
    node.type === "VariableDeclaration" && node.kind === "var"
      ? node.declarations.flatMap((declarator) => patternNames(declarator.id))
      : []
  return [...own, ...childrenOf(node).flatMap((child) => (opensFunctionScope(child) ? [] : varNames(child)))]
}
