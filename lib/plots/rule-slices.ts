import { choiceOption, numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import { type Figure, figure } from "./figure.ts"
import { type Panel, panelAxes, panelGrid, panelHeading } from "./panels.ts"
import {
  anySynthetic,
  errorBars,
  numbersOf,
  type Row,
  rounded,
  rowsOf,
  type Tabled,
  tableOf,
  textsOf,
} from "./tables.ts"
import { animalsInTitle, changeAxis, colour, legendBelow, plain } from "./theme.ts"

/** Options of `plots.ruleSlices`. */
export interface RuleSlicesFigureOptions {
  /** Whose change is drawn; the stimulus weight's unless told. */
  readonly weight?: "stimulus" | "bias"
  /** Greatest change on the axis, in log odds a trial; wide enough for all that is not extrapolated unless told. */
  readonly limit?: number
}

const columns = ["learner", "animals", "synthetic", "fits", "outcome", "weightBias", "weightStimulus", "contrast"]
const changes = ["choice", "extrapolated", "changeStimulus", "changeBias"]

/**
 * Slices through an inferred rule: the change of a weight against contrast, a panel for each bias and a colour for each stimulus weight;
 * solid after correct choices, dashed after errors, open where extrapolated. Lines do not cross zero contrast, where the choice that makes
 * an outcome changes. Bars are one standard deviation over fits.
 * @param slices what `ruleSlices` returns.
 */
export function ruleSlices(slices: Tabled, options: RuleSlicesFigureOptions = {}): Figure {
  refuseUnknownKeys("plots.ruleSlices", options, ["weight", "limit"])
  const weight = choiceOption("plots.ruleSlices: weight", options.weight ?? "stimulus", ["stimulus", "bias"])
  const table = tableOf("plots.ruleSlices", "ruleSlices", slices, [...columns, ...changes])
  const rows = rowsOf(table)
  const change = weight === "stimulus" ? "changeStimulus" : "changeBias"
  const symbol = weight === "stimulus" ? "w<sub>stim</sub>" : "w<sub>bias</sub>"
  const limit =
    options.limit === undefined ? widest(rows, change) : numberOption("plots.ruleSlices: limit", options.limit, 0)
  const biases = [...new Set(rows.map((row) => Number(row.weightBias)))]
  const panels = panelGrid(biases.length)
  const fits = Number(rows[0]!.fits)
  return figure({
    title: `Slices of the rule of ${plain(String(rows[0]!.learner))}, ${animalsInTitle(textsOf(rows, "animals"), anySynthetic(rows))}`,
    subtitle: `dashed: after an error; open: under 50 trials near${fits > 1 ? `; mean and one standard deviation over ${fits} fits` : ""}`,
    data: panels.flatMap((panel, i) =>
      lines(
        rows.filter((row) => row.weightBias === biases[i]),
        change,
        panel,
      ),
    ),
    layout: {
      ...Object.assign(
        {},
        ...panels.map((panel, i) =>
          panelAxes(
            panel,
            { x: "signed contrast (%)", y: i === 0 ? `Δ${symbol} (log odds per trial)` : "" },
            { y: { range: [-limit, limit], ...changeAxis, showticklabels: i === 0, ...(i > 0 && { matches: "y" }) } },
          ),
        ),
      ),
      annotations: panels.map((panel, i) => panelHeading(panel, `w<sub>bias</sub> = ${rounded(biases[i]!)}`)),
      legend: legendBelow,
      margin: { l: 64, r: 24, t: 112, b: 120 },
      height: 460,
    },
    table,
  })
}

/** A tenth more than the largest change that is not extrapolated, or than the largest at all where every one is. */
function widest(rows: readonly Row[], change: string): number {
  const seen = rows.filter((row) => row.extrapolated !== true)
  const sizes = (seen.length > 0 ? seen : rows).map((row) => Math.abs(Number(row[change])))
  return rounded(1.1 * Math.max(...sizes)) || 1
}

function lines(rows: readonly Row[], change: string, panel: Panel): readonly Row[] {
  const weights = [...new Set(rows.map((row) => Number(row.weightStimulus)))]
  return ["correct", "error"].flatMap((outcome) =>
    weights.map((weight, index) => {
      const chosen = rows.filter((row) => row.outcome === outcome && row.weightStimulus === weight)
      return line(withGap(chosen), { change, panel, outcome, weight, index })
    }),
  )
}

/** A row without values between the two choices, so that no line is drawn from one to the other. */
function withGap(rows: readonly Row[]): readonly Row[] {
  return rows.flatMap((row, i) => (i > 0 && row.choice !== rows[i - 1]!.choice ? [{ contrast: 0 }, row] : [row]))
}

function line(
  rows: readonly Row[],
  at: { change: string; panel: Panel; outcome: string; weight: number; index: number },
): Row {
  const { change, panel, outcome, weight, index } = at
  const name = `w<sub>stim</sub> = ${rounded(weight)}, ${outcome}`
  return {
    type: "scatter",
    mode: "lines+markers",
    name,
    legendgroup: name,
    showlegend: panel.column === 0,
    connectgaps: false,
    x: numbersOf(rows, "contrast"),
    y: numbersOf(rows, change),
    error_y: errorBars(rows, change, `${change}Low`, `${change}High`),
    xaxis: panel.x,
    yaxis: panel.y,
    line: { color: colour(index), width: 1.5, dash: outcome === "error" ? "dash" : "solid" },
    marker: {
      color: colour(index),
      size: 6,
      symbol: rows.map((row) => (row.extrapolated === true ? "circle-open" : "circle")),
    },
    hovertemplate: "contrast %{x} %<br>change %{y:.4f}",
  }
}
