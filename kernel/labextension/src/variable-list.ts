import { isRecord } from "./record.ts"

/** A variable as the kernel describes it: plain text. */
export interface Variable {
  readonly name: string
  readonly type: string
  readonly shape: string
  readonly preview: string
}

/** The variables of a kernel; `total` counts those left out, too. */
export interface VariableList {
  readonly variables: readonly Variable[]
  readonly total: number
}

/** Reads what came on the comm, by name; what is not a variable is left out. */
export function variableList(data: unknown): VariableList {
  const sent = isRecord(data) && Array.isArray(data.variables) ? data.variables : []
  const variables = sent.filter(isVariable).sort((a, b) => a.name.localeCompare(b.name))
  const total = isRecord(data) && typeof data.total === "number" ? data.total : variables.length
  return { variables, total }
}

/**
 * The variables whose name or type holds a text, in upper or lower case.
 * @param text empty for all
 */
export function matching(variables: readonly Variable[], text: string): readonly Variable[] {
  const wanted = text.trim().toLowerCase()
  return variables.filter(({ name, type }) => `${name}\n${type}`.toLowerCase().includes(wanted))
}

/** How many variables are shown, and why not all. */
export function countNote({ variables, total }: VariableList, shown: number): string {
  if (total === 0) return "No variables yet."
  const all = total === 1 ? "1 variable" : `${total} variables`
  const capped = variables.length < total ? `; the ${variables.length} of the latest cells are listed` : ""
  return shown < variables.length ? `${shown} shown of ${all}${capped}` : `${all}${capped}`
}

function isVariable(value: unknown): value is Variable {
  return (
    isRecord(value) && [value.name, value.type, value.shape, value.preview].every((text) => typeof text === "string")
  )
}
