import { numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { type Figure, figure } from "../../plots/figure.ts"
import { type Panel, panelAxes, panelGrid, panelHeading } from "../../plots/panels.ts"
import { distinct, numbersOf, type Row, rounded, rowsOf, type Tabled, tableOf } from "../../plots/tables.ts"
import { colour, faint, ink, legendBelow, plain } from "../../plots/theme.ts"

/** Options of `figures.recoveredRule`. */
export interface RecoveredRuleOptions {
  /** Where the rule is asked: w_stim, 0 unless told, and w_bias, 0 unless told. */
  readonly weightStimulus?: number
  readonly weightBias?: number
}

const columns = ["condition", "seed", "rule", "outcome", "stimulus", "weightStimulus", "weightBias", "changeStimulus"]

/**
 * What networks recovered of known rules: the change of w_stim over the stimulus, inferred beside true, a panel a condition; solid after correct
 * choices, dashed after errors; inferred curves are means over seeds, each seed a faint line.
 * @param curves `value.curves` of `recovery.study`.
 * @throws where there is no curve at these weights.
 */
export function recoveredRule(curves: Tabled, options: RecoveredRuleOptions = {}): Figure {
  refuseUnknownKeys("figures.recoveredRule", options, ["weightStimulus", "weightBias"])
  const [w, b] = [options.weightStimulus ?? 0, options.weightBias ?? 0].map((value, i) =>
    value === 0 ? 0 : numberOption(`figures.recoveredRule: ${i === 0 ? "weightStimulus" : "weightBias"}`, value, -1e6),
  )
  const table = tableOf("figures.recoveredRule", "recovery.study, its curves,", curves, columns)
  const rows = rowsOf(table).filter((row) => row.weightStimulus === w && row.weightBias === b)
  if (rows.length === 0) throw new RangeError(`figures.recoveredRule: there is no curve at w_stim ${w}, w_bias ${b}`)
  const conditions = distinct(rows, "condition")
  const panels = panelGrid(conditions.length, Math.min(3, conditions.length), { across: 0.08, down: 0.22 })
  const of = (panel: number) => rows.filter((row) => row.condition === conditions[panel])
  return figure({
    title: `Recovered rules at w<sub>stim</sub> = ${w}, w<sub>bias</sub> = ${b} (simulated animals)`,
    subtitle: "solid: after a correct choice; dashed: after an error; faint: single fits",
    data: panels.flatMap((panel, i) => lines(of(i), panel)),
    layout: {
      ...Object.assign(
        {},
        ...panels.map((panel) =>
          panelAxes(
            panel,
            { x: "stimulus", y: panel.column === 0 ? "Δw<sub>stim</sub> (log odds per trial)" : "" },
            { y: { zeroline: true, zerolinecolor: faint } },
          ),
        ),
      ),
      annotations: panels.map((panel, i) => panelHeading(panel, plain(conditions[i]!))),
      legend: legendBelow,
      height: 200 + 240 * Math.ceil(panels.length / 3),
      margin: { l: 64, r: 24, t: 96, b: 96 },
    },
    table,
  })
}

const outcomes = [
  ["correct", "solid"],
  ["error", "dash"],
] as const

function lines(rows: readonly Row[], panel: Panel): readonly Row[] {
  const seeds = distinct(rows, "seed")
  const first = panel.column === 0 && panel.row === 0
  return outcomes.flatMap(([outcome, dash]) => {
    const own = rows.filter((row) => row.outcome === outcome)
    const truth = own.filter((row) => row.rule === "true" && String(row.seed) === seeds[0])
    const inferred = own.filter((row) => row.rule === "inferred")
    const singles = seeds.length > 1 ? seeds.map((seed) => inferred.filter((row) => String(row.seed) === seed)) : []
    return [
      ...singles.map((single) => line(single, panel, { dash, colour: colour(0), opacity: 0.25 })),
      line(meanOver(inferred), panel, { dash, colour: colour(0), name: `inferred, ${outcome}`, shown: first }),
      line(truth, panel, { dash, colour: ink, name: `true, ${outcome}`, shown: first }),
    ]
  })
}

/** The mean over fits at each stimulus. */
function meanOver(rows: readonly Row[]): readonly Row[] {
  const groups = new Map<number, number[]>()
  for (const row of rows) {
    const changes = groups.get(Number(row.stimulus)) ?? []
    changes.push(Number(row.changeStimulus))
    groups.set(Number(row.stimulus), changes)
  }
  return [...groups].map(([stimulus, changes]) => ({
    stimulus,
    changeStimulus: rounded(changes.reduce((sum, change) => sum + change, 0) / changes.length),
  }))
}

interface LineStyle {
  readonly dash: "solid" | "dash"
  readonly colour: string
  readonly opacity?: number
  readonly name?: string
  readonly shown?: boolean
}

function line(rows: readonly Row[], panel: Panel, { dash, colour, opacity = 1, name, shown = false }: LineStyle): Row {
  return {
    type: "scatter",
    mode: "lines",
    ...(name !== undefined && { name, legendgroup: name }),
    showlegend: shown,
    opacity,
    x: numbersOf(rows, "stimulus"),
    y: numbersOf(rows, "changeStimulus"),
    xaxis: panel.x,
    yaxis: panel.y,
    line: { color: colour, dash, width: name === undefined ? 1 : 2 },
    hovertemplate: `stimulus %{x}<br>%{y:.4f}<extra>${name ?? "one fit"}</extra>`,
  }
}
