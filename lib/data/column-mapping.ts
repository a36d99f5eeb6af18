import { refuseUnknownKeys } from "../numerics/options.ts"
import { likeliestColumns } from "./column-candidates.ts"
import { DataError } from "./data-error.ts"
import type { ColumnValues, NamedColumns } from "./named-columns.ts"
import type { Coded } from "./value-coding.ts"

/**
 * Which columns of a file hold what. The stimulus is one of: `signedContrast`; `contrast` with `side`; `contrastLeft` with
 * `contrastRight`; or `evidence`, where it is no contrast. Feedback is `reward`, `answer` (the side that was right), or both.
 */
export interface TrialColumns {
  readonly signedContrast?: string
  readonly contrast?: string
  readonly side?: string
  readonly contrastLeft?: string
  readonly contrastRight?: string
  /** Signed evidence, such as the difference of two tones; models see it as it stands. */
  readonly evidence?: string
  readonly choice: string
  readonly reward?: string
  readonly answer?: string
  /** Number or name of the session. */
  readonly session?: string
  /** YYYY-MM-DD, YYYY/MM/DD or YYYYMMDD, a time of day left out; without `session` each date is one. */
  readonly date?: string
  /** Number of the trial in its session. */
  readonly trial?: string
  readonly subject?: string
  /** Prior probability of a left stimulus, in blocks. */
  readonly probabilityLeft?: string
  /** Seconds from the start of the session: for response times in reports. */
  readonly stimulusTime?: string
  readonly firstMovementTime?: string
  readonly responseTime?: string
  /** Further columns that models may use: their names, or new names for them. */
  readonly inputs?: readonly string[] | Readonly<Record<string, string>>
}

/** What the values of mapped columns mean. */
export interface TrialValues {
  /** Unit of contrasts; fractions without it. */
  readonly contrast?: "fraction" | "percent"
  /** Side on which a signed contrast or evidence is positive; right without it. */
  readonly positive?: "right" | "left"
  readonly side?: { readonly right: Coded; readonly left?: Coded }
  /** Empty fields and NaN are no response, as are the values of `none`. */
  readonly choice?: { readonly right: Coded; readonly left?: Coded; readonly none?: Coded }
  readonly answer?: { readonly right: Coded; readonly left?: Coded }
  readonly reward?: { readonly rewarded: Coded; readonly unrewarded?: Coded }
}

/** Options that say how the columns of a file are to be read as trials. */
export interface MappingOptions {
  readonly columns: TrialColumns
  readonly values?: TrialValues
  /** True where all trials are one session, so that neither session nor date is needed. */
  readonly oneSession?: boolean
  /** True where a right choice may go unrewarded or a wrong one rewarded: then reward and answer are not checked against each other. */
  readonly uncertainReward?: boolean
}

const roles = [
  "signedContrast",
  "contrast",
  "side",
  "contrastLeft",
  "contrastRight",
  "evidence",
  "choice",
  "reward",
  "answer",
  "session",
  "date",
  "trial",
  "subject",
  "probabilityLeft",
  "stimulusTime",
  "firstMovementTime",
  "responseTime",
] as const

/** A role of a column. */
export type Role = (typeof roles)[number]

/** The columns of a file that were asked for. */
export interface MappedColumns {
  readonly file: string
  readonly lines?: readonly number[]
  readonly rows: number
  /** Column of a role, or undefined where it was not asked for. */
  readonly column: (role: Role) => { readonly name: string; readonly values: ColumnValues } | undefined
  readonly inputs: ReadonlyMap<string, ColumnValues>
}

/**
 * Finds the columns that a mapping names.
 * @throws TypeError on unknown roles; DataError where a column is not there (with the likeliest ones), or lengths differ
 */
export function mapColumns(named: NamedColumns, mapping: TrialColumns, file: string): MappedColumns {
  refuseUnknownKeys("columns", mapping, [...roles, "inputs"])
  const asked = new Map<string, string>()
  for (const role of roles) {
    const name: unknown = mapping[role]
    if (typeof name === "string") asked.set(role, name)
    else if (name !== undefined) throw new TypeError(`columns.${role} is the name of a column, got ${String(name)}`)
  }
  if (!asked.has("choice")) refuseMissing(file, "columns.choice is not given", ["choice"], named)
  const inputs = inputNames(mapping.inputs)
  const wanted = [...asked, ...inputs]
  const missing = wanted.filter(([, name]) => !named.columns.has(name))
  if (missing.length > 0) {
    const list = missing.map(([role, name]) => `${JSON.stringify(name)} (${role})`).join(", ")
    const hints = missing.map(([role, name]) => hint(name, role, [...named.columns.keys()])).filter(Boolean)
    const what = missing.length === 1 ? "column" : "columns"
    throw new DataError(
      "missing-columns",
      [`${file} lacks the ${what} ${list}; found were ${found(named)}.`, ...hints].join(" "),
    )
  }
  const rows = oneLength(wanted, named, file)
  const column: MappedColumns["column"] = (role) => {
    const name = asked.get(role)
    return name === undefined ? undefined : { name, values: named.columns.get(name)! }
  }
  const given = new Map([...inputs].map(([name, from]) => [name, named.columns.get(from)!]))
  return { file, rows, column, inputs: given, ...(named.lines === undefined ? {} : { lines: named.lines }) }
}

/**
 * Refuses a file for columns that were not named or not found, with the likeliest ones.
 * @param roles what was looked for
 */
export function refuseMissing(file: string, fault: string, roles: readonly string[], named: NamedColumns): never {
  const hints = roles.map((role) => hint(role, role, [...named.columns.keys()])).filter(Boolean)
  throw new DataError("missing-columns", [`${file}: ${fault}; found were ${found(named)}.`, ...hints].join(" "))
}

/** A sentence that says which columns may have been meant, or nothing. */
export function hint(asked: string, role: string, names: readonly string[]): string {
  const likely = [...new Set([...likeliestColumns(asked, names), ...likeliestColumns(role, names)])].slice(0, 3)
  if (likely.length === 0) return ""
  return `For ${role} the likeliest ${likely.length === 1 ? "is" : "are"} ${likely.map((name) => JSON.stringify(name)).join(", ")}.`
}

function found({ columns }: NamedColumns): string {
  const names = [...columns.keys()].map((name) => name.slice(0, 60))
  return names.length === 0 ? "none" : `${names.slice(0, 60).join(", ")}${names.length > 60 ? ", …" : ""}`
}

function inputNames(inputs: TrialColumns["inputs"]): ReadonlyMap<string, string> {
  if (inputs === undefined) return new Map()
  return new Map(Array.isArray(inputs) ? inputs.map((name: string) => [name, name]) : Object.entries(inputs))
}

function oneLength(wanted: readonly (readonly [string, string])[], named: NamedColumns, file: string): number {
  const lengths = wanted.map(([, name]) => ({ name, length: named.columns.get(name)!.length }))
  const first = lengths[0]!
  const other = lengths.find(({ length }) => length !== first.length)
  if (other !== undefined) {
    throw new DataError(
      "malformed",
      `${file}: ${first.name} has ${first.length} values but ${other.name} has ${other.length}; accepted is one value a trial.`,
    )
  }
  if (first.length === 0) throw new DataError("empty", `${file} has the columns asked for, but no trials in them.`)
  return first.length
}
