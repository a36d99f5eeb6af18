import { band } from "./bands.ts"
import { type Figure, figure } from "./figure.ts"
import { type Panel, panelAxes, panelGrid } from "./panels.ts"
import { sessionStarts } from "./session-starts.ts"
import { anySynthetic, distinct, numbersOf, type Row, rowsOf, type Tabled, tableOf, textsOf } from "./tables.ts"
import { animalsInTitle, colour, faint, legendBelow, plain } from "./theme.ts"

const columns = ["animal", "synthetic", "learner", "regressor", "trial", "session", "weight", "low", "high"]

/**
 * Every weight over training, a panel for each regressor and a colour for each learner, with its 95 % band where there is one; upright
 * lines are the starts of sessions.
 * @param curves what `learningCurves` returns.
 */
export function learningCurves(curves: Tabled): Figure {
  const table = tableOf("plots.learningCurves", "learningCurves", curves, columns)
  const rows = rowsOf(table)
  const regressors = distinct(rows, "regressor")
  const learners = distinct(rows, "learner")
  const panels = panelGrid(regressors.length, 1)
  return figure({
    title: `Learning curves, ${animalsInTitle(textsOf(rows, "animal"), anySynthetic(rows))}`,
    subtitle: "weights of the policy; bands: 95 %; upright lines: sessions",
    data: panels.flatMap((panel, i) =>
      learners.flatMap((learner, index) => {
        const chosen = rows.filter((row) => row.learner === learner && row.regressor === regressors[i])
        return chosen.length === 0 ? [] : traces(chosen, panel, index)
      }),
    ),
    layout: {
      ...Object.assign(
        {},
        ...panels.map((panel, i) =>
          panelAxes(
            panel,
            { x: "trial", y: `${symbolOf(regressors[i]!)} (log odds)` },
            { x: { showgrid: false, ...(i > 0 && { matches: "x" }) }, y: { zeroline: true, zerolinecolor: faint } },
          ),
        ),
      ),
      shapes: sessionStarts(rows.filter((row) => row.learner === learners[0] && row.regressor === rows[0]!.regressor)),
      legend: legendBelow,
      height: 160 + 200 * panels.length,
      margin: { l: 64, r: 24, t: 84, b: 110 },
    },
    table,
  })
}

function traces(rows: readonly Row[], panel: Panel, index: number): readonly Row[] {
  const name = plain(String(rows[0]!.learner))
  return [
    ...band(rows, "trial", "low", "high", { x: panel.x, y: panel.y, group: name, index }),
    {
      type: "scatter",
      mode: "lines",
      name,
      legendgroup: name,
      showlegend: panel.row === 0,
      x: numbersOf(rows, "trial"),
      y: numbersOf(rows, "weight"),
      customdata: numbersOf(rows, "session"),
      xaxis: panel.x,
      yaxis: panel.y,
      line: { color: colour(index), width: 1.5 },
      hovertemplate: "trial %{x}, session %{customdata}<br>%{y:.3f}",
    },
  ]
}

/** A weight's symbol, by the name of what it acts on. */
function symbolOf(regressor: string): string {
  return `w<sub>${regressor === "stimulus" ? "stim" : plain(regressor)}</sub>`
}
