import { fileURLToPath, URL } from "node:url"
import { type ColumnTable, table } from "arquero"
import { choiceOption, refuseUnknownKeys } from "../../numerics/options.ts"
import type { Animal } from "../animal.ts"
import { DataError } from "../data-error.ts"
import { type AlfAnimalOptions, animalOfSessions, animalOfSubjectTable } from "./alf-animal.ts"
import { type AlfFolder, type AlfSession, findSessions, type SubjectTable } from "./alf-sessions.ts"
import type { RevisionChoice } from "./revisions.ts"

/** Options of `animals.allFromAlf`. */
export interface AllFromAlfOptions extends RevisionChoice {
  /** Where both are there: the sessions' own files, or `_ibl_subjectTrials.table.pqt`, the table of all trials of a subject. */
  readonly from?: "sessions" | "subjectTable"
  readonly licence?: string
  readonly citation?: string
  readonly onProgress?: (progress: { label: string; done: number; total: number }) => void
}

/** Options of `animals.fromAlf`. */
export interface FromAlfOptions extends AllFromAlfOptions {
  /** The animal to take where the folder holds several. */
  readonly subject?: string
  /** Its lab, where animals of two labs share a name. */
  readonly lab?: string
  /** Name in tables and figures; the subject's unless told. */
  readonly name?: string
}

const common = ["revision", "collection", "from", "licence", "citation", "onProgress"] as const

/**
 * One animal from a folder in the ALF layout, {lab}/Subjects/{subject}/{date}/{number}/alf, given at any level of it.
 * @throws DataError that lists what there is where the folder holds several animals, revisions or collections and none is chosen
 */
export async function fromAlf(folder: string | URL, options: FromAlfOptions = {}): Promise<Animal> {
  refuseUnknownKeys("animals.fromAlf", options, ["subject", "lab", "name", ...common])
  const { place, found } = await look(folder)
  const all = subjectsOf(found)
  const { subject, lab, name } = options
  const fitting = all.filter((each) => (subject ?? each.subject) === each.subject && (lab ?? each.lab) === each.lab)
  if (all.length === 0) throw new DataError("not-found", nothing(place))
  if (fitting.length !== 1) {
    const asked = [subject, lab].filter((part) => part !== undefined).map((part) => `"${part}"`)
    const count = fitting.length === 0 ? `no animal ${asked.join(" of ")}` : `${fitting.length} animals`
    const listed = all.slice(0, 12).map(title).join(", ")
    throw new DataError(
      "impossible-value",
      `${place} holds ${count}; choose one with the options subject and lab, or read each by animals.allFromAlf. ` +
        `Found were ${listed}${all.length > 12 ? ` and ${all.length - 12} more` : ""}.`,
    )
  }
  return read(found, fitting[0]!, options, name)
}

/** Each animal of a folder in the ALF layout, by itself, sorted by lab and subject. @throws DataError as `fromAlf` */
export async function allFromAlf(folder: string | URL, options: AllFromAlfOptions = {}): Promise<readonly Animal[]> {
  refuseUnknownKeys("animals.allFromAlf", options, common)
  const { place, found } = await look(folder)
  const all = subjectsOf(found)
  if (all.length === 0) throw new DataError("not-found", nothing(place))
  const animals: Animal[] = []
  for (const [i, each] of all.entries()) {
    options.onProgress?.({ label: each.subject, done: i, total: all.length })
    animals.push(await read(found, each, options))
  }
  options.onProgress?.({ label: "ALF folder", done: all.length, total: all.length })
  return animals
}

