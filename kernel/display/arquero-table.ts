import { CELLS_SUMMARIZED, summarizeColumn, summaryGrid } from "./column-summary.ts"
import { hasMethods } from "./data-property.ts"
import { escapeHtml } from "./escape-html.ts"
import { type Extent, USUAL_EXTENT } from "./extent.ts"
import { type Grid, gridHtml, gridText, plural } from "./grid.ts"
import { type Showing, showing } from "./showing.ts"
import { isNumeric, textColumn, textOf } from "./table-text.ts"

/** What we use of an arquero table; anything that offers it is shown as one. */
export interface Table {
  numRows(): number
  numCols(): number
  columnNames(): string[]
  get(name: string, row: number): unknown
}

interface Excerpt {
  readonly grid: Grid
  /** The sentence under the table: its size and what is left out. */
  readonly note: string
  /** Of every column, where not all rows are shown. */
  readonly summary: { readonly title: string; readonly grid: Grid } | null
}

/** Whether the value is an arquero table or behaves like one. */
export function isTable(value: object): value is Table {
  return hasMethods(value, ["numRows", "numCols", "columnNames", "get"])
}

/**
 * The first rows of a table as HTML in which everything is escaped, and as aligned text;
 * under a longer one a summary of every column.
 */
export function showTable(table: Table, extent: Extent = USUAL_EXTENT): Showing {
  const { grid, note, summary } = excerptOf(table, extent)
  const details =
    summary === null
      ? []
      : [`<details><summary>${escapeHtml(summary.title)}</summary>`, gridHtml(summary.grid), "</details>"]
  const html = [
    '<div class="deltaw-table">',
    gridHtml(grid),
    `<p><small>${escapeHtml(note)}</small></p>`,
    ...details,
    "</div>",
  ]
  const text = [gridText(grid), note, ...(summary === null ? [] : ["", `${summary.title}:`, gridText(summary.grid)])]
  return showing({ "text/html": html.join("\n"), "text/plain": text.join("\n") })
}

function excerptOf(table: Table, extent: Extent): Excerpt {
  const [allRows, allColumns] = [table.numRows(), table.numCols()]
  const rows = allRows <= extent.rowsShownWhole ? allRows : extent.rows
  const names = table.columnNames().slice(0, extent.columns)
  const columns = names.map((name) => {
    const values = Array.from({ length: rows }, (_, row) => table.get(name, row))
    return { name: textOf(name), numeric: isNumeric(values), cells: textColumn(values) }
  })
  const size = `${plural(allRows, "row")} × ${plural(allColumns, "column")}`
  const left = [
    ...(rows < allRows ? [`first ${rows} rows`] : []),
    ...(names.length < allColumns ? [`first ${names.length} columns`] : []),
  ]
  const note = left.length === 0 ? size : `${size}; ${left.join(" and ")} shown, ${extent.advice}`
  return { grid: { columns, rows }, note, summary: rows < allRows ? summaryOf(table, names, allRows) : null }
}

function summaryOf(table: Table, names: readonly string[], allRows: number): Excerpt["summary"] {
  const rows = Math.min(allRows, Math.ceil(CELLS_SUMMARIZED / Math.max(1, names.length)))
  function* valuesOf(name: string): Iterable<unknown> {
    for (let row = 0; row < rows; row += 1) yield table.get(name, row)
  }
  const part = rows < allRows ? ` of the first ${rows.toLocaleString("en-US")} rows` : ""
  const summaries = names.map((name) => summarizeColumn(name, valuesOf(name)))
  return { title: `Summary of the columns${part}`, grid: summaryGrid(summaries) }
}
