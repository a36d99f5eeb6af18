import { DataError } from "../data-error.ts"
import type { AlfTrialsFile } from "./alf-sessions.ts"

/** What is chosen among revisions and collections, and what to say of it. */
export interface ChosenFiles {
  readonly files: readonly AlfTrialsFile[]
  readonly revision: string
  readonly collection: string
  /** A sentence where there was more than one revision. */
  readonly note: string | null
}

/** How a user chooses where there are several. */
export interface RevisionChoice {
  /** Name of a revision, "none" for files outside of any, or "latest". */
  readonly revision?: string
  /** Folder within sessions, such as `alf/task_00`. */
  readonly collection?: string
}

/**
 * Files of one revision of a session's trials object: the one named, or the only one. Attributes that a revision does not hold
 * are those outside of any revision, as in the Open Neurophysiology Environment.
 * @param what the session, for messages
 * @throws DataError that lists revisions or collections where there are several and none is chosen
 */
export function chooseFiles(what: string, all: readonly AlfTrialsFile[], choice: RevisionChoice): ChosenFiles {
  const collection = chooseCollection(what, all, choice.collection)
  const files = all.filter((file) => file.collection === collection)
  const revisions = [...new Set(files.map((file) => file.revision))].sort()
  const revision = chooseRevision(what, revisions, choice.revision)
  const own = files.filter((file) => file.revision === revision)
  const names = new Set(own.map(({ name }) => name))
  // A table is whole; single attributes replace those of the form before.
  const isWhole = revision === "" || own.some(({ name }) => name.endsWith(".pqt"))
  const fill = isWhole ? [] : files.filter((file) => file.revision === "" && !names.has(file.name))
  const kept = fill.length > 0 ? `; ${fill.map(({ name }) => name).join(", ")} as outside of revisions` : ""
  const note =
    revisions.length > 1 ? `${what}: of the revisions ${list(revisions)}, ${shown(revision)} was read${kept}.` : null
  return { files: [...own, ...fill], revision, collection, note }
}

function chooseCollection(what: string, all: readonly AlfTrialsFile[], asked: string | undefined): string {
  const found = [...new Set(all.map(({ collection }) => collection))]
  if (asked !== undefined && found.includes(asked)) return asked
  if (found.length === 1 && asked === undefined) return found[0]!
  const ask = asked === undefined ? "choose one with the option collection" : `there is no "${asked}"`
  throw new DataError(
    "impossible-value",
    `${what} has trials in ${found.map((name) => `"${name}"`).join(", ")}; ${ask}.`,
  )
}

function chooseRevision(what: string, revisions: readonly string[], asked: string | undefined): string {
  if (revisions.length === 1) return revisions[0]!
  if (asked === "latest") return revisions.at(-1)!
  const name = asked === "none" ? "" : asked
  if (name !== undefined && revisions.includes(name)) return name
  const why =
    asked === undefined
      ? 'choose one with the option revision, or revision: "latest" for the newest'
      : `there is no revision "${asked}"`
  throw new DataError("impossible-value", `${what} has the revisions ${list(revisions)}; ${why}.`)
}

function list(revisions: readonly string[]): string {
  return revisions.map(shown).join(", ")
}

function shown(revision: string): string {
  return revision === "" ? '"none" (outside of revisions)' : `"${revision}"`
}
