import type { ColumnTable } from "arquero"
import { numbers, type Session, sessionsOf } from "./sessions.ts"

/** Key under which a value shows itself in a notebook. */
const display: unique symbol = Symbol.for("Jupyter.display")

/** An animal with all its trials and where they come from; it shows itself in a notebook. */
export interface Animal {
  readonly name: string
  /** Synthetic trials were simulated: every table and figure of them says so. */
  readonly source: "recorded" | "synthetic"
  /** Id of its data set, or null for a file of the user's own. */
  readonly dataset: string | null
  /** Trials in ALF columns and signs, in the order of the file; its columns are frozen. */
  readonly table: ColumnTable
  /** Column of the signed evidence for right, right positive, where the stimulus is no contrast; absent where it is one. */
  readonly evidence?: string
  /** Columns that models may use by name beside the stimulus, such as the two tones of a comparison. */
  readonly inputs?: readonly string[]
  /** Sorted by date and number. */
  readonly sessions: readonly Session[]
  readonly licence: string
  readonly citation: string
  /** What a reader should know: repairs, and which animal this one stands in for. */
  readonly notes: readonly string[]
  /** Left stimuli that were recorded as negative right contrasts and moved by the reader; absent where there were none. */
  readonly movedContrasts?: number
  readonly [display]: () => Readonly<Record<string, string>>
}

/** What makes an animal beside its trials. */
export type AnimalParts = Pick<
  Animal,
  "name" | "source" | "dataset" | "table" | "licence" | "citation" | "notes" | "evidence" | "inputs" | "movedContrasts"
>

/** An animal from its parts, frozen. */
export function animal(parts: AnimalParts): Animal {
  const sessions = Object.freeze(
    sessionsOf(parts.table).map((session) => Object.freeze({ ...session, rows: Object.freeze(session.rows) })),
  )
  const notes = Object.freeze([...parts.notes])
  return Object.freeze({ ...parts, notes, sessions, [display]: () => show({ ...parts, notes, sessions }) })
}

function show(shown: AnimalParts & { readonly sessions: readonly Session[] }): Record<string, string> {
  const facts = summary(shown)
  const title = `${shown.name}${shown.source === "synthetic" ? " (synthetic)" : ""}`
  const rows = facts.map(
    ([name, value]) =>
      `<tr><th style="text-align:left">${escaped(name)}</th><td style="text-align:left">${escaped(value)}</td></tr>`,
  )
  return {
    "text/html": `<table><caption style="text-align:left"><b>${escaped(title)}</b></caption><tbody>${rows.join("")}</tbody></table>`,
    "text/plain": [title, ...facts.map(([name, value]) => `  ${name}: ${value}`)].join("\n"),
  }
}

function summary({
  table,
  sessions,
  source,
  evidence,
  inputs = [],
  licence,
  citation,
  notes,
}: Omit<AnimalParts, "name"> & { readonly sessions: readonly Session[] }): readonly (readonly [string, string])[] {
  const choice = numbers(table, "choice")
  const feedback = numbers(table, "feedbackType")
  const answered = choice.filter((report) => report !== 0).length
  const accuracy = sessions.map(({ rows }) => {
    const scored = rows.filter((row) => choice[row] !== 0 && feedback[row] !== 0)
    return scored.filter((row) => feedback[row] === 1).length / scored.length
  })
  const days = sessions[0]?.date ? `, ${sessions[0].date} to ${sessions.at(-1)!.date}` : ""
  return [
    ["source", source === "synthetic" ? "synthetic: simulated, not recorded from an animal" : "recorded"],
    ["sessions", `${sessions.length}${days}`],
    ["trials", `${table.numRows()}, ${answered} with a response`],
    ["accuracy", `${percent(accuracy[0]!)} in the first session, ${percent(accuracy.at(-1)!)} in the last`],
    ...(evidence === undefined ? [] : [["stimulus", `signed evidence for right, column ${evidence}`] as const]),
    ...(inputs.length === 0 ? [] : [["inputs", inputs.join(", ")] as const]),
    ["cite", citation],
    ["licence", licence],
    ...notes.map((note) => ["note", note] as const),
  ]
}

function percent(fraction: number): string {
  return Number.isNaN(fraction) ? "no response" : `${(100 * fraction).toFixed(1)} %`
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
}
