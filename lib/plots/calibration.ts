import { type Figure, figure } from "./figure.ts"
import {
  anySynthetic,
  distinct,
  errorBars,
  numbersOf,
  type Row,
  rowsOf,
  type Tabled,
  tableOf,
  textsOf,
} from "./tables.ts"
import { animalsInTitle, axis, colour, ink, legendBelow, plain } from "./theme.ts"

const columns = ["learner", "animals", "synthetic", "predicted", "observed", "trials"]

/**
 * Observed fraction of right choices against the predicted probability, a line for each learner; a calibrated one lies on the diagonal.
 * Bars are intervals where the table has `observedLow` and `observedHigh`; larger marks stand for more trials.
 * @param calibration what `calibrationCurve` returns.
 */
export function calibration(calibration: Tabled): Figure {
  const table = tableOf("plots.calibration", "calibrationCurve", calibration, columns)
  const rows = rowsOf(table)
  const most = rows.reduce((trials, row) => Math.max(trials, Number(row.trials)), 1)
  const diagonal = {
    type: "line",
    layer: "below",
    x0: 0,
    y0: 0,
    x1: 1,
    y1: 1,
    line: { color: ink, width: 1, dash: "dot" },
  }
  return figure({
    title: `Calibration of predictions, ${animalsInTitle(textsOf(rows, "animals"), anySynthetic(rows))}`,
    subtitle: "dotted: as often as predicted; bars: 95 % intervals",
    data: distinct(rows, "learner").map((learner, index) =>
      trace(
        rows.filter((row) => row.learner === learner),
        index,
        most,
      ),
    ),
    layout: {
      xaxis: axis("predicted probability of a right choice", { range: [0, 1] }),
      yaxis: axis("observed fraction of right choices", { range: [0, 1] }),
      shapes: [diagonal],
      legend: legendBelow,
      // A single learner, too, is named by the legend alone.
      showlegend: true,
    },
    table,
  })
}

function trace(rows: readonly Row[], index: number, most: number): Row {
  return {
    type: "scatter",
    mode: "lines+markers",
    name: plain(String(rows[0]!.learner)),
    x: numbersOf(rows, "predicted"),
    y: numbersOf(rows, "observed"),
    error_y: errorBars(rows, "observed", "observedLow", "observedHigh"),
    customdata: numbersOf(rows, "trials"),
    line: { color: colour(index), width: 1.5 },
    marker: {
      color: colour(index),
      size: rows.map((row) => Math.round(4 + 8 * Math.sqrt(Number(row.trials) / most))),
    },
    hovertemplate: "predicted %{x:.1%}, observed %{y:.1%}<br>%{customdata} trials",
  }
}
