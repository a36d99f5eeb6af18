import { type ColumnTable, table } from "arquero"
import { type MeanInterval, meanInterval } from "../numerics/mean-interval.ts"
import { choiceOption } from "../numerics/options.ts"
import { type Figure, figure } from "./figure.ts"
import { type Panel, panelAxes, panelGrid } from "./panels.ts"
import { distinct, errorBars, numbersOf, type Row, rounded, rowsOf, type Tabled, tableOf, textsOf } from "./tables.ts"
import { colour, ink, legendBelow, plain } from "./theme.ts"

/** What `seedsByCondition` draws of a table. */
export interface SeedsByConditionOptions {
  readonly title: string
  /** A line under the title; what the marks are is added to it. */
  readonly subtitle?: string
  /** Column of the condition: numbers, or names in order of appearance. */
  readonly condition: string
  /** Title of the condition's axis, unit included. */
  readonly conditionTitle: string
  /** Column that makes the groups, each with a colour; one group where absent. */
  readonly group?: string
  /** A panel each: its column, its title with unit, whether its axis is logarithmic, and a column to compare with, drawn as a dotted line, or a dash at each name. */
  readonly measures: readonly Measure[]
  /** Whether the condition's axis is logarithmic. */
  readonly logCondition?: boolean
  /** What the dotted lines or dashes are. */
  readonly baselineName?: string
  /** Whether every seed is a dot; "hidden" where there are many that lie on each other. The table has them all the same. */
  readonly seeds?: "dots" | "hidden"
}

/** A panel of `seedsByCondition`. */
export interface Measure {
  readonly column: string
  readonly title: string
  readonly log?: boolean
  readonly baseline?: string
}

/**
 * Measures by condition, a panel each: every seed as a faint dot, the mean over seeds with its 95 % interval by Student's t, a colour for each group.
 * Where an axis is logarithmic, they are the mean and the interval of the logarithms: the geometric mean.
 * Rows whose measure is no finite number, or not positive on a logarithmic axis, are left out.
 * @param rows one row a seed and condition, with a column `seed`.
 */
export function seedsByCondition(rows: Tabled, options: SeedsByConditionOptions): Figure {
  const { title, subtitle, condition, conditionTitle, group, measures, logCondition = false, seeds = "dots" } = options
  choiceOption("plots.seedsByCondition: seeds", seeds, ["dots", "hidden"])
  const asked = measures.flatMap(({ column, baseline }) => (baseline === undefined ? [column] : [column, baseline]))
  const columns = [condition, "seed", ...(group === undefined ? [] : [group]), ...asked]
  const source = rowsOf(tableOf("plots.seedsByCondition", "a study", rows, [...new Set(columns)]))
  const groups = group === undefined ? ["all"] : distinct(source, group)
  const marks = measures.flatMap(({ column, baseline, log = false }) =>
    groups.flatMap((name) => {
      const own = group === undefined ? source : source.filter((row) => String(row[group]) === name)
      return marksOf(own, { measure: column, condition, group: name, baseline, log })
    }),
  )
  const panels = panelGrid(measures.length, columnsFor(measures.length), { across: 0.14, down: 0.2 })
  const named = typeof source[0]![condition] !== "number"
  const firstCompared = measures.findIndex(({ baseline }) => baseline !== undefined)
  return figure({
    title,
    subtitle: `${subtitle === undefined ? "" : `${subtitle}; `}${seeds === "dots" ? "dots: seeds; " : ""}bars: 95 % interval of the mean`,
    data: panels.flatMap((panel, i) =>
      groups.flatMap((name, index) => {
        const own = marks.filter((mark) => mark.measure === measures[i]!.column && mark.group === name)
        const listed = { means: i === 0, baseline: i === firstCompared && index === 0 }
        const style = { index, grouped: group !== undefined, named, listed, options }
        return own.length === 0 ? [] : tracesOf(own, panel, style)
      }),
    ),
    layout: {
      ...Object.assign(
        {},
        ...panels.map((panel, i) =>
          panelAxes(
            panel,
            { x: conditionTitle, y: measures[i]!.title },
            {
              x: named ? { type: "category" } : logCondition ? { type: "log" } : {},
              y: { exponentformat: "power", ...(measures[i]!.log === true ? { type: "log" } : {}) },
            },
          ),
        ),
      ),
      legend: legendBelow,
      height: 160 + 310 * (panels.at(-1)!.row + 1),
      margin: { l: 64, r: 24, t: 84, b: named ? 130 : 110 },
    },
    table: tableOfMarks(marks),
  })
}

/** Panels side by side: three, but four make a square. */
function columnsFor(panels: number): number {
  return panels === 4 ? 2 : Math.min(3, panels)
}

