import { readdir, stat } from "node:fs/promises"
import { basename, join, resolve, sep } from "node:path"
import { DataError } from "../data-error.ts"
import { isTrialsFile } from "./alf-names.ts"

/** A file of the trials object within a session. */
export interface AlfTrialsFile {
  readonly path: string
  readonly name: string
  /** Folder within the session, such as `alf` or `alf/task_00`. */
  readonly collection: string
  /** Name of the revision; empty for files outside of any. */
  readonly revision: string
}

/** A session's folder, {lab}/Subjects/{subject}/{date}/{number}. */
export interface AlfSession {
  readonly folder: string
  /** Empty where the folder is not below one called Subjects. */
  readonly lab: string
  readonly subject: string
  /** YYYY-MM-DD. */
  readonly date: string
  readonly number: number
  /** Files of the trials object; none where the session has no such object. */
  readonly files: readonly AlfTrialsFile[]
}

/** A table of all trials of a subject, `_ibl_subjectTrials.table.pqt`. */
export interface SubjectTable {
  readonly path: string
  readonly lab: string
  readonly subject: string
  readonly revision: string
}

/** What a folder holds. */
export interface AlfFolder {
  readonly sessions: readonly AlfSession[]
  readonly subjectTables: readonly SubjectTable[]
}

const deepest = 9
const sessionPath = /(?:^|\/)(?:([^/]+)\/Subjects\/)?([^/]+)\/(\d{4}-\d\d-\d\d)\/(\d{1,3})$/
const subjectTablePath =
  /(?:^|\/)Subjects\/([^/]+)\/([^/]+)\/(?:#([^/#]+)#\/)?_ibl_subjectTrials\.table(?:\.[0-9a-f-]{36})?\.pqt$/

/**
 * Finds sessions and tables of subjects in a folder, at any depth: a release, a lab, a subject, or one session.
 * @throws DataError where there is no such folder, or two folders are the same session
 */
export async function findSessions(folder: string): Promise<AlfFolder> {
  const root = resolve(folder)
  const kind = await stat(root).catch(() => null)
  if (kind === null) throw new DataError("not-found", `There is no folder ${root}.`)
  const single = subjectTableOf(root)
  if (kind.isFile() && single !== null) return { sessions: [], subjectTables: [single] }
  if (!kind.isDirectory()) {
    const accepted = "a folder of ALF sessions, or _ibl_subjectTrials.table.pqt in that of its subject"
    throw new DataError(
      "malformed",
      `${root} is no folder; accepted is ${accepted}. A single file of trials is read by animals.fromFile.`,
    )
  }
  const sessions: AlfSession[] = []
  const subjectTables: SubjectTable[] = []
  await walk(root, 0, sessions, subjectTables)
  refuseTwins(sessions)
  return { sessions, subjectTables }
}

/** The subject, lab, date and number a session's path says, or null where it is none. */
function sessionOf(path: string): Omit<AlfSession, "files"> | null {
  const match = sessionPath.exec(path.split(sep).join("/"))
  if (match === null) return null
  const [, lab = "", subject, date, number] = match
  return { folder: path, lab, subject: subject!, date: date!, number: Number(number) }
}

function subjectTableOf(path: string): SubjectTable | null {
  const match = subjectTablePath.exec(path.split(sep).join("/"))
  return match === null ? null : { path, lab: match[1]!, subject: match[2]!, revision: match[3] ?? "" }
}

async function walk(folder: string, depth: number, sessions: AlfSession[], tables: SubjectTable[]): Promise<void> {
  // What lies within a session is of that session, also where the folder given is its `alf`.
  const whole = sessionOf(folder)
  if (whole !== null) {
    sessions.push({ ...whole, files: await trialsFiles(folder) })
    return
  }
  const inner = sessionOf(resolve(folder, ".."))
  if (depth === 0 && inner !== null && basename(folder) === "alf") {
    sessions.push({ ...inner, files: await trialsFiles(inner.folder) })
    return
  }
  for (const { name, isFolder } of await entries(folder)) {
    const path = join(folder, name)
    const table = isFolder ? null : subjectTableOf(path)
    if (table !== null) tables.push(table)
    if (isFolder && depth < deepest && !name.startsWith(".")) await walk(path, depth + 1, sessions, tables)
  }
}

async function trialsFiles(session: string): Promise<readonly AlfTrialsFile[]> {
  const files: AlfTrialsFile[] = []
  const collections = (await entries(session)).some(({ name, isFolder }) => name === "alf" && isFolder) ? ["alf"] : []
  for (const collection of collections) {
    for (const { name, isFolder } of await entries(join(session, collection))) {
      const revision = /^#([^#]+)#$/.exec(name)?.[1]
      if (isFolder && revision !== undefined) {
        const found = await entries(join(session, collection, name))
        for (const file of found) add(files, session, collection, revision, file)
      } else if (isFolder && /^task_\d+$/.test(name)) collections.push(`${collection}/${name}`)
      else add(files, session, collection, "", { name, isFolder })
    }
  }
  return files
}

function add(files: AlfTrialsFile[], session: string, collection: string, revision: string, entry: Entry): void {
  const { name, isFolder } = entry
  if (isFolder || !isTrialsFile(name)) return
  const path = join(session, collection, ...(revision === "" ? [] : [`#${revision}#`]), name)
  files.push({ path, name, collection, revision })
}

interface Entry {
  readonly name: string
  readonly isFolder: boolean
}

/** What is in a folder, sorted by name; links are followed, as shared data are often linked to. */
async function entries(folder: string): Promise<readonly Entry[]> {
  const found = await readdir(folder, { withFileTypes: true })
  const kinds = await Promise.all(
    found.map(async (entry) => {
      const target = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => null) : entry
      return target === null ? [] : [{ name: entry.name, isFolder: target.isDirectory() }]
    }),
  )
  return kinds.flat().sort((one, other) => (one.name < other.name ? -1 : 1))
}

function refuseTwins(sessions: readonly AlfSession[]): void {
  const seen = new Map<string, AlfSession>()
  for (const session of sessions) {
    const name = [session.lab, session.subject, session.date, session.number].join("\n")
    const twin = seen.get(name)
    if (twin !== undefined) {
      throw new DataError(
        "malformed",
        `${twin.folder} and ${session.folder} are both session ${session.date} ${session.number} of ${session.subject}; accepted is one.`,
      )
    }
    seen.set(name, session)
  }
}