/** What a folder in the ALF layout holds, without reading trials: one row a session. */
export async function alfSessions(folder: string | URL): Promise<ColumnTable> {
  const { found } = await look(folder)
  const { sessions } = found
  const joined = (values: readonly string[]) => [...new Set(values)].sort().join(", ")
  return table({
    lab: sessions.map(({ lab }) => lab),
    subject: sessions.map(({ subject }) => subject),
    date: sessions.map(({ date }) => date),
    number: sessions.map(({ number }) => number),
    files: sessions.map(({ files }) => files.length),
    collections: sessions.map(({ files }) => joined(files.map(({ collection }) => collection))),
    revisions: sessions.map(({ files }) => joined(files.map(({ revision }) => revision || "none"))),
    folder: sessions.map((session) => session.folder),
  })
}

interface SubjectName {
  readonly lab: string
  readonly subject: string
}

async function look(folder: string | URL): Promise<{ readonly place: string; readonly found: AlfFolder }> {
  const place = folder instanceof URL ? fileURLToPath(folder) : folder
  return { place, found: await findSessions(place) }
}

function nothing(place: string): string {
  return `${place} holds no sessions: accepted is the layout {lab}/Subjects/{subject}/{YYYY-MM-DD}/{number}/alf/_ibl_trials.*, given at any level.`
}

function subjectsOf({ sessions, subjectTables }: AlfFolder): readonly SubjectName[] {
  const named = new Map(
    [...sessions, ...subjectTables].map(({ lab, subject }) => [`${lab}\n${subject}`, { lab, subject }]),
  )
  return [...named].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each)
}

function title({ lab, subject }: SubjectName): string {
  return lab === "" ? `"${subject}"` : `"${subject}" of "${lab}"`
}

async function read(found: AlfFolder, which: SubjectName, options: AllFromAlfOptions, name?: string): Promise<Animal> {
  const own = ({ lab, subject }: SubjectName) => lab === which.lab && subject === which.subject
  const sessions = found.sessions.filter(own)
  const tables = found.subjectTables.filter(own)
  const { revision, collection, licence, citation } = options
  const settings: AlfAnimalOptions = {
    name: name ?? which.subject,
    dataset: null,
    ...(revision === undefined ? {} : { revision }),
    ...(collection === undefined ? {} : { collection }),
    ...(licence === undefined ? {} : { licence }),
    ...(citation === undefined ? {} : { citation }),
  }
  return whence(which, sessions, tables, options.from) === "sessions"
    ? animalOfSessions(sessions, settings)
    : animalOfSubjectTable(chooseTable(which, tables, revision), settings)
}

function whence(
  which: SubjectName,
  sessions: readonly AlfSession[],
  tables: readonly SubjectTable[],
  asked: AllFromAlfOptions["from"],
): "sessions" | "subjectTable" {
  if (asked !== undefined) choiceOption("animals.fromAlf: from", asked, ["sessions", "subjectTable"])
  const there = [sessions.length > 0 && "sessions", tables.length > 0 && "subjectTable"].filter(
    (kind) => kind !== false,
  )
  if (asked !== undefined && there.includes(asked)) return asked
  if (asked === undefined && there.length === 1) return there[0] as "sessions" | "subjectTable"
  const listed = `${sessions.length} sessions and ${tables.length} tables of the subject`
  const say =
    asked === undefined ? 'choose with the option from: "sessions" or from: "subjectTable"' : `from is "${asked}"`
  throw new DataError("impossible-value", `Of ${title(which)} there are ${listed}; ${say}.`)
}

function chooseTable(which: SubjectName, tables: readonly SubjectTable[], revision: string | undefined): SubjectTable {
  const sorted = [...tables].sort((one, other) => (one.revision < other.revision ? -1 : 1))
  if (sorted.length === 1) return sorted[0]!
  if (revision === "latest") return sorted.at(-1)!
  const found = sorted.filter((each) => each.revision === (revision === "none" ? "" : revision))
  if (found.length === 1) return found[0]!
  const listed = sorted.map((each) => `"${each.revision || "none"}"`).join(", ")
  throw new DataError(
    "impossible-value",
    `The table of ${title(which)} has the revisions ${listed}; choose one with the option revision, or revision: "latest" for the newest.`,
  )
}
