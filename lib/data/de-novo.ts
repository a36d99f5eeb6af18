import type { Animal } from "./animal.ts"
import { DataError } from "./data-error.ts"
import type { Session } from "./sessions.ts"

/** Rows of a table that are kept, and how many are not. */
export interface KeptRows {
  readonly rows: readonly number[]
  /** Trials from the first biased session on. */
  readonly afterBiased: number
  /** Trials of other tasks before it. */
  readonly otherTasks: number
  readonly notes: readonly string[]
}

/**
 * De novo data: rows of trainingChoiceWorld before the first session of biasedChoiceWorld (or ephysChoiceWorld, the same with
 * drawn-up sequences), by `task_protocol`. Never by `probabilityLeft`, which in old training sessions takes the values of blocks.
 * @throws DataError where the task of a session that decides is not known
 */
export function deNovoRows(animal: Animal): KeptRows {
  const protocols = protocolsOf(animal)
  const { sessions } = animal
  const first = sessions.findIndex((_, i) => /biasedChoiceWorld|ephysChoiceWorld/i.test(protocols[i]!))
  const before = first < 0 ? sessions : sessions.slice(0, first)
  const unknown = before.find((_, i) => protocols[i] === "")
  if (unknown !== undefined) {
    throw new DataError(
      "missing-columns",
      `preprocess: the task of session ${unknown.date ?? ""} ${unknown.number} of ${animal.name} is not known, so the first biased session cannot be told; ` +
        "accepted is a table with task_protocol for each session (public animals have it), or the sessions cut by hand.",
    )
  }
  const training = before.filter((_, i) => /trainingChoiceWorld/i.test(protocols[i]!))
  const size = (some: readonly Session[]) => some.reduce((sum, { rows }) => sum + rows.length, 0)
  const note =
    first < 0
      ? "No session is biased, so nothing was cut."
      : `Cut at session ${sessions[first]!.date ?? ""} ${sessions[first]!.number}, the first biased one (${protocols[first]}).`
  return {
    rows: training.flatMap(({ rows }) => rows),
    afterBiased: size(first < 0 ? [] : sessions.slice(first)),
    otherTasks: size(before) - size(training),
    notes: [note],
  }
}

function protocolsOf({ table, sessions }: Animal): readonly string[] {
  if (!table.columnNames().includes("task_protocol")) return sessions.map(() => "")
  const column = table.array("task_protocol") as ArrayLike<string | number>
  return sessions.map(({ rows }) => String(column[rows[0]!] ?? ""))
}
