import type { Table } from "../arquero-table.ts"
import { toJsonValue } from "../json-value.ts"

/** A table as CSV (RFC 4180): a line of names, dates as ISO 8601, nothing where a value is missing. */
export function tableCsv(table: Table): string {
  const names = table.columnNames()
  const lines = [names.map(csvField).join(",")]
  for (let row = 0; row < table.numRows(); row += 1) {
    lines.push(names.map((name) => csvField(fieldText(table.get(name, row)))).join(","))
  }
  return `${lines.join("\n")}\n`
}

/** A table as a JSON list with one record for each row. */
export function tableJson(table: Table): string {
  const names = table.columnNames()
  const rows = Array.from({ length: table.numRows() }, (_, row) => {
    const record = Object.fromEntries(names.map((name) => [name, table.get(name, row) ?? null]))
    return JSON.stringify(toJsonValue(record))
  })
  return rows.length === 0 ? "[]\n" : `[\n${rows.join(",\n")}\n]\n`
}

/** Null where there is no value: a field without quotes, unlike the empty text. */
function fieldText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  return typeof value === "object" ? JSON.stringify(toJsonValue(value)) : String(value)
}

function csvField(text: string | null): string {
  if (text === null) return ""
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
