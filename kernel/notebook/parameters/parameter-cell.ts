import { parseSync, type VariableDeclarator } from "oxc-parser"
import { hasTag, type Notebook } from "../notebook-file.ts"

/** A parameter that the cell tagged `parameters` declares, such as `let rate: number = 0.1`. */
export interface Parameter {
  readonly name: string
  readonly keyword: "let" | "const" | "var"
  /** The type as it is written, or null where it follows from the initial value. */
  readonly annotation: string | null
  /** The initial value as it is written, or null where there is none. */
  readonly initial: string | null
}

/** The cell that declares the parameters of a notebook. */
export interface ParameterCell {
  /** Its place among the cells. */
  readonly index: number
  readonly parameters: readonly Parameter[]
}

/** Finds the first cell tagged `parameters` and reads its top-level variables; null where no cell has that tag. */
export function findParameterCell({ cells }: Notebook): ParameterCell | null {
  const index = cells.findIndex((cell) => cell.cell_type === "code" && hasTag(cell, "parameters"))
  return index < 0 ? null : { index, parameters: parametersIn(cells[index]!.source) }
}

/** The variables that a piece of TypeScript declares at its top level. */
export function parametersIn(code: string): Parameter[] {
  const { program } = parseSync("parameters.ts", code, { lang: "ts", sourceType: "module" })
  return program.body.flatMap((statement) => {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
    if (declaration?.type !== "VariableDeclaration") return []
    const { kind, declarations } = declaration
    if (kind !== "let" && kind !== "const" && kind !== "var") return []
    return declarations.flatMap((one) => parameterOf(code, kind, one))
  })
}

/** How a parameter is told to the user: `rate: number = 0.1`. */
export function describeParameter({ name, annotation, initial }: Parameter): string {
  return `${name}${annotation === null ? "" : `: ${annotation}`}${initial === null ? "" : ` = ${initial}`}`
}

function parameterOf(code: string, keyword: Parameter["keyword"], { id, init }: VariableDeclarator): Parameter[] {
  if (id.type !== "Identifier") return []
  const type = id.typeAnnotation?.typeAnnotation
  return [
    {
      name: id.name,
      keyword,
      annotation: type ? code.slice(type.start, type.end) : null,
      initial: init ? code.slice(init.start, init.end) : null,
    },
  ]
}
