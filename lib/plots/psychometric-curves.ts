import type { ColumnTable } from "arquero"
import { erf } from "../numerics/error-function.ts"
import { type Figure, figure } from "./figure.ts"
import { anySynthetic, distinct, errorBars, numbersOf, type Row, rounded, rowsOf, tableOf, textsOf } from "./tables.ts"
import { animalsInTitle, axis, colour, legendBelow, plain, ruler } from "./theme.ts"

const pointColumns = ["animal", "synthetic", "stage", "contrast", "trials", "right", "rightLow", "rightHigh"]
const fitColumns = ["stage", "bias", "threshold", "lapseLeft", "lapseRight", "status"]

/**
 * Fraction of right choices against signed contrast by stage of training, with the fitted curves; no curve where the fit failed.
 * @param curves what `psychometricCurves` returns.
 */
export function psychometricCurves(curves: { readonly table: ColumnTable; readonly fits: ColumnTable }): Figure {
  const caller = "plots.psychometricCurves"
  const table = tableOf(caller, "psychometricCurves", curves, pointColumns)
  const fits = rowsOf(tableOf(caller, "psychometricCurves (its fits)", curves.fits, fitColumns))
  const rows = rowsOf(table)
  const data = distinct(rows, "stage").flatMap((stage, index) => {
    const fit = fits.find((each) => each.stage === stage && each.status === "converged")
    const points = rows.filter((row) => row.stage === stage)
    return [pointTrace(points, stage, index), ...(fit ? [curveTrace(fit, stage, index)] : [])]
  })
  return figure({
    title: `Psychometric curves, ${animalsInTitle(textsOf(rows, "animal"), anySynthetic(rows))}`,
    subtitle: "points: 95 % Wilson intervals; lines: fitted curves with lapses",
    data,
    layout: {
      xaxis: axis("signed contrast (%), right positive", { range: [-108, 108] }),
      yaxis: axis("fraction of right choices", { range: [-0.02, 1.02] }),
      shapes: [ruler({ x: 0 }), ruler({ y: 0.5 })],
      legend: legendBelow,
    },
    table,
  })
}

function pointTrace(rows: readonly Row[], stage: string, index: number): Row {
  return {
    type: "scatter",
    mode: "markers",
    name: plain(stage),
    legendgroup: stage,
    x: numbersOf(rows, "contrast"),
    y: numbersOf(rows, "right"),
    error_y: errorBars(rows, "right", "rightLow", "rightHigh"),
    customdata: numbersOf(rows, "trials"),
    marker: { color: colour(index), size: 7 },
    hovertemplate: "contrast %{x} %<br>%{y:.1%} right of %{customdata} trials",
  }
}

/** P(right) = g1 + (1 - g1 - g2)(erf((c - bias) / threshold) + 1) / 2, International Brain Laboratory 2021, eLife 10:e63711. */
function curveTrace(fit: Row, stage: string, index: number): Row {
  const [bias, threshold, left, right] = ["bias", "threshold", "lapseLeft", "lapseRight"].map((name) =>
    Number(fit[name]),
  )
  const x = Array.from({ length: 101 }, (_, i) => 2 * i - 100)
  return {
    type: "scatter",
    mode: "lines",
    name: plain(stage),
    legendgroup: stage,
    showlegend: false,
    hoverinfo: "skip",
    x,
    y: x.map((c) => rounded(left! + ((1 - left! - right!) * (erf((c - bias!) / threshold!) + 1)) / 2)),
    line: { color: colour(index), width: 2 },
  }
}
