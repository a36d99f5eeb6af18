import { type Figure, figure } from "./figure.ts"
import { anySynthetic, numbersOf, type Row, rounded, rowsOf, type Tabled, tableOf, textsOf } from "./tables.ts"
import { animalsInTitle, axis, colour, legendBelow, plain, ruler } from "./theme.ts"

const columns = ["learner", "role", "natsPerTrial", "parameters", "difference", "differenceLow", "differenceHigh"]
const context = ["reference", "interval", "animals", "synthetic", "trials", "status"]

/**
 * Learners by nats per trial, best on top; controls are open diamonds. The bar of each is the interval of its difference to the
 * reference, drawn around its own place; the dashed line is the reference. Where held-out trials were scored, a small cross beside each
 * shows the score on the trials that were fitted to, which is no measure of the learner.
 * @param comparison what `compare`, `crossValidate`, `futureTrials` or `futureBlocks` resolves to.
 */
export function modelComparison(comparison: Tabled): Figure {
  const table = tableOf("plots.modelComparison", "compare", comparison, [...columns, ...context])
  const rows = rowsOf(table)
  const first = rows[0]!
  const reference = rows.flatMap(({ natsPerTrial, difference }) =>
    typeof natsPerTrial === "number" && typeof difference === "number" ? natsPerTrial - difference : [],
  )[0]
  const heldOut = table.columnNames().includes("fittedNatsPerTrial")
  const animals = animalsInTitle(textsOf(rows, "animals"), anySynthetic(rows))
  return figure({
    title: `Rules of learning compared, ${animals}`,
    subtitle: `${first.trials} trials; bars: ${plain(String(first.interval)).replaceAll(/, (?=difference to|held-out|future)/g, ",<br>")}`,
    data: [
      trace(rows, "model", "models of learning", 0),
      trace(rows, "control", "controls", 1),
      ...(heldOut ? [fittedTrace(rows)] : []),
    ].filter(({ y }) => (y as readonly string[]).length > 0),
    layout: {
      xaxis: axis(`log likelihood (nats per ${heldOut ? "held-out " : ""}trial)`),
      yaxis: axis("", {
        categoryorder: "array",
        categoryarray: textsOf(rows, "learner").map(plain),
        autorange: "reversed",
      }),
      shapes: reference === undefined ? [] : [ruler({ x: rounded(reference) }, "dash")],
      legend: legendBelow,
      margin: { l: 64, r: 24, t: heldOut ? 124 : 100, b: 96 },
      height: 240 + 30 * rows.length,
    },
    table,
  })
}

function trace(all: readonly Row[], role: string, name: string, index: number): Row {
  const rows = all.filter((row) => row.role === role)
  const values = numbersOf(rows, "difference")
  const gap = (ends: readonly (number | null)[], sign: 1 | -1) =>
    ends.map((end, i) => (end === null ? null : rounded(Math.max(0, sign * (end - values[i]!)))))
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: numbersOf(rows, "natsPerTrial"),
    y: textsOf(rows, "learner").map(plain),
    error_x: {
      type: "data",
      symmetric: false,
      array: gap(numbersOf(rows, "differenceHigh"), 1),
      arrayminus: gap(numbersOf(rows, "differenceLow"), -1),
      thickness: 1.2,
      width: 4,
    },
    customdata: rows.map((row, i) => [row.parameters, values[i], plain(String(row.reference)), row.status]),
    marker: {
      color: colour(index),
      size: 10,
      symbol: role === "model" ? "circle" : "diamond-open",
      line: { width: 2 },
    },
    hovertemplate:
      "%{y}<br>%{x:.5f} nats per trial<br>%{customdata[1]:+.5f} to %{customdata[2]}<br>%{customdata[0]} parameters, %{customdata[3]}",
  }
}

/** Scores on the trials that were fitted to: what a learner knows by heart. */
function fittedTrace(rows: readonly Row[]): Row {
  return {
    type: "scatter",
    mode: "markers",
    name: "on the trials fitted to",
    x: numbersOf(rows, "fittedNatsPerTrial"),
    y: textsOf(rows, "learner").map(plain),
    marker: { color: colour(2), size: 7, symbol: "x-thin", line: { width: 1.5, color: colour(2) } },
    hovertemplate: "%{y}<br>%{x:.5f} nats per trial on the trials it was fitted to",
  }
}
