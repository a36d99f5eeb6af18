import { dataProperty } from "./data-property.ts"
import { figureTitle } from "./figure/static-copy.ts"
import { toJsonValue } from "./json-value.ts"
import { isPlainRecord } from "./plain-record.ts"
import { type Showing, showing } from "./showing.ts"

/** MIME type of a Plotly figure as JSON. */
export const PLOTLY_TYPE = "application/vnd.plotly.v1+json"

/** A Plotly figure as JSON carries it. */
export interface PlotlyJson extends PlotlyFigure {
  readonly frames?: unknown
  readonly config?: Record<string, unknown>
}

/** A Plotly figure: traces and how they are laid out. */
export interface PlotlyFigure {
  readonly data: readonly Record<string, unknown>[]
  readonly layout: Record<string, unknown>
}

/** Whether the value is a Plotly figure: a plain record with an array `data` of traces and a `layout`. */
export function isPlotlyFigure(value: object): value is PlotlyFigure {
  if (!isPlainRecord(value)) return false
  const [data, layout] = [dataProperty(value, "data"), dataProperty(value, "layout")]
  return Array.isArray(data) && data.every((trace) => isPlainRecord(trace)) && isPlainRecord(layout)
}

/** The figure without what is not Plotly's, its typed arrays as lists of numbers. */
export function figureJson(figure: PlotlyFigure): PlotlyJson {
  const { data, layout, frames, config } = figure as PlotlyJson
  return toJsonValue({ data, layout, frames, config }) as unknown as PlotlyJson
}

/** A Plotly figure as its own MIME type with a line of text. */
export function showPlotlyFigure(figure: PlotlyFigure): Showing {
  return showing({ [PLOTLY_TYPE]: figureJson(figure), "text/plain": describeFigure(figure) })
}

/** One line that stands for a figure: its title and the number of traces of each kind. */
export function describeFigure(figure: PlotlyFigure): string {
  const counts = new Map<string, number>()
  for (const trace of figure.data) {
    const type = typeof trace.type === "string" ? trace.type : "scatter"
    counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  const parts = [...counts].map(([type, count]) => `${count} ${type} trace${count === 1 ? "" : "s"}`)
  const title = figureTitle(figure)
  return `[Plotly figure${title === "" ? "" : ` "${title}"`}: ${parts.join(", ") || "no traces"}]`
}
