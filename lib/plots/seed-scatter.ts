import { type Figure, figure } from "./figure.ts"
import { distinct, numbersOf, type Row, rounded, rowsOf, type Tabled, tableOf } from "./tables.ts"
import { axis, colour, ink, legendBelow, plain } from "./theme.ts"

/** What `seedScatter` draws of a table. */
export interface SeedScatterOptions {
  readonly title: string
  readonly subtitle?: string
  /** Columns of the two axes, their titles with units, and whether they are logarithmic. */
  readonly x: ScatterAxis
  readonly y: ScatterAxis
  /** Column that makes the groups, each with a colour. */
  readonly group: string
  /** Whether the line y = x is drawn. */
  readonly identity?: boolean
}

/** An axis of `seedScatter`. */
export interface ScatterAxis {
  readonly column: string
  readonly title: string
  readonly log?: boolean
}

/**
 * Two measures against each other, one dot a run, a colour for each group. Rows without finite numbers, or without positive ones on a logarithmic axis, are
 * left out, and the subtitle says how many.
 */
export function seedScatter(rows: Tabled, options: SeedScatterOptions): Figure {
  const { title, subtitle, x, y, group, identity = false } = options
  const source = tableOf("plots.seedScatter", "a study", rows, [x.column, y.column, group, "seed"])
  const all = rowsOf(source)
  const fits = (row: Row, { column, log = false }: ScatterAxis) =>
    Number.isFinite(row[column]) && (!log || (row[column] as number) > 0)
  const shown = all.filter((row) => fits(row, x) && fits(row, y))
  const groups = distinct(shown, group)
  const left = all.length - shown.length
  const lost = left === 0 ? [] : [`${left} of ${all.length} runs have no place here`]
  const parts = [...(subtitle === undefined ? [] : [subtitle]), "a dot a run", ...lost]
  return figure({
    title,
    subtitle: parts.join("; "),
    data: [
      ...groups.map((name, index) => {
        const own = shown.filter((row) => String(row[group]) === name)
        return {
          type: "scatter",
          mode: "markers",
          name: plain(name),
          x: numbersOf(own, x.column),
          y: numbersOf(own, y.column),
          customdata: own.map((row) => row.seed),
          marker: { color: colour(index), size: 8, opacity: 0.8, symbol: symbolOf(index) },
          hovertemplate: "%{x}, %{y}, seed %{customdata}",
        }
      }),
      ...(identity ? [identityLine(shown, x.column, y.column)] : []),
    ],
    layout: {
      xaxis: axis(x.title, x.log === true ? { type: "log" } : {}),
      yaxis: axis(y.title, y.log === true ? { type: "log" } : {}),
      legend: legendBelow,
      margin: { l: 64, r: 24, t: 84, b: 120 },
      height: 460,
    },
    table: source,
  })
}

const symbols = ["circle", "diamond", "square", "triangle-up", "cross", "x"]

function symbolOf(index: number): string {
  return symbols[Math.floor(index / 6) % symbols.length]!
}

function identityLine(rows: readonly Row[], x: string, y: string): Row {
  const values = rows.flatMap((row) => [row[x] as number, row[y] as number])
  const ends = [Math.min(...values), Math.max(...values)].map(rounded)
  return {
    ...{ type: "scatter", mode: "lines", name: "y = x", x: ends, y: ends, hoverinfo: "skip" },
    line: { color: ink, width: 1, dash: "dot" },
  }
}
