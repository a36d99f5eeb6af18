import { type Animal, animal } from "../animal.ts"
import { DataError } from "../data-error.ts"
import { movedNote, type TrialTable, trialTableOfColumns } from "../trial-table.ts"
import type { AlfSession, SubjectTable } from "./alf-sessions.ts"
import { alfLicence, iblCitation } from "./attribution.ts"
import { chooseFiles, type RevisionChoice } from "./revisions.ts"
import { readSubjectTable } from "./subject-table.ts"
import { taskProtocolOf } from "./task-settings.ts"
import { columnsOf, readTrialsObject, type TrialColumns } from "./trials-object.ts"

/** What is known of a session beside its files. */
export interface SessionFacts {
  readonly id: string
  readonly taskProtocol: string
}

/** How one animal is put together. */
export interface AlfAnimalOptions extends RevisionChoice {
  readonly name: string
  readonly dataset: string | null
  readonly licence?: string
  readonly citation?: string
  /** Facts of a session, by the text `date number`; those without are looked for in the files of the rig. */
  readonly facts?: ReadonlyMap<string, SessionFacts>
  readonly notes?: readonly string[]
}

/**
 * One animal from its sessions' folders, each read by itself and then joined in order; sessions without a whole trials object
 * are left out, and a note names them.
 * @throws DataError where a session is inconsistent, a choice is needed, or no session is left
 */
export async function animalOfSessions(sessions: readonly AlfSession[], options: AlfAnimalOptions): Promise<Animal> {
  const tables: TrialTable[] = []
  const notes: string[] = [...(options.notes ?? [])]
  const partial: string[] = []
  for (const session of inOrder(sessions)) {
    const what = `Session ${session.date} ${session.number} of ${session.subject}`
    const place = `${session.date} ${session.number}`
    if (session.files.length === 0) {
      partial.push(`${place} (no files of trials)`)
      continue
    }
    const chosen = chooseFiles(what, session.files, options)
    const { columns, missing } = await readTrialsObject(what, chosen.files)
    const trials = Object.values(columns)[0]?.length ?? 0
    if (missing.length > 0 || trials === 0) {
      partial.push(`${place} (${missing.length > 0 ? `without ${missing.join(", ")}` : "no trials"})`)
      continue
    }
    if (chosen.note !== null) notes.push(chosen.note)
    const facts = options.facts?.get(place)
    const taskProtocol = facts?.taskProtocol || (await taskProtocolOf(session.folder))
    tables.push(trialTableOfColumns({ ...columns, ...constants(session, trials, taskProtocol, facts?.id ?? "") }, what))
  }
  if (partial.length > 0) notes.push(`Sessions left out as they are not whole: ${partial.join(", ")}.`)
  if (tables.length === 0) throw new DataError("empty", `${options.name} has no whole session. ${notes.join(" ")}`)
  const joined = join(tables.map(({ table }) => columnsOf(table)))
  notes.push(...joined.notes)
  return whole(trialTableOfColumns(joined.columns, options.name), moved(tables), notes, options)
}

/** One animal from the table of all its trials. */
export async function animalOfSubjectTable(
  { path, subject }: SubjectTable,
  options: AlfAnimalOptions,
): Promise<Animal> {
  const { columns, notes } = await readSubjectTable(path)
  const named = { ...columns, subject: Array.from(columns.trial!, () => subject) }
  const table = trialTableOfColumns(named, path)
  return whole(table, table.movedContrasts, [...(options.notes ?? []), ...notes], options)
}

function whole(
  trials: TrialTable,
  movedContrasts: number,
  notes: readonly string[],
  options: AlfAnimalOptions,
): Animal {
  return animal({
    name: options.name,
    source: "recorded",
    dataset: options.dataset,
    table: trials.table,
    licence: options.licence ?? alfLicence,
    citation: options.citation ?? iblCitation,
    notes: [...notes, ...(movedContrasts > 0 ? [movedNote(movedContrasts)] : [])],
    movedContrasts,
  })
}

function moved(tables: readonly TrialTable[]): number {
  return tables.reduce((sum, { movedContrasts }) => sum + movedContrasts, 0)
}

function constants(session: AlfSession, trials: number, taskProtocol: string, id: string): TrialColumns {
  const all = <Value>(value: Value): Value[] => new Array<Value>(trials).fill(value)
  return {
    subject: all(session.subject),
    lab: all(session.lab),
    date: all(session.date),
    session: all(session.number),
    trial: Array.from({ length: trials }, (_, trial) => trial),
    task_protocol: all(taskProtocol),
    ...(id === "" ? {} : { session_id: all(id) }),
  }
}

function inOrder(sessions: readonly AlfSession[]): readonly AlfSession[] {
  return [...sessions].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.number - b.number))
}

/** Sessions one below the other; a column that only some have is NaN or empty in the others. */
function join(parts: readonly TrialColumns[]): { readonly columns: TrialColumns; readonly notes: readonly string[] } {
  const names = [...new Set(parts.flatMap((part) => Object.keys(part)))]
  const notes: string[] = []
  const columns: TrialColumns = {}
  for (const name of names) {
    const without = parts.filter((part) => !(name in part)).length
    const isText = parts.some((part) => part[name]?.length && typeof part[name][0] === "string")
    columns[name] = parts.flatMap((part): (number | string)[] =>
      name in part ? Array.from(part[name]!) : Array.from(part.choice!, () => (isText ? "" : Number.NaN)),
    )
    if (without > 0) notes.push(`${name} is missing in ${without} of ${parts.length} sessions.`)
  }
  return { columns, notes }
}
