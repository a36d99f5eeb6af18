import { band } from "./bands.ts"
import { type Figure, figure } from "./figure.ts"
import { type Panel, panelAxes, panelGrid, panelHeading } from "./panels.ts"
import { anySynthetic, errorBars, numbersOf, type Row, rowsOf, type Tabled, tableOf, textsOf } from "./tables.ts"
import { animalsInTitle, colour, legendBelow, plain } from "./theme.ts"

const columns = ["animal", "synthetic", "learner", "copies", "measure", "session", "third", "contrast"]
const valueColumns = ["data", "twin", "twinLow", "twinHigh", "valued"]

/** What a panel draws, over what. */
interface Content {
  readonly heading: string
  readonly over: "session" | "contrast" | "name"
  readonly x: string
  readonly y: string
  readonly chosen: (row: Row) => boolean
}

const axesOver: Readonly<Record<Content["over"], Row>> = {
  session: {},
  contrast: { range: [-108, 108] },
  name: { tickangle: 0, tickfont: { size: 9 } },
}

const shares: Readonly<Record<string, string>> = {
  repeatAfterCorrect: "after correct",
  repeatAfterError: "after error",
  rightStimuli: "right shown",
}

const contents: readonly Content[] = [
  {
    heading: "accuracy",
    over: "session",
    x: "session",
    y: "fraction rewarded",
    chosen: ({ measure }) => measure === "accuracy",
  },
  {
    heading: "size of the bias weight",
    over: "session",
    x: "session",
    y: "mean |w<sub>bias</sub>| (log odds)",
    chosen: ({ measure }) => measure === "absoluteBias",
  },
  {
    heading: "repeats and stimuli",
    over: "name",
    x: "",
    y: "fraction of trials",
    chosen: ({ measure }) => Object.hasOwn(shares, String(measure)),
  },
  ...[1, 2, 3].map((third) => ({
    heading: `${["first", "second", "last"][third - 1]!} third`,
    over: "contrast" as const,
    x: "signed contrast (%)",
    y: "fraction right",
    chosen: (row: Row) => row.measure === "psychometric" && row.third === third,
  })),
]

/**
 * An animal beside copies of its digital twin: accuracy and size of the bias by session, how often choices are repeated and stimuli are
 * right, and psychometric curves in each third of training. Bands and bars hold 95 % of the copies.
 * @param check what `twinCheck` resolves to.
 */
export function twinCheck(check: Tabled): Figure {
  const table = tableOf("plots.twinCheck", "twinCheck", check, [...columns, ...valueColumns])
  const rows = rowsOf(table)
  const panels = panelGrid(contents.length, 3, { across: 0.12, down: 0.22 })
  const first = rows[0]!
  return figure({
    title: `Digital twin check, ${animalsInTitle(textsOf(rows, "animal"), anySynthetic(rows))}`,
    subtitle: `${first.copies} copies of ${plain(String(first.learner))} (synthetic); ${criterionText(rows)}`,
    data: panels.flatMap((panel, i) => drawn(rows.filter(contents[i]!.chosen), contents[i]!, panel)),
    layout: {
      ...Object.assign(
        {},
        ...panels.map((panel, i) =>
          panelAxes(
            panel,
            { x: contents[i]!.x, y: panel.column === 0 || panel.row === 0 ? contents[i]!.y : "" },
            {
              x: axesOver[contents[i]!.over],
              y: contents[i]!.over === "session" ? { rangemode: "tozero" } : { range: [-0.02, 1.02] },
            },
          ),
        ),
      ),
      annotations: panels.map((panel, i) => panelHeading(panel, contents[i]!.heading)),
      legend: legendBelow,
      margin: { l: 64, r: 24, t: 104, b: 96 },
      height: 640,
    },
    table,
  })
}

function drawn(rows: readonly Row[], content: Content, panel: Panel): readonly Row[] {
  const place = { x: panel.x, y: panel.y }
  const { over } = content
  const points = over === "name"
  const named: readonly Row[] = points ? rows.map((row) => ({ ...row, name: shares[String(row.measure)] })) : rows
  const sorted = points ? named : [...named].sort((one, other) => Number(one[over]) - Number(other[over]))
  // What only a few copies came to see would be a band of those few.
  const common = sorted.filter((row) => 2 * Number(row.valued) >= Number(row.copies))
  const trace = { type: "scatter", xaxis: panel.x, yaxis: panel.y, showlegend: panel.x === "x" }
  const xOf = (all: readonly Row[]) => (points ? textsOf(all, "name") : numbersOf(all, over))
  return [
    ...(points ? [] : band(common, over, "twinLow", "twinHigh", { ...place, group: "twin", index: 1 })),
    {
      ...trace,
      mode: points ? "markers" : "lines",
      name: "twin: median and 95 %",
      legendgroup: "twin",
      x: xOf(common),
      y: numbersOf(common, "twin"),
      ...(points && { error_y: errorBars(common, "twin", "twinLow", "twinHigh") }),
      line: { color: colour(1), width: 1.5 },
      marker: { color: colour(1), size: 8, symbol: "diamond-open" },
      hovertemplate: "twin %{y:.3f}",
    },
    {
      ...trace,
      mode: points || over === "contrast" ? "markers" : "lines+markers",
      name: "animal",
      legendgroup: "animal",
      x: xOf(sorted),
      y: numbersOf(sorted, "data"),
      line: { color: colour(0), width: 1.5 },
      marker: { color: colour(0), size: 6 },
      hovertemplate: "animal %{y:.3f}",
    },
  ]
}

/** When easy stimuli were mastered, in words. */
function criterionText(rows: readonly Row[]): string {
  const row = rows.find(({ measure }) => measure === "trialsToCriterion")
  const said = (value: unknown) => (typeof value === "number" ? `by trial ${Math.round(value)}` : "never")
  return `80 % on easy: animal ${said(row?.data)}, twin ${said(row?.twin)}`
}
