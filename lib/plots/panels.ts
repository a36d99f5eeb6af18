import type { Row } from "./tables.ts"
import { axis } from "./theme.ts"

/** One panel of a figure: names of its axes as traces say them, and where it lies. */
export interface Panel {
  readonly x: string
  readonly y: string
  /** Names of its axes in the layout. */
  readonly xaxis: string
  readonly yaxis: string
  readonly column: number
  readonly row: number
  readonly domainX: readonly [number, number]
  readonly domainY: readonly [number, number]
}

/** Room between panels, as shares of the figure. */
const roomBetween = { across: 0.08, down: 0.08 }

/** `count` panels in rows of `columns`, the first at the top left, with so much room between them. */
export function panelGrid(count: number, columns = count, between = roomBetween): readonly Panel[] {
  const { across: gapAcross, down: gapDown } = between
  const rows = Math.ceil(count / columns)
  const [width, height] = [(1 - gapAcross * (columns - 1)) / columns, (1 - gapDown * (rows - 1)) / rows]
  return Array.from({ length: count }, (_, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)]
    const left = column * (width + gapAcross)
    const top = 1 - row * (height + gapDown)
    const number = index === 0 ? "" : String(index + 1)
    return {
      x: `x${number}`,
      y: `y${number}`,
      xaxis: `xaxis${number}`,
      yaxis: `yaxis${number}`,
      column,
      row,
      domainX: [left, Math.min(1, left + width)] as const,
      domainY: [Math.max(0, top - height), Math.min(1, top)] as const,
    }
  })
}

/** The two axes of a panel. */
export function panelAxes(
  { x, y, xaxis, yaxis, domainX, domainY }: Panel,
  titles: { readonly x: string; readonly y: string },
  more: { readonly x?: Row; readonly y?: Row } = {},
): Row {
  return {
    [xaxis]: axis(titles.x, { domain: domainX, anchor: y, ...more.x }),
    [yaxis]: axis(titles.y, { domain: domainY, anchor: x, ...more.y }),
  }
}

/** Text above a panel. */
export function panelHeading({ domainX, domainY }: Panel, text: string): Row {
  return {
    text,
    showarrow: false,
    x: (domainX[0] + domainX[1]) / 2,
    xref: "paper",
    xanchor: "center",
    y: domainY[1],
    yref: "paper",
    yanchor: "bottom",
  }
}
