import { escape as asFunction } from "arquero"
import { choiceOption, refuseUnknownKeys } from "../numerics/options.ts"
import { type Figure, figure } from "./figure.ts"
import { anySynthetic, type Row, rounded, rowsOf, type Tabled, tableOf, textsOf } from "./tables.ts"
import { animalsInTitle, axis, divergingScale, plain } from "./theme.ts"

/** Options of `plots.ruleHeatmap`. */
export interface RuleHeatmapOptions {
  /** The bias weight to draw, one of the table's; that nearest to 0 unless told. */
  readonly bias?: number
  /** Whose change is drawn; the stimulus weight's unless told. */
  readonly weight?: "stimulus" | "bias"
}

const columns = [
  "learner",
  "animals",
  "synthetic",
  "outcome",
  "weightBias",
  "weightStimulus",
  "contrast",
  "changeStimulus",
  "changeBias",
]
const panels = [
  { outcome: "correct", heading: "after a correct choice", x: "x", y: "y" },
  { outcome: "error", heading: "after an error", x: "x2", y: "y2" },
] as const

/**
 * The inferred change of a weight over stimulus and stimulus weight, after correct choices and after errors, on one scale that is
 * white at 0; grey cells are extrapolated, fewer than 50 trials being near them, and in cells that are light grey the fits of a mean
 * differ in sign.
 * @param rule what `inferredRule` returns.
 * @throws RangeError where the table has no such bias weight.
 */
export function ruleHeatmap(rule: Tabled, options: RuleHeatmapOptions = {}): Figure {
  refuseUnknownKeys("plots.ruleHeatmap", options, ["bias", "weight"])
  const weight = choiceOption("plots.ruleHeatmap: weight", options.weight ?? "stimulus", ["stimulus", "bias"])
  const whole = tableOf("plots.ruleHeatmap", "inferredRule", rule, [...columns, "extrapolated"])
  const bias = chosenBias(rowsOf(whole), options.bias)
  const table = whole.filter(asFunction((row: Row) => row.weightBias === bias)).reify()
  const rows = rowsOf(table)
  const change = weight === "stimulus" ? "changeStimulus" : "changeBias"
  const symbol = weight === "stimulus" ? "w<sub>stim</sub>" : "w<sub>bias</sub>"
  const several = Number(rows[0]!.fits ?? 1) > 1
  const animals = animalsInTitle(textsOf(rows, "animals"), anySynthetic(rows))
  return figure({
    title: `Inferred rule of ${plain(String(rows[0]!.learner))}, ${animals}`,
    subtitle: `change of ${symbol} in one trial at w<sub>bias</sub> = ${bias}; grey: under 50 trials near${several ? "; light: signs differ" : ""}`,
    data: panels.flatMap((panel) =>
      layers(
        rows.filter((row) => row.outcome === panel.outcome),
        change,
        panel,
      ),
    ),
    layout: {
      ...axes(),
      coloraxis: {
        colorscale: divergingScale,
        ...scaleRange(rows, change),
        colorbar: { title: { text: `Δ${symbol} (log odds per trial)`, side: "right" }, outlinewidth: 0 },
      },
      annotations: panels.map(({ heading }, index) => ({
        text: heading,
        showarrow: false,
        x: index === 0 ? 0.23 : 0.77,
        xref: "paper",
        xanchor: "center",
        y: 1,
        yref: "paper",
        yanchor: "bottom",
      })),
      margin: { l: 64, r: 24, t: 104, b: 64 },
      height: 460,
    },
    table,
  })
}

function chosenBias(rows: readonly Row[], asked: number | undefined): number {
  const biases = [...new Set(rows.map((row) => Number(row.weightBias)))]
  if (asked === undefined) return biases.reduce((one, other) => (Math.abs(other) < Math.abs(one) ? other : one))
  if (biases.includes(asked)) return asked
  throw new RangeError(`plots.ruleHeatmap: bias is ${asked}; the table has ${biases.join(", ")}`)
}

/** Symmetric about 0 and wide enough for every cell that is not extrapolated. */
function scaleRange(rows: readonly Row[], change: string): Row {
  const seen = rows.filter((row) => row.extrapolated !== true)
  const sizes = (seen.length > 0 ? seen : rows).map((row) => Math.abs(Number(row[change])))
  const widest = rounded(Math.max(...sizes)) || 1
  return { cmin: -widest, cmax: widest }
}

/** The heat map of one panel, and the grey over its extrapolated cells. */
function layers(rows: readonly Row[], change: string, { heading, x, y }: (typeof panels)[number]): readonly Row[] {
  const contrasts = [...new Set(rows.map((row) => Number(row.contrast)))]
  const weights = [...new Set(rows.map((row) => Number(row.weightStimulus)))]
  const cell = new Map(rows.map((row) => [`${row.contrast} ${row.weightStimulus}`, row]))
  const matrix = (value: (row: Row) => number | null) =>
    weights.map((weight) => contrasts.map((contrast) => value(cell.get(`${contrast} ${weight}`)!)))
  const place = { type: "heatmap", x: contrasts.map(String), y: weights.map(rounded), xaxis: x, yaxis: y }
  return [
    {
      ...place,
      name: heading,
      z: matrix((row) => rounded(Number(row[change]))),
      customdata: matrix((row) => Number(row.nearbyTrials)),
      coloraxis: "coloraxis",
      hovertemplate: "contrast %{x} %, w<sub>stim</sub> %{y:.2f}<br>change %{z:.4f}<br>%{customdata} trials near",
    },
    {
      ...place,
      name: "extrapolated",
      z: matrix((row) => (row.extrapolated === true ? 1 : row[`${change}Agrees`] === false ? 0 : null)),
      zmin: 0,
      zmax: 1,
      colorscale: [
        [0, "rgba(128, 128, 128, 0.4)"],
        [1, "rgba(128, 128, 128, 0.7)"],
      ],
      showscale: false,
      hoverinfo: "skip",
    },
  ]
}

function axes(): Row {
  const contrast = { type: "category", showgrid: false }
  return {
    xaxis: axis("signed contrast (%)", { ...contrast, domain: [0, 0.46] }),
    xaxis2: axis("signed contrast (%)", { ...contrast, domain: [0.54, 1], anchor: "y2" }),
    yaxis: axis("w<sub>stim</sub> (log odds)", { showgrid: false }),
    yaxis2: axis("", { showgrid: false, anchor: "x2", matches: "y", showticklabels: false }),
  }
}
