/** A piece of a Plotly layout. */
type Part = Readonly<Record<string, unknown>>

/** Colours that people with any colour vision tell apart (Okabe & Ito 2008), without the yellow that white swallows. */
export const palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"] as const

/** The colour of item `index`, over and over. */
export function colour(index: number): string {
  return palette[index % palette.length]!
}

/** Grey that reads on white and on black; the notebook's theme may put its own in place. */
export const ink = "#808080"

/** Lines behind the data. */
export const faint = "rgba(128, 128, 128, 0.25)"

/** Blue for below 0, vermilion for above. */
export const divergingScale: readonly (readonly [number, string])[] = [
  [0, "#0072B2"],
  [0.5, "#f2f2f2"],
  [1, "#D55E00"],
]

/** Layout shared by all figures: see-through, with margins that grow with what they hold. */
export function baseLayout(title: string, subtitle?: string): Part {
  const under = subtitle === undefined ? {} : { subtitle: { text: subtitle, font: { size: 12, color: ink } } }
  return {
    title: { text: title, x: 0, xref: "paper", xanchor: "left", font: { size: 17 }, ...under },
    font: { size: 13, color: ink },
    paper_bgcolor: "rgba(0, 0, 0, 0)",
    plot_bgcolor: "rgba(0, 0, 0, 0)",
    margin: { l: 64, r: 24, t: subtitle === undefined ? 56 : 84, b: 96 },
    hoverlabel: { namelength: -1 },
    height: 420,
  }
}

/** An axis with its title, unit included. */
export function axis(title: string, more: Part = {}): Part {
  return {
    title: { text: title },
    automargin: true,
    gridcolor: faint,
    linecolor: ink,
    ticks: "outside",
    tickcolor: ink,
    zeroline: false,
    ...more,
  }
}

/** What is particular about an axis of changes: small numbers in full, with a line at none. */
export const changeAxis: Part = { zeroline: true, zerolinecolor: ink, exponentformat: "none" }

/** Legend at the foot of the figure, where long names have room. */
export const legendBelow: Part = { orientation: "h", x: 0, y: 0, yref: "container", yanchor: "bottom" }

/** A line across the whole plot, from side to side or from bottom to top. */
export function ruler(at: { readonly x: number } | { readonly y: number }, dash: "dot" | "dash" = "dot"): Part {
  const line = { color: ink, width: 1, dash }
  const place =
    "x" in at
      ? { x0: at.x, x1: at.x, xref: "x", y0: 0, y1: 1, yref: "paper" }
      : { y0: at.y, y1: at.y, yref: "y", x0: 0, x1: 1, xref: "paper" }
  return { type: "line", layer: "below", line, ...place }
}

/** Text that Plotly must not read as markup. */
export function plain(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}

/** Names of animals for titles, each once, their number where that would be too long, with "synthetic" wherever one is. */
export function animalsInTitle(names: readonly string[], synthetic: boolean): string {
  const all = [...new Set(names.flatMap((each) => each.split(", ")))]
  const list = all.length > 1 && all.join(", ").length > 40 ? `${all.length} animals` : all.join(", ")
  const said = /synthetic/i.test(list)
  return plain(synthetic && !said ? `${list} (synthetic)` : synthetic ? `${list}, a synthetic animal` : list)
}
