import type { Floor } from "./floor.ts"
import type { Limits } from "./limits.ts"

/** A row as the peers print it, one JSON line. */
export interface RowLine {
  readonly peer: string
  readonly workload: string
  readonly case: string
  /** Seconds of one call. */
  readonly median_s: number
  readonly min_s: number
  readonly repeats: number
  /** The unit of work, and microseconds for each; a peer may do a share of the units in a call, so only these compare. */
  readonly per: string
  readonly us_per_unit: number
  /** What only our rows have. */
  readonly quartiles_s?: readonly [number, number]
  readonly floor?: Floor
  /** Processor time over wall time while it was timed: below 1 where others had the core meanwhile. */
  readonly cpu_share?: number
}

/** The machine's limits as one of our processes measured them, one JSON line. */
export interface LimitsLine {
  readonly peer: string
  readonly limits: Limits
  /** What the arm stands on. */
  readonly features: string
}

/** What a measuring process printed. */
export interface MeasuredLines {
  readonly rows: readonly RowLine[]
  readonly limits: readonly LimitsLine[]
}

/**
 * Reads the JSON lines of a measuring process; other lines are passed over.
 * @throws Error quoting a line that is JSON but neither a row nor limits.
 */
export function readMeasuredLines(text: string): MeasuredLines {
  const rows: RowLine[] = []
  const limits: LimitsLine[] = []
  for (const line of text.split("\n")) {
    if (!line.startsWith("{")) continue
    const value = parse(line)
    if (isRow(value)) rows.push(value)
    else if (isLimits(value)) limits.push(value)
    else throw new Error(`neither a row nor limits: ${line}`)
  }
  return { rows, limits }
}

function parse(line: string): object {
  try {
    return JSON.parse(line) as object
  } catch (cause) {
    throw new Error(`not a line of JSON: ${line}`, { cause })
  }
}

function isRow(value: object): value is RowLine {
  const { workload, case: name, median_s, us_per_unit, per } = value as Partial<RowLine>
  const words = [workload, name, per].every((word) => typeof word === "string")
  return words && [median_s, us_per_unit].every((number) => Number.isFinite(number) && number! > 0)
}

function isLimits(value: object): value is LimitsLine {
  const { limits } = value as Partial<LimitsLine>
  return typeof limits === "object" && Object.values(limits).every((number) => Number.isFinite(number) && number > 0)
}
