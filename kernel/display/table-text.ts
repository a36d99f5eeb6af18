import { inspectText } from "./plain-value.ts"

/** Characters of a cell after which it is cut, also where a page can wrap it. */
const LONGEST_CELL = 500
/** Decimals shown at most. */
const DECIMALS = 6

/** Whether all values that are there are numbers, so that the column stands to the right. */
export function isNumeric(values: readonly unknown[]): boolean {
  const there = values.filter((value) => value !== null && value !== undefined)
  return there.length > 0 && there.every((value) => typeof value === "number" || typeof value === "bigint")
}

/** The texts of one column; its numbers share their count of decimals so that they can be compared by eye. */
export function textColumn(values: readonly unknown[]): string[] {
  const numbers = values.filter((value): value is number => typeof value === "number" && Number.isFinite(value))
  const write = numberWriter(numbers)
  return values.map((value) => (typeof value === "number" && Number.isFinite(value) ? write(value) : textOf(value)))
}

/** How to write numbers that stand together: with one count of decimals, or in six digits where they differ too much. */
export function numberWriter(numbers: readonly number[]): (value: number) => string {
  const sizes = numbers.filter((value) => value !== 0).map(Math.abs)
  if (numbers.every(Number.isInteger) && sizes.every((size) => size < 1e15)) return String
  if (sizes.some((size) => size >= 1e9 || size < 1e-4)) return (value) => String(Number(value.toPrecision(6)))
  const decimals = Math.max(...numbers.map((value) => decimalsOf(value)))
  return (value) => value.toFixed(decimals)
}

function decimalsOf(value: number): number {
  const [, fraction = ""] = String(Number(value.toFixed(DECIMALS))).split(".")
  return fraction.length
}

/** A text on one line, cut where it is long. */
export function textOf(value: unknown): string {
  const text = value instanceof Date ? dateText(value) : typeof value === "string" ? value : inspectText(value)
  const line = text.replace(/\s+/g, " ")
  return line.length <= LONGEST_CELL ? line : `${line.slice(0, LONGEST_CELL - 1)}…`
}

function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return "invalid date"
  return date.toISOString().replace(/T00:00:00\.000Z$/, "")
}
