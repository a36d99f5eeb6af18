import { type Figure, figure } from "./figure.ts"
import { anySynthetic, errorBars, numbersOf, type Row, rowsOf, type Tabled, tableOf, textsOf } from "./tables.ts"
import { animalsInTitle, axis, colour, legendBelow, ruler } from "./theme.ts"

const columns = ["animal", "synthetic", "session", "trials", "accuracy", "accuracyLow", "accuracyHigh"]
const easyColumns = ["easyTrials", "easyAccuracy", "easyLow", "easyHigh"]

/**
 * Accuracy of each session with its 95 % interval, over all trials and over easy ones.
 * @param summary what `sessionSummary` returns.
 */
export function accuracyBySession(summary: Tabled): Figure {
  const table = tableOf("plots.accuracyBySession", "sessionSummary", summary, [...columns, ...easyColumns])
  const rows = rowsOf(table)
  const trace = (name: string, [value, low, high, trials]: readonly string[], index: number): Row => ({
    type: "scatter",
    mode: "lines+markers",
    name,
    x: numbersOf(rows, "session"),
    y: numbersOf(rows, value!),
    error_y: errorBars(rows, value!, low!, high!),
    customdata: numbersOf(rows, trials!),
    line: { color: colour(index), width: 1.5 },
    marker: { color: colour(index), size: 7, symbol: index === 0 ? "circle" : "diamond" },
    hovertemplate: "session %{x}<br>%{y:.1%} correct of %{customdata} trials",
  })
  return figure({
    title: `Accuracy by session, ${animalsInTitle(textsOf(rows, "animal"), anySynthetic(rows))}`,
    subtitle: "bars: 95 % Wilson intervals; dotted: chance",
    data: [
      trace("all trials", ["accuracy", "accuracyLow", "accuracyHigh", "trials"], 0),
      trace("easy trials (contrast ≥ 50 %)", ["easyAccuracy", "easyLow", "easyHigh", "easyTrials"], 1),
    ],
    layout: {
      xaxis: axis("session"),
      yaxis: axis("fraction of choices rewarded", { range: [0, 1] }),
      shapes: [ruler({ y: 0.5 })],
      legend: legendBelow,
    },
    table,
  })
}
