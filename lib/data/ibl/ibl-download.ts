import { join } from "node:path"
import { URL } from "node:url"
import type { Progress } from "../../numerics/solution.ts"
import { DataError } from "../data-error.ts"
import { downloadFile } from "./file-download.ts"
import type { AskLogin, IblSettings } from "./ibl-settings.ts"
import { chooseRemote } from "./remote-choice.ts"
import { pathWithin } from "./safe-paths.ts"
import { type RecordedFile, type RecordedSession, readRecords, subjectFolder, writeRecord } from "./subject-record.ts"
import type { IblFile, IblSession, TrialsIndex } from "./trials-index.ts"

/** What an id such as "ibl:cortexlab/KS014" names. */
export interface IblParts {
  readonly id: string
  readonly lab: string | undefined
  readonly subject: string
}

/** What became of a public animal that was asked for. */
export interface IblReport {
  readonly id: string
  readonly status: "found" | "downloaded" | "verified" | "damaged"
  readonly ok: boolean
  readonly folder: string
  /** Plain sentences. */
  readonly message: string
}

/** Options of `ibl.get`. */
export interface IblGetOptions {
  /** Asks the user for a login of the server, once it wants one. */
  readonly ask?: AskLogin
  readonly onProgress?: (progress: Progress) => void
}

/**
 * Brings the trials of all sessions of a subject into the cache, and keeps a record beside them.
 * @throws DataError where the subject is not known, or a file cannot be had; what came before stays
 */
export async function bringSubject(
  parts: IblParts,
  settings: IblSettings,
  { ask, onProgress }: IblGetOptions,
): Promise<IblReport> {
  const index = await settings.open(ask)
  const { lab, sessions } = await sessionsOf(parts, index)
  const folder = subjectFolder(settings.root, lab, parts.subject)
  const done: RecordedSession[] = []
  let [brought, unchecked] = [0, 0]
  const before = await recordedBefore(settings.root, lab, parts.subject)
  const record = () => ({
    subject: parts.subject,
    lab,
    index: index.title,
    known: sessions.length,
    sessions: joined(sessions, done, before),
  })
  for (const session of sessions) {
    onProgress?.({
      label: parts.id,
      done: done.length,
      total: sessions.length,
      detail: `${session.date} ${session.number}`,
    })
    const { files, reason, note } = chooseRemote(await index.trialsFiles(session))
    for (const file of files) {
      const ended = await bring(file, join(folder, ...sessionParts(session)), index)
      if (ended !== "here") brought += 1
      if (file.md5 === null) unchecked += 1
    }
    done.push({ ...session, files: files.map(recorded), reason, note })
    // After each session: what came before an interruption of any kind can be read, and the next run goes on after it.
    await writeRecord(settings.root, record())
  }
  onProgress?.({ label: parts.id, done: sessions.length, total: sessions.length })
  const status = brought > 0 ? "downloaded" : "found"
  const message = `${parts.id} is in ${folder}: ${said(done, brought, unchecked, index.title)}`
  return Object.freeze({ id: parts.id, status, ok: true, folder, message })
}

function said(sessions: readonly RecordedSession[], brought: number, unchecked: number, title: string): string {
  const without = sessions.filter(({ files }) => files.length === 0).length
  const sentences = [
    `${sessions.length - without} sessions with trials, ${brought} files brought from ${title}.`,
    ...(without > 0 ? [`${without} sessions have no trials to bring.`] : []),
    ...(unchecked > 0 ? [`${unchecked} files could not be checked, as the index gives no MD5 of them.`] : []),
  ]
  return sentences.join(" ")
}

async function sessionsOf(
  parts: IblParts,
  index: TrialsIndex,
): Promise<{ readonly lab: string; readonly sessions: readonly IblSession[] }> {
  const all = await index.sessions(parts.subject)
  const labs = [...new Set(all.map(({ lab }) => lab))]
  const lab = parts.lab ?? (labs.length === 1 ? labs[0]! : undefined)
  const sessions = all.filter((session) => session.lab === lab)
  if (lab === undefined && labs.length > 1) {
    const ids = labs.map((name) => `ibl:${name}/${parts.subject}`).join(", ")
    throw new DataError(
      "impossible-value",
      `${index.title} knows ${parts.subject} in several labs; accepted are ${ids}.`,
    )
  }
  if (lab === undefined || sessions.length === 0) {
    const where = parts.lab === undefined ? "" : ` of ${parts.lab}`
    throw new DataError("not-found", `${index.title} knows no sessions of ${parts.subject}${where}; capitals count.`)
  }
  return { lab, sessions }
}

async function recordedBefore(root: string, lab: string, subject: string): Promise<readonly RecordedSession[]> {
  const records = await readRecords(root, subject)
  return records.find((record) => record.lab === lab)?.sessions ?? []
}

/** What is recorded of sessions now, else before; what the index no longer knows is forgotten. */
function joined(
  known: readonly IblSession[],
  now: readonly RecordedSession[],
  before: readonly RecordedSession[],
): readonly RecordedSession[] {
  return known.flatMap(({ id }) => now.find((each) => each.id === id) ?? before.find((each) => each.id === id) ?? [])
}

/** Names of the folders of a session, below that of its subject. */
export function sessionParts({ date, number }: Pick<IblSession, "date" | "number">): readonly [string, string] {
  return [date, String(number).padStart(3, "0")]
}

function recorded({ collection, revision, name, bytes, md5 }: IblFile): RecordedFile {
  const path = [collection, ...(revision === "" ? [] : [`#${revision}#`]), name].join("/")
  return { path, revision, bytes, md5 }
}

async function bring(file: IblFile, folder: string, index: TrialsIndex): Promise<"here" | "downloaded" | "unchecked"> {
  const path = pathWithin(folder, [recorded(file).path], `A file of ${index.title}`)
  const token = await index.token()
  const remote = { address: new URL(file.address), bytes: file.bytes, md5: file.md5 }
  return downloadFile(remote, path, { requests: index.requests, ...(token === undefined ? {} : { token }) })
}
