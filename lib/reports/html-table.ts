import type { ColumnTable } from "arquero"

/** Rows of a table that a page shows; the rest is counted. */
const mostRows = 60

/** A text as HTML shows it, whatever it holds. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
}

/** A table in HTML, numbers to five significant digits, its cells escaped. */
export function htmlTable(table: ColumnTable, caption: string): string {
  const names = table.columnNames()
  const rows = table.objects({ limit: mostRows }) as Readonly<Record<string, unknown>>[]
  const head = names.map((name) => `<th scope="col">${escaped(name)}</th>`).join("")
  const body = rows.map((row) => `<tr>${names.map((name) => cell(row[name])).join("")}</tr>`).join("\n")
  const left = table.numRows() - rows.length
  const more = left > 0 ? `<p class="more">and ${left} more rows</p>` : ""
  return `<table><caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>${more}`
}

function cell(value: unknown): string {
  if (typeof value === "number") return `<td class="number">${number(value)}</td>`
  if (value === null || value === undefined) return "<td></td>"
  return `<td>${escaped(typeof value === "boolean" ? (value ? "yes" : "no") : String(value))}</td>`
}

function number(value: number): string {
  if (Number.isNaN(value)) return "–"
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value)
  return String(Number(value.toPrecision(5)))
}
