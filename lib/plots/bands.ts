import { numbersOf, type Row } from "./tables.ts"
import { colour } from "./theme.ts"

/** Where a band is drawn: axes, group in the legend, and colour by number. */
export interface BandPlace {
  readonly x: string
  readonly y: string
  readonly group: string
  readonly index: number
}

/** A see-through band between two columns over a third; none where no row has both ends. */
export function band(rows: readonly Row[], over: string, low: string, high: string, place: BandPlace): readonly Row[] {
  const inside = rows.filter((row) => typeof row[low] === "number" && typeof row[high] === "number")
  if (inside.length === 0) return []
  const edge = {
    type: "scatter",
    mode: "lines",
    x: numbersOf(inside, over),
    xaxis: place.x,
    yaxis: place.y,
    legendgroup: place.group,
    showlegend: false,
    hoverinfo: "skip",
    line: { width: 0, color: colour(place.index) },
  }
  return [
    { ...edge, y: numbersOf(inside, low) },
    { ...edge, y: numbersOf(inside, high), fill: "tonexty", fillcolor: seeThrough(colour(place.index)) },
  ]
}

/** A colour of the palette at a quarter of its strength, which reads on white and on black. */
function seeThrough(hex: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
  return `rgba(${red}, ${green}, ${blue}, 0.25)`
}
