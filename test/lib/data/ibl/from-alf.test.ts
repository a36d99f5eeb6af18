import assert from "node:assert/strict"
import { mkdtempSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { animals } from "../../../../lib/data/animals.ts"
import { choices } from "../../../../lib/data/choices.ts"
import { DataError } from "../../../../lib/data/data-error.ts"
import { arraysOf, madeUpSession, npy, parquet, writeFiles } from "../../../support/alf-folder.ts"
import { loadKs014 } from "../../../support/ks014.ts"

describe("an animal from an ALF folder", () => {
  let root: string
  const session = (date: string, number: string, subject = "MU_001", lab = "lab-a") =>
    join(root, lab, "Subjects", subject, date, number, "alf")
  const table = (trials: number, change = {}) => ({ "_ibl_trials.table.pqt": parquet(madeUpSession(trials, change)) })
  const refused = (work: Promise<unknown>, fault: string, ...sentences: readonly RegExp[]) =>
    assert.rejects(work, (error) => {
      assert.ok(error instanceof DataError, String(error))
      assert.equal(error.fault, fault, error.message)
      for (const sentence of sentences) assert.match(error.message, sentence)
      return true
    })
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "deltaw-alf-"))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it("is the same from arrays, from arrays with UUIDs in their names, and from a table", async () => {
    const columns = madeUpSession(9)
    const arrays = arraysOf(columns)
    const uuid = "3bc0be50-4158-04d6-5dd3-547eaedc2ce6"
    const named = Object.entries(arrays).map(([name, bytes]) => [name.replace(/npy$/, `${uuid}.npy`), bytes] as const)
    writeFiles(session("2001-01-01", "001", "MU_001"), arrays)
    writeFiles(session("2001-01-01", "001", "MU_002"), Object.fromEntries(named))
    writeFiles(session("2001-01-01", "001", "MU_003"), { [`_ibl_trials.table.${uuid}.pqt`]: parquet(columns) })
    const [one, two, three] = await animals.allFromAlf(root)
    for (const column of Object.keys(columns)) {
      const values = Array.from(one!.table.array(column) as ArrayLike<number>)
      assert.deepEqual(values, columns[column])
      assert.deepEqual(Array.from(two!.table.array(column) as ArrayLike<number>), values)
      assert.deepEqual(Array.from(three!.table.array(column) as ArrayLike<number>), values)
    }
    assert.deepEqual([one!.name, two!.name, three!.name], ["MU_001", "MU_002", "MU_003"])
    assert.deepEqual(one!.notes, [])
  })

  it("has its sessions sorted by date and number, several on one date too, and never asks in which order steps are run", async () => {
    for (const [date, number, trials] of [
      ["2001-01-02", "002", 5],
      ["2001-01-10", "001", 6],
      ["2001-01-02", "001", 4],
      ["2001-01-02", "010", 3],
    ] as const) {
      writeFiles(session(date, number), table(trials))
    }
    const mouse = await animals.fromAlf(root)
    assert.deepEqual(
      mouse.sessions.map(({ date, number, rows }) => [date, number, rows.length]),
      [
        ["2001-01-02", 1, 4],
        ["2001-01-02", 2, 5],
        ["2001-01-02", 10, 3],
        ["2001-01-10", 1, 6],
      ],
    )
    assert.deepEqual(
      Array.from(choices(mouse).sessionStart).flatMap((start, trial) => (start === 1 ? [trial] : [])),
      [0, 4, 9, 12],
    )
  })

  it("can be given at any level of the layout, through links and as an address of a file", async () => {
    writeFiles(session("2001-01-01", "001"), table(5))
    const levels = [
      root,
      join(root, "lab-a"),
      join(root, "lab-a", "Subjects", "MU_001"),
      join(session("2001-01-01", "001"), ".."),
    ]
    for (const level of [...levels, session("2001-01-01", "001"), pathToFileURL(root)]) {
      const mouse = await animals.fromAlf(level)
      assert.deepEqual([mouse.name, mouse.table.get("lab", 0), mouse.sessions.length], ["MU_001", "lab-a", 1])
    }
    const linked = mkdtempSync(join(tmpdir(), "deltaw-alf-link-"))
    try {
      symlinkSync(join(root, "lab-a"), join(linked, "lab-a"), "junction")
      assert.equal((await animals.fromAlf(linked)).name, "MU_001")
    } finally {
      rmSync(linked, { recursive: true, force: true })
    }
  })

  it("is never glued to another one: a folder of several is refused with their names, and each can be chosen", async () => {
    writeFiles(session("2001-01-01", "001", "MU_001", "lab-a"), table(5))
    writeFiles(session("2001-01-01", "001", "MU_001", "lab-b"), table(6))
    writeFiles(session("2001-01-01", "001", "MU_002", "lab-b"), table(7))
    await refused(
      animals.fromAlf(root),
      "impossible-value",
      /holds 3 animals; choose one with the options subject and lab/,
      /Found were "MU_001" of "lab-a", "MU_001" of "lab-b", "MU_002" of "lab-b"\./,
    )
    await refused(animals.fromAlf(root, { subject: "MU_001" }), "impossible-value", /holds 2 animals/)
    await refused(animals.fromAlf(root, { subject: "MU_003" }), "impossible-value", /holds no animal "MU_003"/)
    assert.equal((await animals.fromAlf(root, { subject: "MU_001", lab: "lab-b" })).table.numRows(), 6)
    assert.equal((await animals.fromAlf(root, { subject: "MU_002", name: "second" })).name, "second")
    assert.deepEqual(
      (await animals.allFromAlf(root)).map((mouse) => mouse.table.numRows()),
      [5, 6, 7],
    )
  })

  it("with arrays of unequal length is refused with the name and length of each", async () => {
    const arrays = arraysOf(madeUpSession(9))
    writeFiles(session("2001-01-01", "001"), { ...arrays, "_ibl_trials.choice.npy": npy([1, -1, 1]) })
    await refused(
      animals.fromAlf(root),
      "malformed",
      /^Session 2001-01-01 1 of MU_001: arrays of trials are of unequal length: .*choice 3.*feedbackType 9/,
    )
  })

  it("with several revisions is refused with their names; the one named, or the latest, is read and noted", async () => {
    const alf = session("2001-01-01", "001")
    writeFiles(alf, table(5))
    writeFiles(join(alf, "#2022-01-01#"), table(6))
    writeFiles(join(alf, "#2023-01-01#"), table(7))
    await refused(
      animals.fromAlf(root),
      "impossible-value",
      /Session 2001-01-01 1 of MU_001 has the revisions "none" \(outside of revisions\), "2022-01-01", "2023-01-01"/,
      /choose one with the option revision, or revision: "latest"/,
    )
    await refused(
      animals.fromAlf(root, { revision: "2024-01-01" }),
      "impossible-value",
      /there is no revision "2024-01-01"/,
    )
    for (const [revision, trials] of [
      ["none", 5],
      ["2022-01-01", 6],
      ["latest", 7],
    ] as const) {
      const mouse = await animals.fromAlf(root, { revision })
      assert.equal(mouse.table.numRows(), trials)
      assert.match(mouse.notes[0]!, /of the revisions .* was read\.$/)
    }
    assert.match((await animals.fromAlf(root, { revision: "latest" })).notes[0]!, /, "2023-01-01" was read/)
  })

  it("whose only revision is one in a folder of its own is read without asking", async () => {
    writeFiles(join(session("2001-01-01", "001"), "#2022-01-01#"), table(6))
    const mouse = await animals.fromAlf(root)
    assert.deepEqual([mouse.table.numRows(), mouse.notes], [6, []])
  })

  it("takes from outside of revisions what a revision of single arrays leaves as it was, and says so", async () => {
    const alf = session("2001-01-01", "001")
    const columns = madeUpSession(4)
    writeFiles(alf, arraysOf(columns))
    writeFiles(join(alf, "#2022-01-01#"), { "_ibl_trials.response_times.npy": npy([9, 9, 9, 9]) })
    const mouse = await animals.fromAlf(root, { revision: "2022-01-01" })
    assert.deepEqual(Array.from(mouse.table.array("response_times") as ArrayLike<number>), [9, 9, 9, 9])
    assert.deepEqual(Array.from(mouse.table.array("choice") as ArrayLike<number>), columns.choice)
    assert.match(mouse.notes[0]!, /"2022-01-01" was read; .*_ibl_trials\.choice\.npy.* as outside of revisions/)
  })

  it("with trials of several tasks in a session is refused with their folders, and one can be chosen", async () => {
    const alf = session("2001-01-01", "001")
    writeFiles(join(alf, "task_00"), table(5))
    writeFiles(join(alf, "task_01"), table(6))
    await refused(
      animals.fromAlf(root),
      "impossible-value",
      /has trials in "alf\/task_00", "alf\/task_01"; choose one with the option collection/,
    )
    assert.equal((await animals.fromAlf(root, { collection: "alf/task_01" })).table.numRows(), 6)
    await refused(animals.fromAlf(root, { collection: "alf" }), "impossible-value", /there is no "alf"/)
  })

  it("leaves out sessions that are not whole, and names them with what they lack", async () => {
    writeFiles(session("2001-01-01", "001"), table(5))
    const { "_ibl_trials.choice.npy": _choice, ...partial } = arraysOf(madeUpSession(5))
    writeFiles(session("2001-01-02", "001"), partial)
    writeFiles(session("2001-01-03", "001"), { "_ibl_wheel.position.npy": npy([1]) })
    const mouse = await animals.fromAlf(root)
    assert.equal(mouse.sessions.length, 1)
    assert.deepEqual(mouse.notes, [
      "Sessions left out as they are not whole: 2001-01-02 1 (without choice), 2001-01-03 1 (no files of trials).",
    ])
    rmSync(session("2001-01-01", "001"), { recursive: true })
    await refused(animals.fromAlf(root), "empty", /MU_001 has no whole session\. Sessions left out/)
  })

  it("keeps columns that only some sessions have, and says where they are missing", async () => {
    writeFiles(session("2001-01-01", "001"), table(3))
    writeFiles(session("2001-01-02", "001"), table(3, { repNum: [1, 1, 2], included: [true, false, true] }))
    const mouse = await animals.fromAlf(root)
    assert.deepEqual(Array.from(mouse.table.array("repNum") as ArrayLike<number>), [NaN, NaN, NaN, 1, 1, 2])
    assert.deepEqual(Array.from(mouse.table.array("included") as ArrayLike<number>), [NaN, NaN, NaN, 1, 0, 1])
    assert.deepEqual(mouse.notes, ["repNum is missing in 1 of 2 sessions.", "included is missing in 1 of 2 sessions."])
  })

  it("moves negative right contrasts over, and counts them", async () => {
    const left = [Number.NaN, 0.5, Number.NaN]
    const right = [-0.25, Number.NaN, 1]
    writeFiles(
      session("2001-01-01", "001"),
      table(3, { contrastLeft: left, contrastRight: right, choice: [1, 1, -1], feedbackType: [1, 1, 1] }),
    )
    const mouse = await animals.fromAlf(root)
    assert.deepEqual(Array.from(mouse.table.array("contrastLeft") as ArrayLike<number>), [0.25, 0.5, NaN])
    assert.equal(mouse.movedContrasts, 1)
    assert.deepEqual(mouse.notes, ["1 negative right contrast was read as a left contrast."])
  })

  it("with a value that cannot be, or signs turned around, is refused with session and row", async () => {
    const wrong = madeUpSession(4)
    writeFiles(session("2001-01-01", "001"), table(4, { choice: [1, 2, 1, 1] }))
    await refused(
      animals.fromAlf(root),
      "impossible-value",
      /^Session 2001-01-01 1 of MU_001, row 2: choice is 2; accepted is 1 \(left report\)/,
    )
    writeFiles(session("2001-01-01", "001"), table(4, { choice: (wrong.choice as number[]).map((value) => -value) }))
    await refused(
      animals.fromAlf(root),
      "inconsistent-signs",
      /row 1: the signs disagree/,
      /does the file write \+1 for right reports/,
    )
  })

  it("knows the task of each session where the rig wrote it down", async () => {
    writeFiles(session("2001-01-01", "001"), table(3))
    writeFiles(join(session("2001-01-02", "001"), ".."), {
      "alf/_ibl_trials.table.pqt": table(2)["_ibl_trials.table.pqt"],
      "raw_behavior_data/_iblrig_taskSettings.raw.json": JSON.stringify({
        PYBPOD_PROTOCOL: "_iblrig_tasks_biasedChoiceWorld",
      }),
    })
    const mouse = await animals.fromAlf(root)
    const protocols = Array.from(mouse.table.array("task_protocol") as ArrayLike<string>)
    assert.deepEqual(protocols, ["", "", "", "_iblrig_tasks_biasedChoiceWorld", "_iblrig_tasks_biasedChoiceWorld"])
  })

  it("carries the licence and citation of the laboratory's public data, or those given", async () => {
    writeFiles(session("2001-01-01", "001"), table(3))
    const mouse = await animals.fromAlf(root)
    assert.match(mouse.citation, /eLife 10:e63711, doi 10\.7554\/eLife\.63711/)
    assert.match(
      mouse.licence,
      /^Not stated in the files\. Public data of the International Brain Laboratory: MIT .* CC BY/,
    )
    const own = await animals.fromAlf(root, { licence: "ours", citation: "us 2001" })
    assert.deepEqual([own.licence, own.citation], ["ours", "us 2001"])
  })

  it("from the table of all trials of a subject has the sessions of its files", async () => {
    const one = madeUpSession(4)
    const two = madeUpSession(3)
    const start = ["2001-01-01T09:00:00.000Z", "2001-01-01T15:00:00.000Z"]
    const joined = Object.fromEntries(Object.keys(one).map((name) => [name, [...two[name]!, ...one[name]!]]))
    const session_id = [..."bbb", ..."aaaa"].map((letter) => letter.repeat(8))
    const columns = {
      ...joined,
      session: session_id,
      session_start_time: [..."bbb", ..."aaaa"].map((letter) => start[letter === "a" ? 0 : 1]!),
      task_protocol: session_id.map(() => "training"),
    }
    const folder = join(root, "aggregates", "Subjects", "lab-a", "MU_001")
    writeFiles(folder, { "_ibl_subjectTrials.table.pqt": parquet(columns) })
    const mouse = await animals.fromAlf(root)
    assert.deepEqual(
      mouse.sessions.map(({ date, number, rows }) => [date, number, rows.length]),
      [
        ["2001-01-01", 1, 4],
        ["2001-01-01", 2, 3],
      ],
    )
    assert.deepEqual(
      Array.from(choices(mouse).choice),
      [...one.choice!, ...two.choice!].map((report) => (report === -1 ? 1 : 0)),
    )
    assert.match(mouse.notes[0]!, /those of a day are numbered by their start/)
    const file = join(folder, "_ibl_subjectTrials.table.pqt")
    assert.equal((await animals.fromAlf(file)).table.numRows(), 7)
    const choice = joined.choice!.map((report, row) => (row < 3 ? Number.NaN : report))
    writeFiles(folder, { "_ibl_subjectTrials.table.pqt": parquet({ ...columns, choice }) })
    const partly = await animals.fromAlf(root)
    assert.equal(partly.table.numRows(), 4)
    assert.match(
      partly.notes.at(-1)!,
      /have no choices, feedback or contrasts in the table of the subject: 2001-01-01 2\.$/,
    )
    writeFiles(folder, { "_ibl_subjectTrials.table.pqt": parquet(columns) })
    writeFiles(session("2001-01-01", "001"), table(5))
    await refused(
      animals.fromAlf(root),
      "impossible-value",
      /Of "MU_001" of "lab-a" there are 1 sessions and 1 tables of the subject; choose with the option from/,
    )
    assert.equal((await animals.fromAlf(root, { from: "sessions" })).table.numRows(), 5)
    assert.equal((await animals.fromAlf(root, { from: "subjectTable" })).table.numRows(), 7)
    const late = columns.session_start_time.map((time, row) => (row === 1 ? start[0]! : time))
    writeFiles(folder, { "_ibl_subjectTrials.table.pqt": parquet({ ...columns, session_start_time: late }) })
    await refused(
      animals.fromAlf(root, { from: "subjectTable" }),
      "impossible-value",
      /row 2: session_start_time of session "bbbbbbbb" is/,
    )
  })

  it("is KS014 trial for trial, once its sessions are written as such folders", async function () {
    if ((await loadKs014()) === null) return this.skip()
    const recorded = await animals.load("KS014")
    const names = ["contrastLeft", "contrastRight", "choice", "feedbackType", "probabilityLeft"]
    for (const [i, { date, number, rows }] of recorded.sessions.entries()) {
      const columns = Object.fromEntries(
        names.map((name) => [name, rows.map((row) => recorded.table.get(name, row) as number)]),
      )
      const times = rows.map((_, trial) => trial)
      const files =
        i % 2 === 0
          ? arraysOf({ ...columns, intervals_0: times, intervals_1: times })
          : { "_ibl_trials.table.pqt": parquet(columns) }
      writeFiles(session(date!, String(number).padStart(3, "0"), "KS014", "cortexlab"), files)
    }
    const { row: _row, log: _log, ...read } = choices(await animals.fromAlf(root))
    const { row: _rows, log: _logs, ...expected } = choices(recorded)
    assert.deepEqual(read, expected)
  })

  it("is listed with its sessions, files and revisions before anything is read", async () => {
    writeFiles(session("2001-01-01", "001"), table(3))
    writeFiles(join(session("2001-01-01", "001"), "#2022-01-01#"), table(3))
    writeFiles(session("2001-01-02", "001"), {})
    const listed = (await animals.alfSessions(root)).objects() as Record<string, unknown>[]
    assert.deepEqual(
      listed.map(({ subject, date, number, files, revisions }) => [subject, date, number, files, revisions]),
      [["MU_001", "2001-01-01", 1, 2, "2022-01-01, none"]],
    )
  })

  it("from a folder that is none, or holds none, is refused with the layout", async () => {
    await refused(animals.fromAlf(join(root, "nowhere")), "not-found", /There is no folder/)
    writeFiles(root, { "trials.pqt": parquet(madeUpSession(3)) })
    await refused(
      animals.fromAlf(join(root, "trials.pqt")),
      "malformed",
      /is no folder; .* A single file of trials is read by animals\.fromFile/,
    )
    await refused(animals.fromAlf(root), "not-found", /holds no sessions: accepted is the layout \{lab\}\/Subjects/)
    await assert.rejects(
      animals.fromAlf(root, { revisions: "x" } as object),
      /animals\.fromAlf has no option "revisions"/,
    )
  })
})
