import { escapeHtml } from "./escape-html.ts"

/** A column of a grid: its head and the texts of its cells. */
export interface GridColumn {
  readonly name: string
  /** Numbers stand to the right. */
  readonly numeric: boolean
  readonly cells: readonly string[]
}

/** Texts in rows and columns. */
export interface Grid {
  readonly columns: readonly GridColumn[]
  readonly rows: number
}

/** A grid as an HTML table in which everything is escaped. */
export function gridHtml({ columns, rows }: Grid): string {
  const align = (numeric: boolean) => ` style="text-align: ${numeric ? "right" : "left"}"`
  const head = columns.map(({ name, numeric }) => `<th scope="col"${align(numeric)}>${escapeHtml(name)}</th>`)
  const body = Array.from({ length: rows }, (_, row) => {
    const cells = columns.map(({ numeric, cells }) => `<td${align(numeric)}>${escapeHtml(cells[row] ?? "")}</td>`)
    return `<tr>${cells.join("")}</tr>`
  })
  return [
    `<table class="dataframe"><thead><tr>${head.join("")}</tr></thead>`,
    `<tbody>${body.join("\n")}</tbody></table>`,
  ].join("\n")
}

/** Characters of a cell that a line of text shows: it cannot be wrapped without losing the columns. */
const LONGEST_IN_LINE = 60

/** A grid as aligned lines of text. */
export function gridText({ rows, ...grid }: Grid): string {
  const columns = grid.columns.map((column) => ({ ...column, name: cut(column.name), cells: column.cells.map(cut) }))
  const widths = columns.map(({ name, cells }) => longest([name, ...cells]))
  const line = (texts: readonly string[]) =>
    texts.map((text, i) => pad(text, widths[i]!, columns[i]!.numeric)).join("  ")
  const lines = [line(columns.map(({ name }) => name)), line(widths.map((width) => "─".repeat(width)))]
  for (let row = 0; row < rows; row += 1) lines.push(line(columns.map(({ cells }) => cells[row] ?? "")))
  return lines.map((text) => text.trimEnd()).join("\n")
}

/** A count with its noun, as in "1 row" and "1,204 rows". */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`
}

function cut(text: string): string {
  return text.length <= LONGEST_IN_LINE ? text : `${text.slice(0, LONGEST_IN_LINE - 1)}…`
}

function longest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, [...text].length), 0)
}

function pad(text: string, width: number, left: boolean): string {
  const space = " ".repeat(Math.max(0, width - [...text].length))
  return left ? space + text : text + space
}
