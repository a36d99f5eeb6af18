import type { Comparison } from "./comparison.ts"
import type { FittedLearner } from "./learner.ts"

/** The name under which a value says how it is shown in a notebook. */
const display: unique symbol = Symbol.for("Jupyter.display") as never

/** A solution that shows itself as text, in place of its thousands of trials. */
export function withShowing<Result extends { readonly message: string }>(result: Result, text: string): Result {
  const bundle = Object.freeze({ "text/plain": `${result.message}\n${text}`.trimEnd() })
  return Object.freeze({ ...result, [display]: () => bundle })
}

/** So many animals are still named one by one. */
const fewAnimals = 12

/** A fitted learner in a few lines: its score and its parameters with standard errors. */
export function fitAsText({ natsPerTrial, trials, trajectories, parameters }: FittedLearner): string {
  const many = trajectories.length > fewAnimals
  const animals = many ? `${trajectories.length} animals` : trajectories.map(({ animal }) => animal).join(", ")
  const lines = parameters.map(({ name, value, standardError }) => [
    `  ${name}`,
    value.toPrecision(4),
    standardError === undefined ? "" : `± ${standardError.toPrecision(2)}`,
  ])
  return [`${natsPerTrial.toFixed(5)} nats per trial over ${trials} trials of ${animals}`, ...aligned(lines)].join("\n")
}

/** A comparison as a table of text: best learner first, controls marked. */
export function comparisonAsText({ rows, interval, evaluation }: Comparison): string {
  if (rows.length === 0) return ""
  const lines = rows.map(({ label, role, solution, natsPerTrial, difference, interval: ends }) => [
    `  ${label}${role === "control" ? " (control)" : ""}`,
    natsPerTrial === null ? "no score" : natsPerTrial.toFixed(5),
    difference === null ? "" : `${signed(difference)}${ends ? ` [${signed(ends[0])}, ${signed(ends[1])}]` : ""}`,
    String(solution.value.parameterCount),
    solution.status === "converged" ? "" : solution.status,
  ])
  const heading = [
    "  learner",
    evaluation ? "nats per held-out trial" : "nats per trial",
    "difference",
    "parameters",
    "",
  ]
  return [...aligned([heading, ...lines]), `  in brackets: ${interval}`].join("\n")
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(4)}`
}

/** Rows of cells as lines, each column as wide as its widest cell. */
export function aligned(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]!.length))) ?? []
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  )
}
