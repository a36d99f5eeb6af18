import { refuseUnknownKeys } from "../numerics/options.ts"
import type { MappedColumns, Role, TrialValues } from "./column-mapping.ts"
import { DataError } from "./data-error.ts"
import { type ColumnValues, place } from "./named-columns.ts"
import { type Coded, decode, distinct, listOf, normal, present } from "./value-coding.ts"

/** What a choice, an answer or a side is; null where the field is empty. */
export type Side = "right" | "left" | "none" | null

/** Words that need no explanation. */
const sideWords = { right: ["right", "r"], left: ["left", "l"], none: ["none", "nogo", "no-go", "miss"] }

/**
 * The side that each row of a column means, by the values that the user names, or by the words left and right.
 * @throws DataError where a value is not said to mean anything, or all are one side and the other was only guessed
 */
export function sides(mapped: MappedColumns, role: Role, coded: TrialValues["choice"]): readonly Side[] {
  const { name: column, values } = mapped.column(role)!
  const coding = { role, column, file: mapped.file, ...(mapped.lines === undefined ? {} : { lines: mapped.lines }) }
  if (coded === undefined) return decode(values, sideWords, coding)
  refuseUnknownKeys(`values.${role}`, coded, role === "choice" ? ["right", "left", "none"] : ["right", "left"])
  const decoded = decode(
    values,
    { right: coded.right, left: coded.left ?? otherValue(values, coded), none: coded.none },
    coding,
  )
  const both = decoded.includes("right") && decoded.includes("left")
  // An animal may never choose one side; but a side whose value was not named may be misread.
  if (both || coded.left !== undefined) return decoded
  const only = decoded.includes("right") ? "right" : "left"
  throw new DataError(
    "impossible-value",
    `${mapped.file}: every ${role} is ${only}; ${column} holds ${distinct(values)}.`,
  )
}

/** The one value that is left where right and none are taken. */
export function otherValue(
  values: ColumnValues,
  { right, none }: NonNullable<TrialValues["choice"]>,
): Coded | undefined {
  const taken = new Set([...listOf(right), ...(none === undefined ? [] : listOf(none))].map(normal))
  const others = present(values).filter((value) => !taken.has(value))
  return others.length === 1 ? others[0] : undefined
}

/**
 * A column as numbers, NaN where it is empty.
 * @throws DataError where a field is no number
 */
export function numeric(mapped: MappedColumns, name: string, values: ColumnValues): readonly number[] {
  return Array.from(values as ArrayLike<number | string>, (value, row) => {
    if (typeof value === "number") return value
    if (value.trim() === "" || value.trim().toLowerCase() === "nan") return Number.NaN
    const number = Number(value)
    if (!Number.isNaN(number)) return number
    throw new DataError(
      "impossible-value",
      `${mapped.file}, ${place(row, mapped.lines?.[row])}: ${name} is ${JSON.stringify(value.slice(0, 60))}; accepted is a number.`,
    )
  })
}
