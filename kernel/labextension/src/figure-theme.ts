import { isRecord } from "./record.ts"

/** Colours and font of the surrounding page, as CSS values. */
export interface PageTheme {
  readonly background: string
  readonly text: string
  readonly grid: string
  readonly line: string
  readonly font: string
}

/**
 * The template that gives a figure the colours of the page. What the figure says itself, or its own template, stays.
 * @param theme of the page
 * @param own the figure's own `layout.template`, if any
 */
export function themedTemplate(theme: PageTheme, own: unknown): Record<string, unknown> {
  const ours = { layout: themedLayout(theme), data: themedTraces(theme) }
  return isRecord(own) ? overlay(ours, own) : ours
}

function themedLayout(theme: PageTheme): Record<string, unknown> {
  const axis = {
    gridcolor: theme.grid,
    zerolinecolor: theme.grid,
    linecolor: theme.line,
    tickcolor: theme.line,
  }
  const wall = { ...axis, backgroundcolor: theme.background }
  return {
    paper_bgcolor: theme.background,
    plot_bgcolor: theme.background,
    font: { color: theme.text, family: theme.font },
    xaxis: axis,
    yaxis: axis,
    scene: { xaxis: wall, yaxis: wall, zaxis: wall },
    polar: { bgcolor: theme.background, angularaxis: axis, radialaxis: axis },
    ternary: { bgcolor: theme.background, aaxis: axis, baxis: axis, caxis: axis },
    coloraxis: { colorbar: { outlinecolor: theme.line, tickcolor: theme.line } },
    hoverlabel: { font: { family: theme.font } },
    modebar: { bgcolor: "rgba(0, 0, 0, 0)", color: theme.line, activecolor: theme.text },
    updatemenudefaults: { bgcolor: theme.background, bordercolor: theme.line },
    sliderdefaults: { bgcolor: theme.grid, bordercolor: theme.line },
  }
}

function themedTraces(theme: PageTheme): Record<string, unknown> {
  const header = { fill: { color: theme.grid }, line: { color: theme.line }, font: { color: theme.text } }
  const cells = { fill: { color: theme.background }, line: { color: theme.line }, font: { color: theme.text } }
  return { table: [{ header, cells }] }
}

/** Records are merged key by key; anything else of `top` takes the place of what is below. */
function overlay(below: Record<string, unknown>, top: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...below }
  for (const [key, value] of Object.entries(top)) {
    const under = merged[key]
    merged[key] = isRecord(under) && isRecord(value) ? overlay(under, value) : value
  }
  return merged
}
