import type {
  AnyNode,
  ClassDeclaration,
  ExportAllDeclaration,
  ExportDefaultDeclaration,
  ExportNamedDeclaration,
  FunctionDeclaration,
  ModuleDeclaration,
  Program,
  Statement,
} from "acorn"
import type MagicString from "magic-string"
import { CELL_SUFFIX } from "../../host/messages.ts"
import { topLevelVarNames, type VarStatement, varStatements } from "./declarations.ts"
import { importStatement, usedImports } from "./imports.ts"
import { BANNER } from "./strip-types.ts"

/** Where hoisted declarations go: behind the banner. */
const TOP = BANNER.length

/** What the rewriting of declarations works on. */
interface Rewriting {
  readonly text: MagicString
  readonly program: Program
  readonly nameOf: (name: string) => string
}

/**
 * Makes every top-level declaration a `let`, the one kind that REPL mode lets a later cell redeclare:
 * functions and `var` at the cell's top, imports behind them, the rest in place.
 */
export function rewriteDeclarations(rewriting: Rewriting): void {
  const { text, program, nameOf } = rewriting
  const vars = new Set(program.body.flatMap(topLevelVarNames))
  if (vars.size > 0) text.appendLeft(TOP, ` let ${[...vars].map(nameOf).join(", ")};`)
  const statements = program.body.map((one) => withoutExport(text, one))
  for (const one of statements) {
    if (one.type === "FunctionDeclaration" && one.id) hoistFunction(rewriting, one)
  }
  const used = usedImports(program)
  for (const one of statements) {
    if (one.type === "ImportDeclaration") {
      text.update(one.start, one.end, importStatement(one, used, nameOf))
      text.move(one.start, one.end, TOP)
    } else if (one.type === "ClassDeclaration" && one.id) {
      text.appendRight(one.start, `let ${nameOf(one.id.name)} = `)
      text.appendLeft(one.end, ";")
    } else if (one.type === "VariableDeclaration" && one.kind === "const") {
      text.update(one.start, one.start + "const".length, "let")
    }
  }
  for (const one of varStatements(program)) assignInstead(text, one)
}

/** Marks the end of a cell whose last statement is no expression, so that no earlier value is taken for its result. */
export function markResult(text: MagicString, program: Program): void {
  const isPlain = (one: AnyNode) =>
    one.type !== "EmptyStatement" && one.type !== "ImportDeclaration" && one.type !== "FunctionDeclaration"
  const last = program.body.slice(1).filter(isPlain).at(-1)
  if (last === undefined || !endsWithExpression(text, last)) text.append("\n;void 0;")
}

/** esbuild puts what follows a `using` into a `try` block; its last value is still the cell's. */
function endsWithExpression(text: MagicString, statement: AnyNode): boolean {
  if (statement.type === "TryStatement" && statement.finalizer) {
    const { start, end } = statement.finalizer
    const last = statement.block.body.filter((one) => one.type !== "EmptyStatement").at(-1)
    return text.original.slice(start, end).includes("__callDispose(") && last?.type === "ExpressionStatement"
  }
  if (statement.type === "ExportDefaultDeclaration") return !isNamed(statement.declaration)
  return statement.type === "ExpressionStatement"
}

/** A cell may say `export`, since modules do; every top-level name is shared with later cells anyway. */
function withoutExport(text: MagicString, statement: Statement | ModuleDeclaration): AnyNode {
  if (statement.type === "ExportAllDeclaration") throw reExport(statement)
  if (statement.type === "ExportDefaultDeclaration") return withoutDefault(text, statement)
  if (statement.type !== "ExportNamedDeclaration") return statement
  if (statement.source) throw reExport(statement)
  if (!statement.declaration) {
    text.remove(statement.start, statement.end)
    return statement
  }
  text.remove(statement.start, statement.declaration.start)
  return statement.declaration
}

function withoutDefault(text: MagicString, statement: ExportDefaultDeclaration): AnyNode {
  const { declaration } = statement
  text.remove(statement.start, declaration.start)
  if (isNamed(declaration)) return declaration
  text.appendRight(declaration.start, "(")
  text.appendLeft(declaration.end, ")")
  return statement
}

function isNamed(node: AnyNode): boolean {
  return (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") && node.id !== null
}

function reExport({ start, source }: ExportAllDeclaration | ExportNamedDeclaration): SyntaxError {
  const message = `A cell cannot re-export from "${String(source?.value)}"; import the names instead, later cells see them.`
  return Object.assign(new SyntaxError(message), { pos: start })
}

/** Without its name inside, the function calls whatever a later cell calls by that name, as in one script. */
function hoistFunction({ text, nameOf }: Rewriting, node: FunctionDeclaration | ClassDeclaration) {
  const { name, start, end } = node.id as FunctionDeclaration["id"]
  text.remove(start, end)
  const renamed = nameOf(name)
  const keepsName = renamed.endsWith(CELL_SUFFIX)
  text.appendRight(node.start, keepsName ? `let ${renamed} = ({ ${name}: ` : `let ${renamed} = `)
  text.appendLeft(node.end, keepsName ? ` }).${name};\n` : ";\n")
  text.move(node.start, node.end, TOP)
}

/** `var x = 1` becomes `(x = 1)`, its name being declared at the cell's top. */
function assignInstead(text: MagicString, { node, isLoopHead }: VarStatement): void {
  const [first] = node.declarations
  const last = node.declarations.at(-1)
  if (!first || !last) return
  text.remove(node.start, first.start)
  if (isLoopHead) return
  text.appendRight(first.start, "(")
  text.appendLeft(last.end, ")")
}
