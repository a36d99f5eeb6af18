import { type Figure, figure } from "../../plots/figure.ts"
import { numbersOf, type Row, rounded, rowsOf, type Tabled, tableOf, textsOf } from "../../plots/tables.ts"
import { axis, colour, legendBelow, plain } from "../../plots/theme.ts"

const columns = ["figure", "condition", "score", "seeds", "mean", "least", "greatest"]

/**
 * One score of recovery over the conditions, a colour a figure of the paper: means over seeds, bars from the least to the greatest seed.
 * @param summary `value.summary` of `recovery.study`.
 * @param score such as "changeError".
 * @throws RangeError where there is no such score.
 */
export function recoveryScores(summary: Tabled, score: string): Figure {
  const table = tableOf("figures.recoveryScores", "recovery.study, its summary,", summary, columns)
  const all = rowsOf(table)
  const rows = all.filter((row) => row.score === score)
  if (rows.length === 0) {
    const known = [...new Set(textsOf(all, "score"))].join(", ")
    throw new RangeError(`figures.recoveryScores: there is no score "${score}"; accepted are ${known}`)
  }
  const figures = [...new Set(textsOf(rows, "figure"))]
  return figure({
    title: `${plain(score)} of recovered rules (simulated animals)`,
    subtitle: `means over ${[...new Set(textsOf(rows, "seeds"))].join(", ")} seeds; bars: least to greatest seed`,
    data: figures.map((name, index) =>
      points(
        rows.filter((row) => row.figure === name),
        name,
        index,
      ),
    ),
    layout: {
      xaxis: axis("", { type: "category", tickangle: 30 }),
      yaxis: axis(plain(score), { rangemode: "tozero" }),
      legend: legendBelow,
      margin: { l: 64, r: 24, t: 84, b: 160 },
      height: 480,
    },
    table,
  })
}

function points(rows: readonly Row[], name: string, index: number): Row {
  const [mean, least, greatest] = ["mean", "least", "greatest"].map((column) => numbersOf(rows, column))
  const gap = (from: readonly (number | null)[], to: readonly (number | null)[]) =>
    from.map((start, i) => (start === null || to[i] == null ? null : rounded(Math.max(0, to[i] - start))))
  return {
    type: "scatter",
    mode: "markers",
    name: plain(name),
    x: rows.map((row) => plain(`${row.figure}: ${row.condition}`)),
    y: mean,
    error_y: {
      type: "data",
      symmetric: false,
      array: gap(mean!, greatest!),
      arrayminus: gap(least!, mean!),
      thickness: 1.2,
      width: 4,
    },
    marker: { color: colour(index), size: 10 },
    hovertemplate: "%{x}<br>%{y:.5f}",
  }
}
