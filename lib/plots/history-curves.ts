import { choiceOption, refuseUnknownKeys } from "../numerics/options.ts"
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
import { animalsInTitle, changeAxis, colour, ink, legendBelow, plain } from "./theme.ts"

/** Options of `plots.historyCurves`. */
export interface HistoryCurvesFigureOptions {
  /** Whose change is drawn; the stimulus weight's unless told. */
  readonly weight?: "stimulus" | "bias"
  /** Weights at which the rule was held, among the table's; its first unless told. */
  readonly at?: { readonly weightStimulus: number; readonly weightBias: number }
}

const columns = ["learner", "animals", "synthetic", "past", "windowTrials", "nearestTrialsAgo", "farthestTrialsAgo"]
const probeColumns = ["outcome", "weightStimulus", "weightBias", "contrast", "choice", "changeStimulus", "changeBias"]
const outcomes = ["correct", "error"] as const
const headings = { correct: "after a correct choice", error: "after an error" } as const

/**
 * The change of a weight against contrast after different pasts, after correct choices and after errors: a colour for each window of past
 * trials, solid where it was all rewarded, dotted where all unrewarded; grey is the mean over all pasts.
 * @param curves what `historyCurves` resolves to.
 * @throws RangeError where the table has no such weights.
 */
export function historyCurves(curves: Tabled, options: HistoryCurvesFigureOptions = {}): Figure {
  refuseUnknownKeys("plots.historyCurves", options, ["weight", "at"])
  const weight = choiceOption("plots.historyCurves: weight", options.weight ?? "stimulus", ["stimulus", "bias"])
  const whole = tableOf("plots.historyCurves", "historyCurves", curves, [...columns, ...probeColumns])
  const all = rowsOf(whole)
  const { weightStimulus, weightBias } = options.at ?? all[0]!
  const rows = all.filter((row) => row.weightStimulus === weightStimulus && row.weightBias === weightBias)
  if (rows.length === 0) throw new RangeError(`plots.historyCurves: no rows at ${JSON.stringify(options.at)}`)
  const change = weight === "stimulus" ? "changeStimulus" : "changeBias"
  const symbol = weight === "stimulus" ? "w<sub>stim</sub>" : "w<sub>bias</sub>"
  const panels = panelGrid(2)
  return figure({
    title: `The rule of ${plain(String(rows[0]!.learner))} after its past, ${animalsInTitle(textsOf(rows, "animals"), anySynthetic(rows))}`,
    subtitle: `weights held at w<sub>stim</sub> = ${rounded(Number(weightStimulus))}, w<sub>bias</sub> = ${rounded(Number(weightBias))}; solid: all rewarded, dotted: all unrewarded`,
    data: panels.flatMap((panel, i) =>
      lines(
        rows.filter((row) => row.outcome === outcomes[i]),
        change,
        panel,
      ),
    ),
    layout: {
      ...panelAxes(panels[0]!, { x: "signed contrast (%)", y: `Δ${symbol} (log odds per trial)` }, { y: changeAxis }),
      ...panelAxes(
        panels[1]!,
        { x: "signed contrast (%)", y: "" },
        { y: { ...changeAxis, matches: "y", showticklabels: false } },
      ),
      annotations: panels.map((panel, i) => panelHeading(panel, headings[outcomes[i]!])),
      legend: legendBelow,
      margin: { l: 64, r: 24, t: 104, b: 140 },
      height: 480,
    },
    table: whole,
  })
}

function lines(rows: readonly Row[], change: string, panel: Panel): readonly Row[] {
  const conditions = [...new Set(rows.map(conditionOf))]
  const windows = [...new Set(rows.filter((row) => row.past !== "any").map(windowOf))]
  return conditions.map((condition) => {
    const chosen = rows.filter((row) => conditionOf(row) === condition)
    const { past } = chosen[0]!
    const paint = past === "any" ? ink : colour(windows.indexOf(windowOf(chosen[0]!)))
    const broken = chosen.flatMap((row, i) =>
      i > 0 && row.choice !== chosen[i - 1]!.choice ? [{ contrast: 0 }, row] : [row],
    )
    return {
      type: "scatter",
      mode: "lines+markers",
      name: condition,
      legendgroup: condition,
      showlegend: panel.column === 0,
      connectgaps: false,
      x: numbersOf(broken, "contrast"),
      y: numbersOf(broken, change),
      error_y: errorBars(broken, change, `${change}Low`, `${change}High`),
      xaxis: panel.x,
      yaxis: panel.y,
      line: { color: paint, width: 1.5, dash: past === "unrewarded" ? "dot" : "solid" },
      marker: { color: paint, size: 5 },
      hovertemplate: "contrast %{x} %<br>change %{y:.4f}",
    }
  })
}

function windowOf({ nearestTrialsAgo, farthestTrialsAgo }: Row): string {
  if (nearestTrialsAgo !== 1) return `trials ${nearestTrialsAgo}–${farthestTrialsAgo} ago`
  return farthestTrialsAgo === 1 ? "last trial" : `last ${farthestTrialsAgo} trials`
}

function conditionOf(row: Row): string {
  return row.past === "any" ? "any past" : `${windowOf(row)} ${row.past}`
}
