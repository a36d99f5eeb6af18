import { type Figure, figure } from "./figure.ts"
import { anySynthetic, numbersOf, type Row, rowsOf, type Tabled, tableOf, textsOf } from "./tables.ts"
import { animalsInTitle, axis, changeAxis, colour, faint, legendBelow, plain } from "./theme.ts"

const columns = ["learner", "animal", "synthetic", "method", "trial", "outcome", "side", "logit", "change"]
const sides = ["left", "right"] as const
const outcomes = ["correct", "error"] as const
const methods: Readonly<Record<string, string>> = {
  weights: "the same stimulus asked again with the weights after the trial",
  sameStimulus: "from one trial to the next where both show the same stimulus",
}

/**
 * Logit of "right" against its change by a trial: a colour for each side, filled after correct choices and open after errors.
 * Above the line a trial moves the model to the right.
 * @param portrait what `phasePortrait` returns.
 */
export function phasePortrait(portrait: Tabled): Figure {
  const table = tableOf("plots.phasePortrait", "phasePortrait", portrait, columns)
  const rows = rowsOf(table)
  return figure({
    title: `Phase portrait of ${plain(String(rows[0]!.learner))}, ${animalsInTitle(textsOf(rows, "animal"), anySynthetic(rows))}`,
    subtitle: methods[String(rows[0]!.method)] ?? plain(String(rows[0]!.method)),
    data: sides.flatMap((side, index) =>
      outcomes.map((outcome) =>
        trace(
          rows.filter((row) => row.side === side && row.outcome === outcome),
          `answer ${side}, ${outcome}`,
          { color: colour(index), symbol: outcome === "correct" ? "circle" : "circle-open" },
        ),
      ),
    ),
    layout: {
      xaxis: axis("logit of right before the trial (log odds)", { zeroline: true, zerolinecolor: faint }),
      yaxis: axis("change by the trial (log odds)", changeAxis),
      legend: legendBelow,
      margin: { l: 64, r: 24, t: 84, b: 110 },
      height: 460,
    },
    table,
  })
}

function trace(rows: readonly Row[], name: string, marker: Row): Row {
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: numbersOf(rows, "logit"),
    y: numbersOf(rows, "change"),
    customdata: numbersOf(rows, "trial"),
    marker: { size: 5, opacity: 0.6, ...marker },
    hovertemplate: "trial %{customdata}<br>logit %{x:.2f}, change %{y:.4f}",
  }
}
