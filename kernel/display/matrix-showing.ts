import { escapeHtml } from "./escape-html.ts"
import { type Extent, USUAL_EXTENT } from "./extent.ts"
import { type Grid, gridHtml, gridText } from "./grid.ts"
import { type NumberArray, sizeOf } from "./matrix.ts"
import { summarizeNumbers } from "./number-summary.ts"
import { type Showing, showing } from "./showing.ts"
import { textColumn } from "./table-text.ts"

/** Columns of a matrix that fit on a page. */
const COLUMNS = 12

/**
 * A matrix by its upper left corner, with its shape, what it holds, range and mean;
 * of more dimensions the first slice along the last two.
 */
export function showMatrix(array: NumberArray, extent: Extent = USUAL_EXTENT): Showing {
  const { shape, elements } = array
  const [allRows, allColumns] = [shape.at(-2)!, shape.at(-1)!]
  const rows = allRows <= extent.rowsShownWhole ? allRows : extent.rows
  const columns = Math.min(allColumns, extent.columns > USUAL_EXTENT.columns ? extent.columns : COLUMNS)
  const grid = gridOf(array, rows, columns)
  const isCut = rows < allRows || columns < allColumns || shape.length > 2
  const size = [shape.map((length) => length.toLocaleString("en-US")).join(" × "), ...(elements ? [elements] : [])]
  const note = [
    size.join(" "),
    summarizeNumbers(sizeOf(shape), array.at),
    ...(isCut ? [`${cornerOf(shape, rows, columns)} shown, ${extent.advice}`] : []),
  ].join("; ")
  return showing({
    "text/html": [
      '<div class="deltaw-table">',
      gridHtml(grid),
      `<p><small>${escapeHtml(note)}</small></p>`,
      "</div>",
    ].join("\n"),
    "text/plain": `${gridText(grid)}\n${note}`,
  })
}

function gridOf(array: NumberArray, rows: number, columns: number): Grid {
  const width = array.shape.at(-1)!
  const names = { name: "", numeric: true, cells: Array.from({ length: rows }, (_, row) => String(row)) }
  const numbers = Array.from({ length: columns }, (_, column) => {
    const values = Array.from({ length: rows }, (_, row) => array.at(row * width + column))
    return { name: String(column), numeric: true, cells: textColumn(values) }
  })
  return { rows, columns: [names, ...numbers] }
}

function cornerOf(shape: readonly number[], rows: number, columns: number): string {
  const slice =
    shape.length > 2
      ? ` of slice [${shape
          .slice(0, -2)
          .map(() => "0")
          .join(", ")}]`
      : ""
  return `first ${rows} × ${columns}${slice}`
}
