import type { Requests } from "./requests.ts"

/** A session as an index knows it. */
export interface IblSession {
  /** UUID. */
  readonly id: string
  readonly lab: string
  readonly subject: string
  /** YYYY-MM-DD. */
  readonly date: string
  /** Number within the day, from 0. */
  readonly number: number
  /** Such as `_iblrig_tasks_trainingChoiceWorld4.1.3`; empty where it was not stored. */
  readonly taskProtocol: string
}

/** A file of a session as an index knows it. */
export interface IblFile {
  /** Without the UUID that servers put before its extension. */
  readonly name: string
  /** Folder within the session, such as `alf`. */
  readonly collection: string
  /** Name of the revision; empty for the first form of the file. */
  readonly revision: string
  /** Whether the index says that this revision is the one to take; null where it says nothing. */
  readonly isDefault: boolean | null
  /** Size; null where it is not known. */
  readonly bytes: number | null
  /** MD5, 32 hexadecimal digits; null where it is not known. */
  readonly md5: string | null
  readonly address: string
}

/** Where sessions and their files are looked up: an Alyx server, or cache tables. */
export interface TrialsIndex {
  /** What it is, for messages and records. */
  readonly title: string
  /** Sessions of a subject, sorted by date and number; none where it is not known. */
  sessions(subject: string): Promise<readonly IblSession[]>
  /** Files of the trials object of a session, in all collections and revisions. */
  trialsFiles(session: IblSession): Promise<readonly IblFile[]>
  /** How its files are asked for. */
  readonly requests: Requests
  /** The token of its origin, for files the server itself keeps; undefined where there is none. */
  token(): Promise<string | undefined>
}

/** Sorts sessions by lab, date and number. */
export function inOrder(sessions: readonly IblSession[]): readonly IblSession[] {
  const name = ({ lab, date, number }: IblSession) => `${lab}\n${date}\n${String(number).padStart(9, "0")}`
  return [...sessions].sort((one, other) => (name(one) < name(other) ? -1 : name(one) > name(other) ? 1 : 0))
}
