import { type BindingPattern, type Directive, parseSync, type Statement } from "oxc-parser"

/** How a top-level name of a cell reaches later cells: by import, or as a variable that they may assign. */
export type NameKind = "import" | "let" | "const" | "type"

/** A name that a cell declares at its top, and the statement that does, as offsets in the cell's text. */
export interface CellName {
  readonly name: string
  readonly kind: NameKind
  /** Whether the statement itself exports the name. */
  readonly exported: boolean
  readonly start: number
  readonly end: number
}

type Named = Pick<CellName, "name" | "kind">

/** Names that a cell declares at its top level, types included; those found before the fault where it does not parse. */
export function cellNames(code: string): CellName[] {
  const { program, errors } = parseSync("cell.ts", code, { lang: "ts", sourceType: "module" })
  if (errors.length > 0 && program.body.length === 0) return namesByPattern(code)
  const names = new Map<string, CellName>()
  for (const statement of program.body) {
    const { declaration, exported } = unwrapped(statement)
    for (const { name, kind } of declaredBy(declaration)) {
      names.set(name, { name, kind, exported, start: statement.start, end: statement.end })
    }
  }
  return [...names.values()]
}

/** Identifiers that occur in a text, comments and strings included. */
export function wordsOf(code: string): Set<string> {
  return new Set(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu))
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

function declaredBy(statement: Directive | Statement): Named[] {
  switch (statement.type) {
    case "VariableDeclaration": {
      const kind = statement.kind === "let" || statement.kind === "var" ? "let" : "const"
      return statement.declarations.flatMap(({ id }) => patternNames(id)).map((name) => ({ name, kind }))
    }
    case "ImportDeclaration":
      return statement.specifiers.map(({ local }) => ({ name: local.name, kind: "import" }))
    case "FunctionDeclaration":
    case "TSDeclareFunction":
    case "ClassDeclaration":
    case "TSEnumDeclaration":
    case "TSImportEqualsDeclaration":
      return statement.id ? [{ name: statement.id.name, kind: "import" }] : []
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return [{ name: statement.id.name, kind: "type" }]
    case "TSModuleDeclaration":
      return statement.kind === "namespace" && statement.id.type === "Identifier"
        ? [{ name: statement.id.name, kind: "import" }]
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
      kind: "let" as const,
      exported: false,
      start: match.index,
      end: match.index + match[0].length,
    })),
  )
}