interface Mark {
  readonly measure: string
  readonly group: string
  readonly condition: number | string
  /** Null for the mean over seeds. */
  readonly seed: number | null
  readonly value: number
  readonly low: number | null
  readonly high: number | null
  /** Mean of what it is compared with. */
  readonly baseline: number | null
  readonly seeds: number
}

interface Chosen {
  readonly measure: string
  readonly condition: string
  readonly group: string
  readonly baseline: string | undefined
  readonly log: boolean
}

function marksOf(rows: readonly Row[], { measure, condition, group, baseline, log }: Chosen): readonly Mark[] {
  const finite = rows.filter((row) => Number.isFinite(row[measure]) && !(log && (row[measure] as number) <= 0))
  const interval = log ? geometricInterval : meanInterval
  const conditions = [...new Set(finite.map((row) => row[condition] as number | string))]
  return conditions.flatMap((at) => {
    const own = finite.filter((row) => row[condition] === at)
    const values = own.map((row) => row[measure] as number)
    const { mean, low, high, count } = interval(values)
    const compared = baseline === undefined ? [] : own.map((row) => row[baseline]).filter(Number.isFinite)
    const known = { measure, group, condition: at, seeds: count }
    const seeds = own.map((row, i): Mark => {
      return { ...known, seed: row.seed as number, value: values[i]!, low: null, high: null, baseline: null }
    })
    const middle: Mark = {
      ...{ ...known, seed: null, value: mean },
      low: Number.isNaN(low) ? null : low,
      high: Number.isNaN(high) ? null : high,
      baseline: compared.length === 0 ? null : meanInterval(compared as number[]).mean,
    }
    return [...seeds, middle]
  })
}

function geometricInterval(values: readonly number[]): Pick<MeanInterval, "mean" | "low" | "high" | "count"> {
  const { mean, low, high, count } = meanInterval(values.map(Math.log))
  return { mean: Math.exp(mean), low: Math.exp(low), high: Math.exp(high), count }
}

interface Style {
  readonly index: number
  readonly grouped: boolean
  readonly named: boolean
  /** What the legend has an entry of. */
  readonly listed: { readonly means: boolean; readonly baseline: boolean }
  readonly options: SeedsByConditionOptions
}

function tracesOf(
  marks: readonly Mark[],
  panel: Panel,
  { index, grouped, named, listed, options }: Style,
): readonly Row[] {
  const [seeds, means] = [marks.filter(({ seed }) => seed !== null), marks.filter(({ seed }) => seed === null)]
  const name = grouped ? plain(marks[0]!.group) : "mean over seeds"
  const place = { xaxis: panel.x, yaxis: panel.y, legendgroup: name, type: "scatter" }
  const at = (some: readonly Mark[]) => some.map(({ condition }) => (named ? plain(String(condition)) : condition))
  const rows = means as unknown as readonly Row[]
  const baselines = numbersOf(rows, "baseline")
  const dots = {
    ...{
      ...place,
      mode: "markers",
      name,
      showlegend: false,
      x: at(seeds),
      y: seeds.map(({ value }) => rounded(value)),
    },
    marker: { color: colour(index), size: 5, opacity: 0.45 },
    customdata: seeds.map(({ seed }) => seed),
    hovertemplate: "%{x}: %{y}, seed %{customdata}",
  }
  return [
    ...(options.seeds === "hidden" ? [] : [dots]),
    {
      ...{ ...place, mode: named ? "markers" : "lines+markers", name, showlegend: listed.means },
      ...{ x: at(means), y: numbersOf(rows, "value"), error_y: errorBars(rows, "value", "low", "high") },
      marker: { color: colour(index), size: 9 },
      line: { color: colour(index), width: 1.5 },
      customdata: means.map((mark) => mark.seeds),
      hovertemplate: "%{x}: %{y}, mean of %{customdata} seeds",
    },
    ...(baselines.every((value) => value === null)
      ? []
      : [
          {
            ...{ ...place, mode: named ? "markers" : "lines", legendgroup: "baseline" },
            name: options.baselineName ?? "baseline",
            showlegend: listed.baseline,
            ...{ x: at(means), y: baselines },
            marker: { symbol: "line-ew", size: 14, line: { width: 2, color: grouped ? colour(index) : ink } },
            line: { color: grouped ? colour(index) : ink, width: 1.5, dash: "dot" },
            hovertemplate: `${options.baselineName ?? "baseline"} at %{x}: %{y}`,
          },
        ]),
  ]
}

function tableOfMarks(marks: readonly Mark[]): ColumnTable {
  const rows = marks as unknown as readonly Row[]
  const column = (name: keyof Mark) => marks.map((mark) => mark[name])
  return table({
    measure: textsOf(rows, "measure"),
    group: textsOf(rows, "group"),
    condition: column("condition"),
    seed: column("seed"),
    value: column("value"),
    low: column("low"),
    high: column("high"),
    baseline: column("baseline"),
    seeds: column("seeds"),
  })
}
