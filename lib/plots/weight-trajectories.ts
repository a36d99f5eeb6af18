import { type Figure, figure } from "./figure.ts"
import { sessionStarts } from "./session-starts.ts"
import { anySynthetic, distinct, numbersOf, type Row, rowsOf, type Tabled, tableOf, textsOf } from "./tables.ts"
import { animalsInTitle, axis, colour, faint, legendBelow, plain } from "./theme.ts"

const columns = ["animal", "synthetic", "learner", "trial", "session", "weightStimulus", "weightBias"]
const weights = ["weightStimulus", "weightBias"] as const

/**
 * Stimulus and bias weights over training under each learner; upright lines are the starts of sessions.
 * @param trajectories what `weightTrajectories` returns.
 */
export function weightTrajectories(trajectories: Tabled): Figure {
  const table = tableOf("plots.weightTrajectories", "weightTrajectories", trajectories, columns)
  const rows = rowsOf(table)
  const learners = distinct(rows, "learner")
  return figure({
    title: `Weights of the policy, ${animalsInTitle(textsOf(rows, "animal"), anySynthetic(rows))}`,
    subtitle: "rolled out on the animal's own choices; upright lines: sessions",
    data: weights.flatMap((weight, panel) =>
      learners.map((learner, index) =>
        trace(
          rows.filter((row) => row.learner === learner),
          weight,
          panel,
          index,
        ),
      ),
    ),
    layout: {
      xaxis: axis("trial", { anchor: "y2", showgrid: false }),
      yaxis: axis("w<sub>stim</sub> (log odds)", { domain: [0.54, 1], zeroline: true, zerolinecolor: faint }),
      yaxis2: axis("w<sub>bias</sub> (log odds)", { domain: [0, 0.46], zeroline: true, zerolinecolor: faint }),
      shapes: sessionStarts(rows.filter((row) => row.learner === learners[0])),
      legend: legendBelow,
      height: 580,
      margin: { l: 64, r: 24, t: 84, b: 110 },
    },
    table,
  })
}

function trace(rows: readonly Row[], weight: (typeof weights)[number], panel: number, index: number): Row {
  const name = plain(String(rows[0]!.learner))
  return {
    type: "scatter",
    mode: "lines",
    name,
    legendgroup: name,
    showlegend: panel === 0,
    x: numbersOf(rows, "trial"),
    y: numbersOf(rows, weight),
    customdata: numbersOf(rows, "session"),
    xaxis: "x",
    yaxis: panel === 0 ? "y" : "y2",
    line: { color: colour(index), width: 1.5 },
    hovertemplate: "trial %{x}, session %{customdata}<br>%{y:.3f}",
  }
}
