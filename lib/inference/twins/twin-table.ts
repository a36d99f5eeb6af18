import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import type { Measure, MeasureName } from "./twin-measures.ts"

/** A measure of the animal beside those of its copies; null where there is none, Infinity where a criterion was not reached. */
export interface ComparedMeasure extends Omit<Measure, "value"> {
  readonly data: number | null
  /** Median over copies, and their 2.5 % and 97.5 % quantiles. */
  readonly twin: number | null
  readonly low: number | null
  readonly high: number | null
  /** Copies that have a value. */
  readonly valued: number
  /** Whether the animal's lies inside the band; null where either is missing. */
  readonly inside: boolean | null
}

/** How many numbers of a measure can be compared, and how many of the animal's lie inside the band. */
export interface Agreement {
  readonly measure: MeasureName
  readonly rows: number
  readonly inside: number
}

/** Lines up the animal's measures with those of its copies; sessions, thirds and contrasts that only one side has are kept. */
export function compared(
  data: readonly Measure[],
  copies: readonly (readonly Measure[])[],
): readonly ComparedMeasure[] {
  const groups = new Map<string, { place: Measure; data: number; copies: number[] }>()
  const group = (place: Measure) => {
    const name = [place.measure, place.session, place.third, place.contrast].join(" ")
    const found = groups.get(name) ?? { place, data: Number.NaN, copies: [] }
    groups.set(name, found)
    return found
  }
  for (const measure of data) group(measure).data = measure.value
  for (const measure of copies.flat()) group(measure).copies.push(measure.value)
  return [...groups.values()].map(({ place, data, copies }) => {
    const { measure, session, third, contrast } = place
    const sorted = Float64Array.from(copies.filter((value) => !Number.isNaN(value))).sort()
    const known = (value: number) => (Number.isNaN(value) ? null : value)
    const [twin, low, high] = [0.5, 0.025, 0.975].map((share) => known(quantile(sorted, share)))
    const inside = known(data) === null || low == null || high == null ? null : data >= low && data <= high
    const numbers = { data: known(data), twin: twin!, low: low!, high: high!, valued: sorted.length, inside }
    return { measure, session, third, contrast, ...numbers }
  })
}

/** Counts by measure how often the animal lies inside the band. */
export function agreements(rows: readonly ComparedMeasure[]): readonly Agreement[] {
  const measures = [...new Set(rows.map(({ measure }) => measure))]
  return measures.map((measure) => {
    const told = rows.filter((row) => row.measure === measure && row.inside !== null)
    return { measure, rows: told.length, inside: told.filter(({ inside }) => inside).length }
  })
}

/** The comparison as a table; what is infinite stands there as null with `reached` false. */
export function twinTable(
  rows: readonly ComparedMeasure[],
  { animal, learner, copies }: { animal: ChoiceSequence; learner: string; copies: number },
): ColumnTable {
  const finite = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null)
  return table({
    animal: rows.map(() => animal.animal),
    synthetic: rows.map(() => animal.synthetic),
    learner: rows.map(() => learner),
    copies: rows.map(() => copies),
    measure: rows.map(({ measure }) => measure),
    session: rows.map(({ session }) => session),
    third: rows.map(({ third }) => third),
    contrast: rows.map(({ contrast }) => contrast),
    data: rows.map(({ data }) => finite(data)),
    twin: rows.map(({ twin }) => finite(twin)),
    twinLow: rows.map(({ low }) => finite(low)),
    twinHigh: rows.map(({ high }) => finite(high)),
    reached: rows.map(({ data }) => data !== Number.POSITIVE_INFINITY),
    valued: rows.map(({ valued }) => valued),
    inside: rows.map(({ inside }) => inside),
  })
}

/** Linear between the order statistics; NaN of an empty list. */
function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)]!
  const above = sorted[Math.ceil(place)]!
  return above === below ? below : below + (place - Math.floor(place)) * (above - below)
}
