import assert from "node:assert/strict"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import type { ServerResponse } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createAnimals } from "../../../../lib/data/animals.ts"
import { DataError } from "../../../../lib/data/data-error.ts"
import { createDatasets } from "../../../../lib/data/datasets.ts"
import { openAlyx } from "../../../../lib/data/ibl/alyx.ts"
import { createIbl, type Ibl } from "../../../../lib/data/ibl/ibl.ts"
import { iblSettings } from "../../../../lib/data/ibl/ibl-settings.ts"
import { madeUpSession, parquet } from "../../../support/alf-folder.ts"
import { type AlyxServer, datasetRecord, md5, type Seen, withAlyx } from "../../../support/alyx-server.ts"
import { madeUpId, madeUpLogin, type ServedSession, serverOf } from "../../../support/ibl-mouse.ts"

describe("a public animal", () => {
  let root: string
  let origin = ""
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "deltaw-ibl-"))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const three: readonly ServedSession[] = [
    { date: "2001-01-02", number: 2, form: "arrays" },
    { date: "2001-01-02", number: 1 },
    { date: "2001-01-03", number: 1, taskProtocol: "_iblrig_tasks_biasedChoiceWorld6.4.2" },
  ]
  const withServer = async (
    sessions: readonly ServedSession[],
    work: (ibl: Ibl, seen: readonly Seen[]) => Promise<void>,
    change: Partial<AlyxServer> = {},
    login: object = madeUpLogin,
  ) =>
    withAlyx(
      serverOf(sessions, () => origin, change),
      async (home, seen) => {
        origin = home
        const sleep = async () => undefined
        const open = async () => openAlyx({ url: home, sleep, attempts: 2, ...login })
        await work(
          createIbl(() => ({ root, open, openServer: () => openAlyx({ url: home }) })),
          seen,
        )
      },
    )
  const refused = (work: Promise<unknown>, fault: string, sentence: RegExp) =>
    assert.rejects(work, (error) => {
      assert.ok(error instanceof DataError, String(error))
      assert.match(error.message, sentence)
      assert.equal(error.fault, fault)
      return true
    })
  const filesHere = () =>
    (readdirSync(root, { recursive: true }) as string[]).filter((name) => /\.(npy|pqt)$/.test(name))

  it("is brought with all its sessions, read in order, and carries task, licence and citation", async () => {
    await withServer(three, async (ibl, seen) => {
      const progress: string[] = []
      const report = await ibl.get("ibl:MU_001", {
        onProgress: ({ label, done, total, detail = "" }) =>
          progress.push(`${label} ${done}/${total} ${detail}`.trim()),
      })
      assert.deepEqual([report.status, report.ok], ["downloaded", true])
      assert.match(report.message, /3 sessions with trials, \d+ files brought from the Alyx server http/)
      assert.deepEqual(progress, [
        "ibl:MU_001 0/3 2001-01-02 1",
        "ibl:MU_001 1/3 2001-01-02 2",
        "ibl:MU_001 2/3 2001-01-03 1",
        "ibl:MU_001 3/3",
      ])
      const mouse = await ibl.load("ibl:MU_001")
      assert.deepEqual([mouse.name, mouse.source, mouse.dataset], ["MU_001", "recorded", "ibl:made-up-lab/MU_001"])
      assert.deepEqual(
        mouse.sessions.map(({ date, number, rows }) => [date, number, rows.length]),
        [
          ["2001-01-02", 1, 6],
          ["2001-01-02", 2, 6],
          ["2001-01-03", 1, 6],
        ],
      )
      assert.equal(mouse.table.get("task_protocol", 17), "_iblrig_tasks_biasedChoiceWorld6.4.2")
      assert.equal(mouse.table.get("session_id", 0), madeUpId(9, 1))
      assert.match(mouse.citation, /eLife 10:e63711/)
      assert.match(mouse.licence, /MIT .* CC BY/)
      // Names on a server hold a UUID, those here do not; and the files' own host never sees the token of another.
      assert.ok(
        filesHere().every((name) => !name.includes("4000")),
        filesHere().join(),
      )
      assert.ok(seen.some(({ path }) => path.includes("_ibl_trials.table.0000")))
    })
  })

  it("is found without bringing anything again, and what was damaged is brought anew", async () => {
    await withServer(three, async (ibl, seen) => {
      await ibl.get("ibl:MU_001")
      const asked = () => seen.filter(({ path }) => path.startsWith("/public")).length
      const before = asked()
      assert.equal((await ibl.get("ibl:MU_001")).status, "found")
      assert.equal(asked(), before)
      assert.equal((await ibl.verify("ibl:MU_001")).status, "verified")
      const table = join(root, filesHere().find((name) => name.endsWith("table.pqt"))!)
      writeFileSync(table, readFileSync(table).subarray(1))
      const damaged = await ibl.verify("ibl:MU_001")
      assert.deepEqual([damaged.status, damaged.ok], ["damaged", false])
      assert.match(damaged.message, /table\.pqt should have \d+ bytes, but has \d+/)
      assert.equal((await ibl.get("ibl:MU_001")).status, "downloaded")
      assert.equal((await ibl.verify("ibl:MU_001")).status, "verified")
    })
  })

  it("interrupted on the way can be read as far as it came, says so, and is gone on with", async () => {
    let broken = true
    const before = (response: ServerResponse, path: string) => {
      if (!broken || !path.includes("2001-01-03")) return false
      response.writeHead(503).end()
      return true
    }
    await withServer(
      three,
      async (ibl) => {
        await refused(ibl.get("ibl:MU_001"), "unreachable", /answered 503 after 2 attempts/)
        const [listed] = await ibl.list()
        assert.deepEqual([listed!.status, listed!.sessions, listed!.known], ["partly here", 2, 3])
        const partly = await ibl.load("ibl:MU_001")
        assert.equal(partly.sessions.length, 2)
        assert.match(partly.notes[0]!, /Only 2 of 3 sessions are here; "deltaw data get ibl:MU_001" brings the others/)
        broken = false
        assert.match((await ibl.get("ibl:MU_001")).message, / 1 files brought/)
        assert.equal((await ibl.load("ibl:MU_001")).sessions.length, 3)
        broken = true
        rmSync(join(root, filesHere().find((name) => name.includes("2001-01-03"))!))
        await refused(ibl.get("ibl:MU_001"), "unreachable", /503/)
        assert.equal((await ibl.list())[0]!.sessions, 3)
        await refused(ibl.load("ibl:MU_001"), "not-found", /is missing; "deltaw data get ibl:MU_001" brings it again/)
      },
      { before },
    )
  })

  it("of which a file comes changed is refused with its MD5", async () => {
    const before = (response: ServerResponse, path: string) => {
      if (!path.startsWith("/public")) return false
      response.writeHead(200).end(Buffer.alloc(parquet(madeUpSession(6)).length))
      return true
    }
    await withServer(
      [three[1]!],
      async (ibl) => refused(ibl.get("ibl:MU_001"), "wrong-checksum", /should have the md5/),
      { before },
    )
    assert.deepEqual(filesHere(), [])
  })

  it("has the revision that the server calls the default, and a note says of which", async () => {
    const later = parquet(madeUpSession(8))
    const more = (session: string) => [
      {
        record: datasetRecord(madeUpId(5, 5), session, "_ibl_trials.table.pqt", {
          revision: "2022-02-02",
          default_dataset: true,
          file_size: later.length,
          hash: md5(later),
        }),
        bytes: later,
        path: "/public/later.pqt",
      },
    ]
    const lists = (server: AlyxServer) => ({
      ...server.lists,
      datasets: server.lists!.datasets!.map((set) =>
        "revision" in set && set.revision === null ? { ...set, default_dataset: false } : set,
      ),
    })
    const base = serverOf([{ date: "2001-01-01", number: 1, more }], () => origin)
    await withAlyx(
      {
        files: base.files!,
        get lists() {
          return lists(base)
        },
      },
      async (home) => {
        origin = home
        const ibl = createIbl(() => iblSettings({ DELTAW_CACHE: root, DELTAW_ALYX_URL: home }))
        await ibl.get("ibl:MU_001")
        const mouse = await ibl.load("ibl:MU_001")
        assert.equal(mouse.table.numRows(), 8)
        assert.deepEqual(mouse.notes, [
          "Session 2001-01-01 1: of the revisions 2022-02-02, none, 2022-02-02 was taken, the default of the index.",
        ])
        assert.ok(filesHere()[0]!.includes(join("alf", "#2022-02-02#", "_ibl_trials.table.pqt")))
      },
    )
  })

  it("keeps in mind sessions without trials, and names them when it is read", async () => {
    await withServer([...three, { date: "2001-01-01", number: 1, form: "none" }], async (ibl) => {
      assert.match((await ibl.get("ibl:MU_001")).message, /1 sessions have no trials to bring/)
      const mouse = await ibl.load("ibl:MU_001")
      assert.equal(mouse.sessions.length, 3)
      assert.match(mouse.notes[0]!, /not whole: 2001-01-01 1 \(no files of trials\)/)
    })
  })

  it("of a name that two labs use has to be told apart, and is never joined", async () => {
    const sessions = [three[1]!, { ...three[2]!, lab: "other-lab" }]
    await withServer(sessions, async (ibl) => {
      await refused(
        ibl.get("ibl:MU_001"),
        "impossible-value",
        /accepted are ibl:made-up-lab\/MU_001, ibl:other-lab\/MU_001/,
      )
      await ibl.get("ibl:made-up-lab/MU_001")
      assert.equal((await ibl.load("ibl:MU_001")).sessions.length, 1)
      await ibl.get("ibl:other-lab/MU_001")
      await refused(ibl.load("ibl:MU_001"), "impossible-value", /is here from several labs/)
      assert.equal((await ibl.load("ibl:other-lab/MU_001")).sessions[0]!.date, "2001-01-03")
    })
  })

  it("that is not here, not known, or no name, says so and what to do", async () => {
    await withServer(three, async (ibl, seen) => {
      await refused(
        ibl.load("ibl:MU_001"),
        "not-found",
        /"deltaw data get ibl:MU_001" brings it from OpenAlyx.*DELTAW_ALYX_USER/,
      )
      await refused(ibl.get("ibl:MU_002"), "not-found", /knows no sessions of MU_002; capitals count/)
      const before = seen.length
      for (const id of ["ibl:", "ibl:../x", "ibl:a/b/c", "ibl:a\\b", "MU_001"]) {
        await refused(
          ibl.get(id),
          "impossible-value",
          /is no public animal; accepted are ibl:SUBJECT and ibl:LAB\/SUBJECT/,
        )
      }
      assert.equal(seen.length, before)
      await assert.rejects(ibl.get("ibl:MU_001", { progress: 1 } as object), /ibl\.get has no option "progress"/)
    })
  })

  it("behind a login that is not given says whose login is meant, and asks for it where it can", async () => {
    await withServer(
      three,
      async (ibl) => refused(ibl.get("ibl:MU_001"), "not-permitted", /wants a login of the Alyx server http/),
      {},
      {},
    )
    await withAlyx(
      serverOf(three, () => origin),
      async (home) => {
        origin = home
        const questions: string[] = []
        const ibl = createIbl(() => iblSettings({ DELTAW_CACHE: root, DELTAW_ALYX_URL: home }))
        const ask = async (question: string) => {
          questions.push(question)
          return madeUpLogin
        }
        assert.equal((await ibl.get("ibl:MU_001", { ask })).ok, true)
        assert.equal(questions.length, 1)
        assert.ok(existsSync(join(root, "ibl", "made-up-lab", "Subjects", "MU_001", "deltaw-sessions.json")))
      },
    )
    const kept = (
      readdirSync(root, { recursive: true, withFileTypes: true }) as {
        isFile(): boolean
        parentPath: string
        name: string
      }[]
    )
      .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    assert.ok(kept.length > 0 && kept.every((text) => !text.includes(madeUpLogin.password)))
  })

  it("whose server names a place outside of the cache is refused", async () => {
    for (const change of [
      { collection: "alf/task_00/../../.." },
      { revision: "../../x" },
      { name: "_ibl_trials.choice.npy/../../x" },
    ]) {
      const more = (session: string) => [
        {
          record: datasetRecord(madeUpId(5, 5), session, "_ibl_trials.table.pqt", change),
          bytes: Buffer.from("x"),
          path: "/public/x",
        },
      ]
      await withServer([{ date: "2001-01-01", number: 1, form: "none", more }], async (ibl) => {
        const report = await ibl.get("ibl:MU_001").catch((error: unknown) => error)
        if (report instanceof DataError) assert.match(report.message, /accepted are plain names below the folder/)
        else assert.match((report as { message: string }).message, /1 sessions have no trials to bring/)
        assert.deepEqual(filesHere(), [])
      })
    }
  })

  it("whose record was damaged is refused, and is brought anew once it is removed", async () => {
    await withServer(three, async (ibl) => {
      const { folder } = await ibl.get("ibl:MU_001")
      const path = join(folder, "deltaw-sessions.json")
      const text = readFileSync(path, "utf8")
      for (const wrong of [
        "{",
        "{}",
        text.replace("alf/_ibl", "../../../_ibl"),
        text.replace('"MU_001"', '"MU_002"'),
      ]) {
        writeFileSync(path, wrong)
        await refused(
          ibl.load("ibl:MU_001"),
          "malformed",
          /is damaged; remove it, and "deltaw data get ibl:MU_001" makes it again/,
        )
      }
      rmSync(path)
      assert.equal((await ibl.get("ibl:MU_001")).status, "found")
    })
  })

  it("is an animal among the others, and passed over where it is not here", async () => {
    await withServer(three, async (ibl) => {
      const animals = createAnimals(createDatasets(), ibl)
      await refused(animals.firstAvailable(["ibl:MU_001"]), "not-found", /None of ibl:MU_001 can be had/)
      await ibl.get("ibl:MU_001")
      assert.equal((await animals.firstAvailable(["ibl:MU_001", "synthetic-mouse"])).name, "MU_001")
    })
  })
})
