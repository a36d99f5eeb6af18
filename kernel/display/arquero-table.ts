import { escapeHtml } from "./escape-html.ts"
import { type Showing, showing } from "./showing.ts"
import { isNumeric, textColumn } from "./table-text.ts"

/** What we use of an arquero table; anything that offers it is shown as one. */
export interface Table {
  numRows(): number
  numCols(): number
  columnNames(): string[]
  get(name: string, row: number): unknown
}

/** Tables up to this length are shown whole. */
const ROWS_SHOWN_WHOLE = 20
/** Rows shown of longer tables. */
const ROWS_SHOWN = 10
/** Columns shown of wider tables. */
const COLUMNS_SHOWN = 20

interface Excerpt {
  readonly columns: readonly { readonly name: string; readonly numeric: boolean; readonly cells: readonly string[] }[]
  readonly rows: number
  /** The sentence under the table: its size and what is left out. */
  readonly note: string
}

/** Whether the value is an arquero table or behaves like one. */
export function isTable(value: object): value is Table {
  const table = value as Partial<Record<keyof Table, unknown>>
  return (
    typeof table.numRows === "function" &&
    typeof table.numCols === "function" &&
    typeof table.columnNames === "function" &&
    typeof table.get === "function"
  )
}

/** The first rows of a table as HTML in which everything is escaped, and as aligned text. */
export function showTable(table: Table): Showing {
  const excerpt = excerptOf(table)
  return showing({ "text/html": tableHtml(excerpt), "text/plain": tableText(excerpt) })
}

function excerptOf(table: Table): Excerpt {
  const [allRows, allColumns] = [table.numRows(), table.numCols()]
  const rows = allRows <= ROWS_SHOWN_WHOLE ? allRows : ROWS_SHOWN
  const names = table.columnNames().slice(0, COLUMNS_SHOWN)
  const columns = names.map((name) => {
    const values = Array.from({ length: rows }, (_, row) => table.get(name, row))
    return { name: String(name), numeric: isNumeric(values), cells: textColumn(values) }
  })
  const size = `${plural(allRows, "row")} × ${plural(allColumns, "column")}`
  const left = [
    ...(rows < allRows ? [`first ${rows} rows`] : []),
    ...(names.length < allColumns ? [`first ${names.length} columns`] : []),
  ]
  return { columns, rows, note: left.length === 0 ? size : `${size}; ${left.join(" and ")} shown` }
}

function tableHtml({ columns, rows, note }: Excerpt): string {
  const align = (numeric: boolean) => ` style="text-align: ${numeric ? "right" : "left"}"`
  const head = columns.map(({ name, numeric }) => `<th scope="col"${align(numeric)}>${escapeHtml(name)}</th>`)
  const body = Array.from({ length: rows }, (_, row) => {
    const cells = columns.map(({ numeric, cells }) => `<td${align(numeric)}>${escapeHtml(cells[row] ?? "")}</td>`)
    return `<tr>${cells.join("")}</tr>`
  })
  return [
    '<div class="deltaw-table">',
    `<table class="dataframe"><thead><tr>${head.join("")}</tr></thead>`,
    `<tbody>${body.join("\n")}</tbody></table>`,
    `<p><small>${escapeHtml(note)}</small></p>`,
    "</div>",
  ].join("\n")
}

function tableText({ columns, rows, note }: Excerpt): string {
  const widths = columns.map(({ name, cells }) => Math.max(...[name, ...cells].map((text) => [...text].length)))
  const line = (texts: readonly string[]) =>
    texts.map((text, i) => pad(text, widths[i]!, columns[i]!.numeric)).join("  ")
  const lines = [line(columns.map(({ name }) => name)), line(widths.map((width) => "─".repeat(width)))]
  for (let row = 0; row < rows; row += 1) lines.push(line(columns.map(({ cells }) => cells[row] ?? "")))
  return [...lines.map((text) => text.trimEnd()), note].join("\n")
}

function pad(text: string, width: number, left: boolean): string {
  const space = " ".repeat(Math.max(0, width - [...text].length))
  return left ? space + text : text + space
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`
}
