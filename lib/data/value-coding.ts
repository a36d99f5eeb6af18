import { DataError } from "./data-error.ts"
import type { ColumnValues } from "./named-columns.ts"
import { place } from "./named-columns.ts"

/** A value as it stands in a file, or several that mean the same. */
export type Coded = number | string | boolean | readonly (number | string | boolean)[]

/** A column and the values that mean something in it. */
export interface Coding {
  /** What the column is for, as the option is called, such as "choice". */
  readonly role: string
  readonly column: string
  readonly file: string
  readonly lines?: readonly number[]
}

/**
 * What each row of a column means: the name of the meaning whose values hold it, or null where it is empty or NaN.
 * Texts are compared without case and outer blanks, numbers as numbers.
 * @throws DataError where a value belongs to no meaning; it lists what the column holds
 */
export function decode<Meaning extends string>(
  values: ColumnValues,
  meanings: Readonly<Record<Meaning, Coded | undefined>>,
  coding: Coding,
): readonly (Meaning | null)[] {
  const known = new Map<string, Meaning>()
  for (const [meaning, coded] of Object.entries(meanings) as [Meaning, Coded | undefined][]) {
    for (const value of coded === undefined ? [] : listOf(coded)) {
      const before = known.get(normal(value))
      if (before !== undefined && before !== meaning) {
        throw new RangeError(`values.${coding.role}: ${value} is both ${before} and ${meaning}`)
      }
      known.set(normal(value), meaning)
    }
  }
  return Array.from(values as ArrayLike<number | string>, (value, row) => {
    const text = normal(value)
    if (known.has(text)) return known.get(text)!
    if (isMissing(text)) return null
    const names = Object.keys(meanings).join(", ")
    throw new DataError(
      "impossible-value",
      `${coding.file}, ${place(row, coding.lines?.[row])}: ${coding.column} is ${JSON.stringify(value)}, of which it is not said whether it means ${names}. ` +
        `${coding.column} holds ${distinct(values)}; say what they mean by the option values: { ${coding.role}: { ${Object.keys(
          meanings,
        )
          .map((meaning) => `${meaning}: …`)
          .join(", ")} } }.`,
    )
  })
}

/** The different values of a column, at most 12, as they would be quoted. */
export function distinct(values: ColumnValues): string {
  const found = [...new Set(Array.from(values as ArrayLike<number | string>))]
  const shown = found
    .slice(0, 12)
    .map((value) => JSON.stringify(typeof value === "number" ? value : value.slice(0, 40)))
  return `${shown.join(", ").replaceAll("null", "NaN")}${found.length > 12 ? ` and ${found.length - 12} more` : ""}`
}

/** The different values of a column that are not missing. */
export function present(values: ColumnValues): readonly string[] {
  return [...new Set(Array.from(values as ArrayLike<number | string>, normal))].filter((text) => !isMissing(text))
}

/** The values of an option as a list. */
export function listOf(coded: Coded): readonly (number | string | boolean)[] {
  return Array.isArray(coded) ? (coded as readonly (number | string | boolean)[]) : [coded as number | string | boolean]
}

/** A value as it is compared: 1, "1", "1.0" and true are the same. */
export function normal(value: number | string | boolean): string {
  const text = String(typeof value === "boolean" ? Number(value) : value)
    .trim()
    .toLowerCase()
  if (text === "true") return "1"
  if (text === "false") return "0"
  return text !== "" && Number.isFinite(Number(text)) ? String(Number(text) + 0) : text
}

function isMissing(text: string): boolean {
  return text === "" || text === "nan" || text === "null" || text === "none" || text === "na"
}
