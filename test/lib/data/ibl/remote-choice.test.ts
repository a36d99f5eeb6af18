import assert from "node:assert/strict"
import { chooseRemote } from "../../../../lib/data/ibl/remote-choice.ts"
import type { IblFile } from "../../../../lib/data/ibl/trials-index.ts"

const file = (name: string, change: Partial<IblFile> = {}): IblFile => ({
  name: `_ibl_trials.${name}`,
  collection: "alf",
  revision: "",
  isDefault: null,
  bytes: 1,
  md5: null,
  address: "https://files.example.org/x",
  ...change,
})
const shown = (files: readonly IblFile[]) => files.map(({ name, revision }) => `${revision} ${name}`.trim())

describe("the files of a session that are brought", () => {
  it("are the table where there is one, else the arrays that models use", () => {
    const arrays = ["choice.npy", "feedbackType.npy", "intervals_bpod.npy", "somethingElse.npy"].map((name) =>
      file(name),
    )
    assert.deepEqual(shown(chooseRemote(arrays).files), ["_ibl_trials.choice.npy", "_ibl_trials.feedbackType.npy"])
    assert.deepEqual(shown(chooseRemote([...arrays, file("table.pqt")]).files), ["_ibl_trials.table.pqt"])
  })

  it("are of the default revision, for each file by itself, and of the newest where the index names none; a note says which", () => {
    const some = [
      file("choice.npy", { isDefault: false }),
      file("choice.npy", { revision: "2021-01-01", isDefault: true }),
      file("choice.npy", { revision: "2022-01-01", isDefault: false }),
      file("feedbackType.npy", { isDefault: true }),
    ]
    const chosen = chooseRemote(some)
    assert.deepEqual(shown(chosen.files), ["2021-01-01 _ibl_trials.choice.npy", "_ibl_trials.feedbackType.npy"])
    assert.equal(
      chosen.note,
      "of the revisions 2021-01-01, 2022-01-01, none, 2021-01-01, none was taken, the default of the index",
    )
    const unnamed = chooseRemote(some.map((each) => ({ ...each, isDefault: null })))
    assert.deepEqual(shown(unnamed.files), ["2022-01-01 _ibl_trials.choice.npy", "_ibl_trials.feedbackType.npy"])
    assert.match(unnamed.note, /2022-01-01, none was taken, the newest$/)
    assert.equal(chooseRemote([file("table.pqt")]).note, "")
  })

  it("are none where there are no trials, or trials in several collections, and why", () => {
    assert.equal(chooseRemote([file("table.pqt", { collection: "raw_behavior_data" })]).reason, "no files of trials")
    const tasks = ["alf/task_00", "alf/task_01"].map((collection) => file("table.pqt", { collection }))
    assert.equal(chooseRemote(tasks).reason, "trials in several collections, alf/task_00, alf/task_01")
    assert.equal(chooseRemote(tasks.slice(1)).files.length, 1)
  })
})
