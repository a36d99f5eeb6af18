import { type Figure, figure } from "./figure.ts"
import { type Panel, panelAxes, panelGrid } from "./panels.ts"
import { distinct, numbersOf, type Row, rowsOf, type Tabled, tableOf } from "./tables.ts"
import { colour, legendBelow, plain } from "./theme.ts"

/** What `curvesBySeed` draws of a table. */
export interface CurvesBySeedOptions {
  readonly title: string
  readonly subtitle?: string
  /** Column of the horizontal axis, its title with unit, and whether it is logarithmic. */
  readonly x: { readonly column: string; readonly title: string; readonly log?: boolean }
  /** A panel each: its column and title with unit, and whether its axis is logarithmic. */
  readonly measures: readonly { readonly column: string; readonly title: string; readonly log?: boolean }[]
  /** Column that makes the groups, each with a colour. */
  readonly group: string
}

/** Curves, a panel for each measure: a thin line a seed, so that one that diverges is seen, in its group's colour. Rows without a number are passed over. */
export function curvesBySeed(rows: Tabled, options: CurvesBySeedOptions): Figure {
  const { title, subtitle, x, measures, group } = options
  const columns = [x.column, group, "seed", ...measures.map(({ column }) => column)]
  const source = tableOf("plots.curvesBySeed", "a study", rows, columns)
  const all = rowsOf(source)
  const groups = distinct(all, group)
  const panels = panelGrid(measures.length, Math.min(2, measures.length), { across: 0.16, down: 0.2 })
  return figure({
    title,
    subtitle: `${subtitle === undefined ? "" : `${subtitle}; `}a line a seed`,
    data: panels.flatMap((panel, i) =>
      groups.flatMap((name, index) => {
        const own = all.filter((row) => String(row[group]) === name)
        return linesOf(own, panel, { x: x.column, y: measures[i]!.column, name, index })
      }),
    ),
    layout: {
      ...Object.assign(
        {},
        ...panels.map((panel, i) =>
          panelAxes(
            panel,
            { x: x.title, y: measures[i]!.title },
            {
              x: x.log === true ? { type: "log" } : {},
              y: measures[i]!.log === true ? { type: "log", exponentformat: "power" } : {},
            },
          ),
        ),
      ),
      legend: legendBelow,
      height: 160 + 280 * (panels.at(-1)!.row + 1),
      margin: { l: 64, r: 24, t: 84, b: 110 },
    },
    table: source,
  })
}

interface Lines {
  readonly x: string
  readonly y: string
  readonly name: string
  readonly index: number
}

/** The seeds of a group, each a thin line; the first one stands in the legend for all. */
function linesOf(rows: readonly Row[], panel: Panel, { x, y, name, index }: Lines): readonly Row[] {
  const drawn = rows.filter((row) => Number.isFinite(row[y]))
  return distinct(drawn, "seed").map((seed, i) => {
    const own = drawn.filter((row) => String(row.seed) === seed)
    return {
      ...{ type: "scatter", mode: "lines", name: plain(name), legendgroup: plain(name) },
      showlegend: panel.row === 0 && panel.column === 0 && i === 0,
      ...{ x: numbersOf(own, x), y: numbersOf(own, y), xaxis: panel.x, yaxis: panel.y },
      line: { color: colour(index), width: 1.2 },
      hovertemplate: `%{x}: %{y}, seed ${plain(seed)}`,
    }
  })
}
