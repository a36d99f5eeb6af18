import type { ColumnTable } from "arquero"
import { baseLayout } from "./theme.ts"

/** The name under which a value says how it is shown in a notebook. */
const display: unique symbol = Symbol.for("Jupyter.display") as never

/** A Plotly figure with the table it was drawn from; it shows itself in a notebook. */
export interface Figure {
  readonly data: readonly Readonly<Record<string, unknown>>[]
  readonly layout: Readonly<Record<string, unknown>>
  /** One row for each mark drawn, intervals included. */
  readonly table: ColumnTable
  /** MIME type to data, for Jupyter. */
  readonly [display]: () => Readonly<Record<string, unknown>>
}

/** What a figure is made of. */
export interface FigureParts {
  readonly title: string
  /** A line under the title: what is drawn, what an interval is. */
  readonly subtitle?: string
  readonly data: readonly Readonly<Record<string, unknown>>[]
  /** Axes, shapes and sizes; laid over the theme. */
  readonly layout: Readonly<Record<string, unknown>>
  readonly table: ColumnTable
}

/** A figure in the theme of the house. */
export function figure({ title, subtitle, data, layout, table }: FigureParts): Figure {
  const made = { data, layout: { ...baseLayout(title, subtitle), ...layout } }
  const bundle = Object.freeze({
    "application/vnd.plotly.v1+json": made,
    "text/plain": `Figure: ${title} (${table.numRows()} rows in .table)`,
  })
  return Object.freeze({ ...made, table, [display]: () => bundle })
}
