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
import { animalsInTitle, axis, colour, legendBelow, plain, ruler } from "./theme.ts"

const columns = ["animal", "synthetic", "stage", "contrast", "trials", "median", "medianLow", "medianHigh"]

/**
 * Median response time against signed contrast by stage of training, on a logarithmic axis.
 * @param times what `responseTimes` returns.
 */
export function responseTimes(times: Tabled): Figure {
  const table = tableOf("plots.responseTimes", "responseTimes", times, columns)
  const rows = rowsOf(table)
  return figure({
    title: `Response times, ${animalsInTitle(textsOf(rows, "animal"), anySynthetic(rows))}`,
    subtitle: "medians with 95 % intervals by order statistics",
    data: distinct(rows, "stage").map((stage, index) =>
      trace(
        rows.filter((row) => row.stage === stage),
        index,
      ),
    ),
    layout: {
      xaxis: axis("signed contrast (%), right positive", { range: [-108, 108] }),
      yaxis: axis("median response time (s)", { type: "log" }),
      shapes: [ruler({ x: 0 })],
      legend: legendBelow,
    },
    table,
  })
}

function trace(rows: readonly Row[], index: number): Row {
  return {
    type: "scatter",
    mode: "lines+markers",
    name: plain(String(rows[0]!.stage)),
    x: numbersOf(rows, "contrast"),
    y: numbersOf(rows, "median"),
    error_y: errorBars(rows, "median", "medianLow", "medianHigh"),
    customdata: numbersOf(rows, "trials"),
    line: { color: colour(index), width: 1.5 },
    marker: { color: colour(index), size: 6 },
    hovertemplate: "contrast %{x} %<br>median %{y:.3f} s of %{customdata} trials",
  }
}
