import { type ColumnTable, from } from "arquero"
import { choiceOption } from "../../numerics/options.ts"
import { curvesBySeed } from "../../plots/curves-by-seed.ts"
import type { Figure } from "../../plots/figure.ts"
import { seedScatter } from "../../plots/seed-scatter.ts"
import { seedsByCondition } from "../../plots/seeds-by-condition.ts"
import type { RunRow } from "../paired-seeds.ts"
import { matchedAccuracy } from "./matched.ts"
import type { CurvatureResults } from "./results.ts"
import type { Setting } from "./spec.ts"

const eigenvalueTitle = "leading eigenvalue λ<sub>1</sub>"
const rules = ["BPTT", "MDGL", "ModProp", "three-factor"]

/** F1: where descent on a hyperbola ends, by the curvature that it starts at. */
export function edgeOfStability({ hyperbola }: CurvatureResults): Figure {
  const rows = (hyperbola.objects() as { step: number; bound: number }[]).map((row) => ({
    ...row,
    rate: `ηρ = ${row.step}, bound ${row.bound}`,
  }))
  return seedScatter(from(rows), {
    title: "Sharp minima throw descent out, above 2 / (ηρ)",
    subtitle: "descent on (x y - 1)² / 2 from beside its minima",
    x: { column: "startCurvature", title: "curvature at the start", log: true },
    y: { column: "endCurvature", title: "curvature at the end", log: true },
    group: "rate",
    identity: true,
  })
}

/** F2: generalisation gap of each rule in a setting. */
export function gaps(results: CurvatureResults, setting: Setting): Figure {
  return byArm(results, setting, rules, `Generalisation gap by learning rule: ${setting}`)
}

/** F3: gap against leading eigenvalue over all runs of a setting. */
export function gapByCurvature({ runs }: CurvatureResults, setting: Setting): Figure {
  return seedScatter(from(good(runs, setting)), {
    title: `Generalisation gap and curvature: ${setting}`,
    x: { column: "eigenvalue", title: eigenvalueTitle, log: true },
    y: { column: "gap", title: "generalisation gap" },
    group: "arm",
  })
}

/** F4: curvature and loss on the way, of the rules in a setting, or of some arms. */
export function trajectories(
  { checkpoints }: CurvatureResults,
  setting: Setting,
  arms: readonly string[] = rules,
): Figure {
  const rows = within(checkpoints, setting).filter(({ arm }) => arms.includes(String(arm)))
  return curvesBySeed(from(rows), {
    title: `Curvature and loss over training: ${setting}`,
    x: { column: "iteration", title: "iteration" },
    measures: [
      { column: "eigenvalue", title: eigenvalueTitle, log: true },
      { column: "trainLoss", title: `training loss${setting === "pattern generation" ? "" : " (nats)"}`, log: true },
    ],
    group: "arm",
  })
}

/** F5: length of the step and noise, told apart. */
export function stepControls(results: CurvatureResults, setting: Setting): Figure {
  const arms = [...new Set((results.runs.objects() as RunRow[]).map(({ arm }) => String(arm)))]
  const own = arms.filter((arm) => arm === "BPTT" || arm === "three-factor" || /^BPTT [×+]/.test(arm))
  return byArm(results, setting, own, `Length of the step and noise, told apart: ${setting}`)
}

/** F6: what a larger rate early in training does. */
export function remedies(results: CurvatureResults, setting: Setting): Figure {
  const arms = [...new Set((results.runs.objects() as RunRow[]).map(({ arm }) => String(arm)))]
  const own = arms.filter((arm) => arm === "BPTT" || arm === "three-factor" || arm.includes("rate"))
  return byArm(results, setting, own, `A larger rate early in training: ${setting}`)
}

/** F7: curvature over that of BPTT of the same seed, against 1 / rho; the theorem says y = x. */
export function edgeProduct({ runs }: CurvatureResults, setting: Setting): Figure {
  const own = good(runs, setting).filter(({ arm }) => rules.includes(String(arm)))
  const rows = own.flatMap((row) => {
    const exact = own.find(({ arm, seed }) => arm === "BPTT" && seed === row.seed)
    if (exact === undefined || row.arm === "BPTT") return []
    const ratio = Number(row.eigenvalue) / Number(exact.eigenvalue)
    return [{ ...row, inverse: 1 / Number(row.rho), ratio }]
  })
  return seedScatter(from(rows), {
    title: `Curvature by the length of the step along the gradient: ${setting}`,
    x: { column: "inverse", title: "1 / ρ", log: true },
    y: { column: "ratio", title: "λ<sub>1</sub> over λ<sub>1</sub> of BPTT", log: true },
    group: "arm",
    identity: true,
  })
}

/** The three-factor rule beside BPTT stopped at the same training accuracy. */
export function atMatchedAccuracy(results: CurvatureResults, setting: Setting): Figure {
  const rows = within(matchedAccuracy(results), setting).filter(({ arm }) => arm === "three-factor")
  const both = rows.flatMap((row) => [
    {
      ...{ ...row, which: "stopped BPTT", trainAccuracy: row.exactTrainAccuracy },
      ...{ gap: row.exactGap, eigenvalue: row.exactEigenvalue },
    },
    { ...row, which: String(row.arm) },
  ])
  return seedsByCondition(from(both), {
    title: `At the same training accuracy: ${setting}`,
    condition: "which",
    conditionTitle: "",
    measures: [
      { column: "trainAccuracy", title: "training accuracy" },
      { column: "eigenvalue", title: eigenvalueTitle, log: true },
      { column: "gap", title: "generalisation gap" },
    ],
  })
}

function byArm({ runs }: CurvatureResults, setting: Setting, arms: readonly string[], title: string): Figure {
  const all = within(runs, setting).filter(({ arm }) => arms.includes(String(arm)))
  const rows = good(runs, setting)
    .filter((row) => arms.includes(String(row.arm)))
    .toSorted((one, other) => arms.indexOf(String(one.arm)) - arms.indexOf(String(other.arm)))
  const values = setting === "pattern generation"
  const lost = all.length - rows.length
  return seedsByCondition(from(rows), {
    title,
    subtitle:
      lost === 0 ? `${all.length} runs, all finite` : `without ${lost} of ${all.length} runs that ended not finite`,
    condition: "arm",
    conditionTitle: "",
    measures: [
      { column: values ? "trainLoss" : "trainAccuracy", title: values ? "training loss" : "training accuracy" },
      { column: "gap", title: `generalisation gap${values ? " (loss)" : " (accuracy)"}` },
      { column: "eigenvalue", title: eigenvalueTitle, log: true },
    ],
  })
}

/** Runs of a setting that did not fail. */
function good(runs: ColumnTable, setting: Setting): readonly RunRow[] {
  return within(runs, setting).filter(({ failure }) => failure === null)
}

/** Rows of a setting, which has to be there. */
function within(table: ColumnTable, setting: Setting): readonly RunRow[] {
  const rows = table.objects() as RunRow[]
  choiceOption("curvature.figures: setting", setting, [...new Set(rows.map((row) => String(row.setting)))])
  return rows.filter((row) => row.setting === setting)
}
