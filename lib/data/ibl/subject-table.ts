import { DataError } from "../data-error.ts"
import { readParquet } from "../formats/parquet.ts"
import { bytesOf, columnsOf, type TrialColumns } from "./trials-object.ts"

/** Columns of all trials of a subject, with date, number and id of the session of each. */
export interface SubjectTrials {
  readonly columns: TrialColumns
  readonly notes: readonly string[]
}

/**
 * Reads `_ibl_subjectTrials.table.pqt`: the columns of trials, `session` (a UUID) and `session_start_time`, perhaps
 * `session_number` and `task_protocol`. Where sessions have no number, those of a day are numbered from 1 by their start.
 * @throws DataError where these are missing, or trials of one session start at several times
 */
export async function readSubjectTable(path: string): Promise<SubjectTrials> {
  const columns = columnsOf(await readParquet(await bytesOf(path), { file: path }))
  const { session, session_start_time: start, session_number: given, ...trials } = columns
  if (session === undefined || start === undefined) {
    throw new DataError(
      "missing-columns",
      `${path} lacks session or session_start_time; found were ${Object.keys(columns).join(", ")}.`,
    )
  }
  const ids = Array.from(session, String)
  const starts = startOfEach(ids, Array.from(start, String), path)
  const counted = numbersOfDay(starts)
  const own = given !== undefined && Array.from(given).every((number) => Number.isSafeInteger(number))
  const places = new Map<string, number>()
  const trial = ids.map((id) => {
    const next = places.get(id) ?? 0
    places.set(id, next + 1)
    return next
  })
  const whole = {
    columns: {
      ...trials,
      session_id: ids,
      date: ids.map((id) => starts.get(id)!.slice(0, 10)),
      session: own ? Array.from(given, Number) : ids.map((id) => counted.get(id)!),
      trial,
    },
    notes: own
      ? []
      : ["Sessions have no numbers in the table of the subject; those of a day are numbered by their start."],
  }
  return withoutEmptySessions(whole)
}

/** Leaves out sessions of which the table has no choices, feedback or contrasts at all, and names them. */
function withoutEmptySessions({ columns, notes }: SubjectTrials): SubjectTrials {
  const ids = Array.from(columns.session_id!, String)
  const groups = [["choice"], ["feedbackType"], ["contrastLeft", "contrastRight"]].filter((names) =>
    names.every((name) => name in columns),
  )
  const has = groups.map(
    (names) => new Set(ids.filter((_, row) => names.some((name) => !Number.isNaN(columns[name]![row])))),
  )
  const isWhole = (id: string) => has.every((known) => known.has(id))
  if (ids.every(isWhole)) return { columns, notes }
  const kept = ids.flatMap((id, row) => (isWhole(id) ? [row] : []))
  const left = new Set(
    ids.flatMap((id, row) => (isWhole(id) ? [] : [`${columns.date![row]} ${columns.session![row]}`])),
  )
  const picked = Object.entries(columns).map(([name, values]) => [name, kept.map((row) => values[row]!)] as const)
  const note = `Sessions left out as they have no choices, feedback or contrasts in the table of the subject: ${[...left].join(", ")}.`
  return { columns: Object.fromEntries(picked), notes: [...notes, note] }
}

function startOfEach(ids: readonly string[], starts: readonly string[], path: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  ids.forEach((id, row) => {
    const start = starts[row]!
    const known = found.get(id)
    if (/^\d{4}-\d\d-\d\d/.test(start) && (known === undefined || known === start)) found.set(id, start)
    else {
      const accepted = known === undefined ? "a date and time" : `${known}, as in its first trial`
      throw new DataError(
        "impossible-value",
        `${path}, row ${row + 1}: session_start_time of session "${id}" is "${start}"; accepted is ${accepted}.`,
      )
    }
  })
  return found
}

function numbersOfDay(starts: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const sorted = [...starts].sort(([, one], [, other]) => (one < other ? -1 : one > other ? 1 : 0))
  const perDay = new Map<string, number>()
  return new Map(
    sorted.map(([id, start]) => {
      const number = (perDay.get(start.slice(0, 10)) ?? 0) + 1
      perDay.set(start.slice(0, 10), number)
      return [id, number] as const
    }),
  )
}
