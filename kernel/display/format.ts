import { isTable, showTable } from "./arquero-table.ts"
import { showByMethod, showsItself } from "./display-method.ts"
import { showErrorValue } from "./error-value.ts"
import { type Extent, USUAL_EXTENT } from "./extent.ts"
import { showImage } from "./image-value.ts"
import { asNumberArray } from "./matrix.ts"
import { showMatrix } from "./matrix-showing.ts"
import { briefly, showPlainValue } from "./plain-value.ts"
import { isPlotlyFigure, showPlotlyFigure } from "./plotly-figure.ts"
import { type Showing, showing } from "./showing.ts"
import { isTypedArray, showTypedArray } from "./typed-array.ts"

/**
 * How a value shows itself: by its own `Symbol.for("Jupyter.display")` method, else as a table, figure, image, error, matrix or typed array,
 * else as text.
 * Null for `undefined`, which shows nothing. Never rejects: what fails on the way becomes a text that says so.
 * All but an asynchronous display method is done before this returns.
 */
export async function formatValue(value: unknown): Promise<Showing | null> {
  return formatAtOnce(value)
}

/** The same without a promise where none is needed, so that what synchronous code shows keeps its place among what it prints. */
export function formatAtOnce(value: unknown, extent: Extent = USUAL_EXTENT): Showing | Promise<Showing> | null {
  if (value === undefined) return null
  try {
    return showsItself(value) ? showByMethod(value) : showKind(value, extent)
  } catch (error) {
    return showing({ "text/plain": `[value that could not be shown: ${briefly(error)}]` })
  }
}

function showKind(value: unknown, extent: Extent): Showing {
  if (typeof value !== "object" || value === null) return showPlainValue(value, extent)
  if (isTable(value)) return showTable(value, extent)
  if (isPlotlyFigure(value)) return showPlotlyFigure(value)
  if (value instanceof Error) return showErrorValue(value)
  return showImage(value) ?? showNumbers(value, extent) ?? showPlainValue(value, extent)
}

function showNumbers(value: object, extent: Extent): Showing | null {
  const array = asNumberArray(value)
  if (array !== null) return showMatrix(array, extent)
  return isTypedArray(value) ? showTypedArray(value, extent) : null
}
