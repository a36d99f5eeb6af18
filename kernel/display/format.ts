import { isTable, showTable } from "./arquero-table.ts"
import { showByMethod, showsItself } from "./display-method.ts"
import { showErrorValue } from "./error-value.ts"
import { showImage } from "./image-value.ts"
import { briefly, showPlainValue } from "./plain-value.ts"
import { isPlotlyFigure, showPlotlyFigure } from "./plotly-figure.ts"
import { type Showing, showing } from "./showing.ts"

/**
 * How a value shows itself: by its own `Symbol.for("Jupyter.display")` method, else as a table, figure, image or error, else as text.
 * Null for `undefined`, which shows nothing. Never rejects: what fails on the way becomes a text that says so.
 * All but an asynchronous display method is done before this returns.
 */
export async function formatValue(value: unknown): Promise<Showing | null> {
  return formatAtOnce(value)
}

/** The same without a promise where none is needed, so that what synchronous code shows keeps its place among what it prints. */
export function formatAtOnce(value: unknown): Showing | Promise<Showing> | null {
  if (value === undefined) return null
  try {
    return showsItself(value) ? showByMethod(value) : showKind(value)
  } catch (error) {
    return showing({ "text/plain": `[value that could not be shown: ${briefly(error)}]` })
  }
}

function showKind(value: unknown): Showing {
  if (typeof value !== "object" || value === null) return showPlainValue(value)
  if (isTable(value)) return showTable(value)
  if (isPlotlyFigure(value)) return showPlotlyFigure(value)
  if (value instanceof Error) return showErrorValue(value)
  return showImage(value) ?? showPlainValue(value)
}
