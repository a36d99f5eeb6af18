import type { ColumnTable } from "arquero"
import type { Evaluation } from "./evaluation.ts"

/** An evaluation as a table of text: best learner first, controls marked, with p over animals. */
export function evaluationAsText({ rows, scheme, notes }: Evaluation, table: ColumnTable): string {
  const records = table.objects() as Readonly<Record<string, unknown>>[]
  const heading = ["  learner", "nats per trial", "difference", "p over animals", "parameters"]
  const lines = rows.map(({ label, role, natsPerTrial, parameterCount }, index) => {
    const { difference, p, verdict } = records[index]!
    return [
      `  ${label}${role === "control" ? " (control)" : ""}`,
      natsPerTrial === null ? "no score" : natsPerTrial.toFixed(4),
      typeof difference !== "number" || verdict === null ? "" : `${difference < 0 ? "" : "+"}${difference.toFixed(4)}`,
      typeof p !== "number" ? "" : `${p.toPrecision(3)}${verdict === "tie" ? " (tie)" : ""}`,
      String(parameterCount),
    ]
  })
  const all = [heading, ...lines]
  const widths = heading.map((_, column) => Math.max(...all.map((line) => line[column]!.length)))
  const aligned = all.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  )
  const reference = records[0] === undefined ? [] : [`  difference: to ${String(records[0].reference)}`]
  return [...aligned, ...reference, `  ${scheme.words}`, ...notes.map((note) => `  ${note}`)].join("\n")
}
