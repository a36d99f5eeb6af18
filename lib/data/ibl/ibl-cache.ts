import { stat } from "node:fs/promises"
import { basename, join } from "node:path"
import type { Animal } from "../animal.ts"
import { DataError } from "../data-error.ts"
import { animalOfSessions, type SessionFacts } from "./alf-animal.ts"
import type { AlfSession } from "./alf-sessions.ts"
import { iblCitation, iblLicence } from "./attribution.ts"
import { faultOfFile } from "./file-download.ts"
import { type IblReport, sessionParts } from "./ibl-download.ts"
import { type SubjectRecord, subjectFolder } from "./subject-record.ts"

/** A public animal in the cache. */
export interface IblListing {
  /** What `animals.load` takes, such as "ibl:KS014". */
  readonly id: string
  readonly subject: string
  readonly lab: string
  readonly folder: string
  /** Sessions with trials, of how many the index knows. */
  readonly sessions: number
  readonly known: number
  readonly bytes: number
  readonly status: "here" | "partly here"
  readonly licence: string
  readonly citation: string
}

/** The animal of a record, from the files it names. @throws DataError where one is missing or cannot be read */
export async function loadSubject(record: SubjectRecord, root: string): Promise<Animal> {
  const folder = subjectFolder(root, record.lab, record.subject)
  const sessions: AlfSession[] = record.sessions.map((session) => {
    const own = join(folder, ...sessionParts(session))
    // Which revision was taken was settled when it was brought.
    const files = session.files.map(({ path }) => ({
      path: join(own, ...path.split("/")),
      name: basename(path),
      collection: "alf",
      revision: "",
    }))
    return { folder: own, lab: record.lab, subject: record.subject, date: session.date, number: session.number, files }
  })
  await refuseMissing(record, sessions)
  const facts = new Map<string, SessionFacts>(
    record.sessions.map((session) => [`${session.date} ${session.number}`, session]),
  )
  return animalOfSessions(sessions, {
    name: record.subject,
    dataset: `ibl:${record.lab}/${record.subject}`,
    licence: iblLicence,
    citation: iblCitation,
    facts,
    notes: notesOf(record),
  })
}

function notesOf({ subject, sessions, known }: SubjectRecord): readonly string[] {
  const partly =
    sessions.length < known
      ? [`Only ${sessions.length} of ${known} sessions are here; "deltaw data get ibl:${subject}" brings the others.`]
      : []
  const noted = sessions.filter(({ note }) => note !== "")
  return [...partly, ...noted.map(({ date, number, note }) => `Session ${date} ${number}: ${note}.`)]
}

async function refuseMissing(record: SubjectRecord, sessions: readonly AlfSession[]): Promise<void> {
  for (const { path } of sessions.flatMap(({ files }) => files)) {
    if ((await stat(path).catch(() => null)) !== null) continue
    throw new DataError("not-found", `${path} is missing; "deltaw data get ibl:${record.subject}" brings it again.`)
  }
}

/** A record as it is listed. */
export function listSubject(record: SubjectRecord, root: string): IblListing {
  const { subject, lab, sessions, known } = record
  const files = sessions.flatMap((session) => session.files)
  return Object.freeze({
    id: `ibl:${subject}`,
    subject,
    lab,
    folder: subjectFolder(root, lab, subject),
    sessions: sessions.filter((session) => session.files.length > 0).length,
    known,
    bytes: files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    status: sessions.length < known ? "partly here" : "here",
    licence: iblLicence,
    citation: iblCitation,
  })
}

/** Checks size and MD5 of the files of a record, and reads them. */
export async function verifySubject(record: SubjectRecord, root: string): Promise<IblReport> {
  const folder = subjectFolder(root, record.lab, record.subject)
  const report = (status: IblReport["status"], message: string) =>
    Object.freeze({ id: `ibl:${record.subject}`, status, ok: status !== "damaged", folder, message })
  try {
    const files = await checkFiles(record, folder)
    const { table, sessions } = await loadSubject(record, root)
    const read = `${table.numRows()} trials of ${sessions.length} sessions`
    return report(
      "verified",
      `ibl:${record.subject} in ${folder}: size and MD5 of ${files} files, columns, values and signs of ${read} are right.`,
    )
  } catch (error) {
    if (error instanceof DataError) return report("damaged", error.message)
    throw error
  }
}

async function checkFiles({ sessions }: SubjectRecord, folder: string): Promise<number> {
  let checked = 0
  for (const session of sessions) {
    for (const { path, bytes, md5 } of session.files) {
      const place = join(folder, ...sessionParts(session), ...path.split("/"))
      const fault = await faultOfFile({ bytes, md5 }, place, place)
      if (fault !== null) throw new DataError("wrong-checksum", fault)
      checked += 1
    }
  }
  return checked
}
