import type { Grid } from "./grid.ts"
import { textColumn, textOf } from "./table-text.ts"

/** Cells that the summary of a table looks at; more would hold the notebook up. */
export const CELLS_SUMMARIZED = 400_000
/** Different values that are counted. */
const MOST_DISTINCT = 1000

/** What is said of one column. */
export interface ColumnSummary {
  readonly name: string
  /** `number`, `string`, `date` and so on; `mixed` where there are several. */
  readonly type: string
  /** Rows without a value: null, undefined or NaN. */
  readonly missing: number
  /** Different values, or null where there are too many to count. */
  readonly distinct: number | null
  /** Of numbers and dates. */
  readonly min?: number | bigint | Date
  readonly mean?: number
  readonly max?: number | bigint | Date
}

/** Summarizes values: their type, how many are missing and different, and of numbers their range and mean. */
export function summarizeColumn(name: string, values: Iterable<unknown>): ColumnSummary {
  const kinds = new Set<string>()
  const seen = new Set<unknown>()
  let [missing, count, sum] = [0, 0, 0]
  let min: number | bigint | Date | undefined
  let max: number | bigint | Date | undefined
  for (const value of values) {
    if (value === null || value === undefined || Number.isNaN(value)) {
      missing += 1
      continue
    }
    kinds.add(kindOf(value))
    if (seen.size <= MOST_DISTINCT) seen.add(value instanceof Date ? value.getTime() : value)
    if (!isOrdered(value)) continue
    count += 1
    sum += Number(value)
    if (min === undefined || value < min) min = value
    if (max === undefined || value > max) max = value
  }
  const type = kinds.size === 0 ? "empty" : kinds.size === 1 ? [...kinds][0]! : "mixed"
  const distinct = seen.size > MOST_DISTINCT ? null : seen.size
  const isRanged = kinds.size === 1 && min !== undefined && max !== undefined
  const mean = isRanged && type !== "date" ? { mean: sum / count } : {}
  return { name, type, missing, distinct, ...(isRanged ? { min, max } : {}), ...mean } as ColumnSummary
}

/** Summaries as a grid, one row for each column of the table. */
export function summaryGrid(summaries: readonly ColumnSummary[]): Grid {
  const numbers = (name: string, pick: (summary: ColumnSummary) => unknown) => {
    const values = summaries.map(pick)
    return { name, numeric: true, cells: values.map((value) => (value === undefined ? "" : textColumn([value])[0]!)) }
  }
  return {
    rows: summaries.length,
    columns: [
      { name: "column", numeric: false, cells: summaries.map(({ name }) => textOf(name)) },
      { name: "type", numeric: false, cells: summaries.map(({ type }) => type) },
      numbers("missing", ({ missing }) => missing),
      numbers("different", ({ distinct }) => distinct ?? `over ${MOST_DISTINCT.toLocaleString("en-US")}`),
      numbers("min", ({ min }) => min),
      numbers("mean", ({ mean }) => mean),
      numbers("max", ({ max }) => max),
    ],
  }
}

function kindOf(value: unknown): string {
  if (value instanceof Date) return "date"
  if (Array.isArray(value)) return "array"
  return typeof value
}

function isOrdered(value: unknown): value is number | bigint | Date {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Date
}
