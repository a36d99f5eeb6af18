import type { ColumnTable } from "arquero"

/** A Plotly figure with the table it was drawn from; it shows itself in a notebook. */
export interface Figure {
  readonly data: readonly Readonly<Record<string, unknown>>[]
  readonly layout: Readonly<Record<string, unknown>>
  /** One row for each mark drawn, intervals included. */
  readonly table: ColumnTable
}
