import { type BindingPattern, type Comment, type Directive, parseSync, type Statement } from "oxc-parser"
import type { Dialect } from "./compile/dialect.ts"

/** How a value of a cell reaches later cells: by import, or as a variable that they may assign. */
export type ValueKind = "import" | "let" | "const"

/** A stretch of a cell's text, as offsets. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/** A name that a cell declares at its top; value and type are apart, as in TypeScript. */
export interface CellName {
  readonly name: string
  /** How its value goes on; null for a name that is a type alone. */
  readonly value: ValueKind | null
  readonly isType: boolean
  /** Whether a statement itself exports the name. */
  readonly exported: boolean
  /** The doc comment above the first statement, or "". */
  readonly documentation: string
  /** The statements that declare it: overloads, or a type beside a value. */
  readonly statements: readonly TextRange[]
}

interface Declared {
  readonly name: string
  readonly value: ValueKind | null
  readonly isType: boolean
}

/** Names that a cell declares at its top level, types included; those found before the fault where it does not parse. */
export function cellNames(code: string, dialect: Dialect = "ts"): CellName[] {
  const { program, comments, errors } = parseSync("cell.ts", code, { lang: dialect, sourceType: "module" })
  if (errors.length > 0 && program.body.length === 0) return namesByPattern(code)
  const names = new Map<string, CellName>()
  let end = 0
  for (const statement of program.body) {
    const { declaration, exported } = unwrapped(statement)
    const documentation = docCommentBetween(comments, code, end, statement.start)
    end = statement.end
    for (const declared of declaredBy(declaration)) {
      const range = { start: statement.start, end: statement.end }
      const name = { ...declared, exported, documentation, statements: [range] }
      names.set(declared.name, merged(names.get(declared.name), name))
    }
  }
  return [...names.values()]
}

/** Identifiers that occur in a text, comments and strings included. */
export function wordsOf(code: string): Set<string> {
  return new Set(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu))
}

function merged(before: CellName | undefined, name: CellName): CellName {
  if (before === undefined) return name
  return {
    name: name.name,
    value: name.value ?? before.value,
    isType: before.isType || name.isType,
    exported: before.exported || name.exported,
    documentation: before.documentation || name.documentation,
    statements: [...before.statements, ...name.statements],
  }
}

/** The last doc comment of a gap, where nothing but blanks follows it. */
function docCommentBetween(comments: readonly Comment[], code: string, start: number, end: number): string {
  const above = comments.filter((one) => one.start >= start && one.end <= end).at(-1)
  const isDoc = above?.type === "Block" && above.value.startsWith("*") && code.slice(above.end, end).trim() === ""
  return isDoc ? code.slice(above.start, above.end) : ""
}

function unwrapped(statement: Directive | Statement): { declaration: Directive | Statement; exported: boolean } {
  if (statement.type === "ExportNamedDeclaration" && statement.declaration) {
    return { declaration: statement.declaration, exported: true }
  }
  if (statement.type === "ExportDefaultDeclaration") {
    return { declaration: statement.declaration as Statement, exported: false }
  }
  return { declaration: statement, exported: false }
}

function declaredBy(statement: Directive | Statement): Declared[] {
  switch (statement.type) {
    case "VariableDeclaration": {
      const value = statement.kind === "let" || statement.kind === "var" ? "let" : "const"
      const names = statement.declarations.flatMap(({ id }) => patternNames(id))
      return names.map((name) => ({ name, value, isType: false }))
    }
    case "ImportDeclaration":
      return statement.specifiers.map(({ local }) => ({ name: local.name, value: "import", isType: true }))
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      return statement.id ? [{ name: statement.id.name, value: "import", isType: false }] : []
    case "ClassDeclaration":
    case "TSEnumDeclaration":
    case "TSImportEqualsDeclaration":
      return statement.id ? [{ name: statement.id.name, value: "import", isType: true }] : []
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return [{ name: statement.id.name, value: null, isType: true }]
    case "TSModuleDeclaration":
      return statement.kind === "namespace" && statement.id.type === "Identifier"
        ? [{ name: statement.id.name, value: "import", isType: true }]
        : []
    default:
      return []
  }
}

function patternNames(pattern: BindingPattern): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name]
    case "AssignmentPattern":
      return patternNames(pattern.left)
    case "ArrayPattern":
      return pattern.elements.flatMap((one) =>
        one === null ? [] : patternNames(one.type === "RestElement" ? one.argument : one),
      )
    case "ObjectPattern":
      return pattern.properties.flatMap((one) =>
        patternNames(one.type === "RestElement" ? one.argument : (one.value as BindingPattern)),
      )
  }
}

/** A cell being typed seldom parses: declarations that start a line are found by their keyword. */
function namesByPattern(code: string): CellName[] {
  const keywords = "const|let|var|function\\*?|class|interface|type|enum|namespace|import(?: type)?"
  const declaration = new RegExp(
    `^(?:export |declare |async |abstract )*(?:${keywords})\\s+([\\p{ID_Start}$_][\\p{ID_Continue}$]*|[{[][^}\\]=]*)`,
    "gmu",
  )
  return [...code.matchAll(declaration)].flatMap((match) =>
    [...wordsOf(match[1] ?? "")].map((name) => ({
      name,
      value: "let" as const,
      isType: true,
      exported: false,
      documentation: "",
      statements: [{ start: match.index, end: match.index + match[0].length }],
    })),
  )
}
