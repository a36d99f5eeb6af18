import type { IblFile } from "./trials-index.ts"

/** Files of a session that are worth bringing, or why there are none. */
export interface RemoteChoice {
  readonly files: readonly IblFile[]
  /** Why nothing is brought; empty where something is. */
  readonly reason: string
  /** Which revisions were taken of which, where there was a choice. */
  readonly note: string
}

const attributes = [
  "contrastLeft",
  "contrastRight",
  "choice",
  "feedbackType",
  "probabilityLeft",
  "rewardVolume",
  "stimOn_times",
  "stimOff_times",
  "goCue_times",
  "goCueTrigger_times",
  "firstMovement_times",
  "response_times",
  "feedback_times",
  "intervals",
  "repNum",
  "included",
]
const tableName = "_ibl_trials.table.pqt"
const wanted = new Set([tableName, ...attributes.map((name) => `_ibl_trials.${name}.npy`)])

/**
 * Chooses among the files of a session's trials: of each name the revision the index calls the default, else the newest, said
 * in the note; the table where there is one, else the arrays.
 */
export function chooseRemote(all: readonly IblFile[]): RemoteChoice {
  const usable = all.filter(({ name, collection }) => wanted.has(name) && /^alf(?:\/task_\d+)?$/.test(collection))
  const collections = [...new Set(usable.map(({ collection }) => collection))].sort()
  if (collections.length === 0) return { files: [], reason: "no files of trials", note: "" }
  if (collections.length > 1) {
    return { files: [], reason: `trials in several collections, ${collections.join(", ")}`, note: "" }
  }
  const table = usable.filter(({ name }) => name === tableName)
  const names = [...new Set(usable.map(({ name }) => name))]
  const groups = table.length > 0 ? [table] : names.map((name) => usable.filter((file) => file.name === name))
  const chosen = groups.map(choose)
  const revisions = (files: readonly IblFile[]) =>
    [...new Set(files.map(({ revision }) => revision || "none"))].sort().join(", ")
  const alternatives = groups.flat()
  const isChoice = new Set(alternatives.map(({ revision }) => revision)).size > 1
  const rule = chosen.every(({ isDefault }) => isDefault === true) ? "the default of the index" : "the newest"
  const note = isChoice ? `of the revisions ${revisions(alternatives)}, ${revisions(chosen)} was taken, ${rule}` : ""
  return { files: chosen, reason: "", note }
}

function choose(files: readonly IblFile[]): IblFile {
  const newestFirst = [...files].sort((one, other) => (one.revision > other.revision ? -1 : 1))
  return newestFirst.find(({ isDefault }) => isDefault === true) ?? newestFirst[0]!
}
