import { numberWriter } from "./table-text.ts"

/** Numbers that a summary looks at; more would hold the cell up. */
const NUMBERS_SUMMARIZED = 2_000_000

/**
 * Range and mean of numbers on one line, how many are NaN, and where not all were looked at, that; empty for none.
 * @param at the number at an index from 0 to `length` - 1
 */
export function summarizeNumbers(length: number, at: (index: number) => number | bigint): string {
  const looked = Math.min(length, NUMBERS_SUMMARIZED)
  let [missing, sum] = [0, 0]
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let index = 0; index < looked; index += 1) {
    const number = Number(at(index))
    if (Number.isNaN(number)) {
      missing += 1
      continue
    }
    sum += number
    if (number < min) min = number
    if (number > max) max = number
  }
  const count = looked - missing
  const write = (number: number) => numberWriter([number])(number)
  const range = count === 0 ? [] : [`min ${write(min)}`, `mean ${write(sum / count)}`, `max ${write(max)}`]
  const nan = missing > 0 ? [`${missing.toLocaleString("en-US")} NaN`] : []
  const part = looked < length ? ` (of the first ${looked.toLocaleString("en-US")})` : ""
  return [...range, ...nan].join(", ") + part
}
