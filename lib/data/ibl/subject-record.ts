import { Buffer } from "node:buffer"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { DataError } from "../data-error.ts"
import { writeWhole } from "../download.ts"
import { quoted } from "./addresses.ts"
import { isSafeName } from "./safe-paths.ts"
import type { IblSession } from "./trials-index.ts"

/** A file of a session in the cache, as it was brought. */
export interface RecordedFile {
  /** Path below the session's folder, with `/`. */
  readonly path: string
  readonly revision: string
  readonly bytes: number | null
  readonly md5: string | null
}

/** What became of a session. */
export interface RecordedSession extends IblSession {
  readonly files: readonly RecordedFile[]
  /** Why it has none; empty where it has. */
  readonly reason: string
  readonly note: string
}

/** What is known of a subject's files in the cache, kept beside them. */
export interface SubjectRecord {
  readonly subject: string
  readonly lab: string
  /** Which index it was looked up in. */
  readonly index: string
  /** Sessions the index knows; fewer are recorded where bringing them was interrupted. */
  readonly known: number
  readonly sessions: readonly RecordedSession[]
}

const recordName = "deltaw-sessions.json"

/** The folder of a subject, below that of all public animals. */
export function subjectFolder(root: string, lab: string, subject: string): string {
  for (const name of [lab, subject]) {
    if (isSafeName(name)) continue
    throw new DataError(
      "impossible-value",
      `${quoted(name)} cannot be a folder; accepted are names of letters, digits, "_", "-" and ".".`,
    )
  }
  return join(root, lab, "Subjects", subject)
}

/** Writes the record of a subject. @throws DataError where it cannot be written */
export async function writeRecord(root: string, record: SubjectRecord): Promise<void> {
  const path = join(subjectFolder(root, record.lab, record.subject), recordName)
  await writeWhole(path, Buffer.from(`${JSON.stringify(record, null, 1)}\n`))
}

/** The records in the cache of all subjects, or of one name, sorted by lab and subject. @throws DataError where one of these is damaged */
export async function readRecords(root: string, wanted?: string): Promise<readonly SubjectRecord[]> {
  const records: SubjectRecord[] = []
  for (const lab of await names(root)) {
    for (const subject of await names(join(root, lab, "Subjects"))) {
      if (subject !== (wanted ?? subject)) continue
      const path = join(root, lab, "Subjects", subject, recordName)
      const text = await readFile(path, "utf8").catch(() => null)
      if (text !== null) records.push(parsed(text, path, lab, subject))
    }
  }
  return records
}

async function names(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return found
    .filter((entry) => entry.isDirectory() && isSafeName(entry.name))
    .map(({ name }) => name)
    .sort()
}

function parsed(text: string, path: string, lab: string, subject: string): SubjectRecord {
  try {
    const record = JSON.parse(text) as SubjectRecord
    const whole = record.lab === lab && record.subject === subject && Array.isArray(record.sessions)
    if (whole && record.sessions.every(isSession)) return record
  } catch {
    // What is no JSON is refused as what is no record.
  }
  throw new DataError(
    "malformed",
    `${path} is damaged; remove it, and "deltaw data get ibl:${subject}" makes it again.`,
  )
}

function isSession(session: RecordedSession): boolean {
  return (
    typeof session.id === "string" &&
    /^\d{4}-\d\d-\d\d$/.test(session.date) &&
    Number.isSafeInteger(session.number) &&
    Array.isArray(session.files) &&
    session.files.every(({ path }) => typeof path === "string" && path.split("/").every(isSafeName))
  )
}
