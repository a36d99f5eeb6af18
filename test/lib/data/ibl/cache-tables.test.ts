import assert from "node:assert/strict"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { zipSync } from "fflate"
import { DataError } from "../../../../lib/data/data-error.ts"
import { openCacheTables } from "../../../../lib/data/ibl/cache-tables.ts"
import { createIbl } from "../../../../lib/data/ibl/ibl.ts"
import { iblSettings } from "../../../../lib/data/ibl/ibl-settings.ts"
import { type MadeUpColumns, madeUpSession, parquet, writeFiles } from "../../../support/alf-folder.ts"
import { cannedFolder, md5, withAlyx } from "../../../support/alyx-server.ts"
import { madeUpId } from "../../../support/ibl-mouse.ts"

const table = parquet(madeUpSession(6))
const sessions = {
  id: [madeUpId(9, 1), madeUpId(9, 0)],
  lab: ["made-up-lab", "made-up-lab"],
  subject: ["MU_001", "MU_001"],
  date: ["2001-01-02", "2001-01-01"],
  number: [1, 1],
  task_protocol: ["biased", "training"],
}
const datasets = {
  eid: [madeUpId(9, 0), madeUpId(9, 1), madeUpId(9, 1), madeUpId(9, 1)],
  id: [0, 1, 2, 3].map((i) => madeUpId(1, i)),
  rel_path: [
    "alf/_ibl_trials.table.pqt",
    "alf/#2022-02-02#/_ibl_trials.table.pqt",
    "alf/_ibl_wheel.position.npy",
    "alf/_ibl_trials.table.pqt",
  ],
  file_size: [table.length, table.length, 1, table.length],
  hash: [md5(table), md5(table), "", md5(table)],
  exists: [true, true, true, false],
}

describe("cache tables", () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "deltaw-tables-"))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))
  const open = (
    files = "https://files.example.org/public",
    change: { sessions?: MadeUpColumns; datasets?: MadeUpColumns } = {},
  ) => {
    writeFiles(root, {
      "sessions.pqt": parquet({ ...sessions, ...change.sessions }),
      "datasets.pqt": parquet({ ...datasets, ...change.datasets }),
    })
    return openCacheTables({ folder: root, files })
  }

  it("are an index like a server: sessions in order, files of trials that exist, their addresses with UUIDs", async () => {
    const index = await open()
    const found = await index.sessions("MU_001")
    assert.deepEqual(
      found.map(({ id, date, taskProtocol }) => [id, date, taskProtocol]),
      [
        [madeUpId(9, 0), "2001-01-01", "training"],
        [madeUpId(9, 1), "2001-01-02", "biased"],
      ],
    )
    assert.deepEqual(await index.sessions("MU_002"), [])
    const files = await index.trialsFiles(found[1]!)
    assert.deepEqual(files, [
      {
        name: "_ibl_trials.table.pqt",
        collection: "alf",
        revision: "2022-02-02",
        isDefault: null,
        bytes: table.length,
        md5: md5(table),
        address: `https://files.example.org/public/made-up-lab/Subjects/MU_001/2001-01-02/001/alf/%232022-02-02%23/_ibl_trials.table.${madeUpId(1, 1)}.pqt`,
      },
    ])
  })

  it("serve an animal without any server but that of the files", async () => {
    const files = {
      [`/public/made-up-lab/Subjects/MU_001/2001-01-01/001/alf/_ibl_trials.table.${madeUpId(1, 0)}.pqt`]: table,
      [`/public/made-up-lab/Subjects/MU_001/2001-01-02/001/alf/#2022-02-02#/_ibl_trials.table.${madeUpId(1, 1)}.pqt`]:
        table,
    }
    await withAlyx({ files }, async (origin, seen) => {
      await open(`${origin}/public`)
      const environment = {
        DELTAW_CACHE: join(root, "cache"),
        DELTAW_ALYX_TABLES: root,
        DELTAW_ALYX_FILES: `${origin}/public`,
      }
      const ibl = createIbl(() => iblSettings(environment))
      assert.match(
        (await ibl.get("ibl:MU_001")).message,
        /2 sessions with trials, 2 files brought from the cache tables in/,
      )
      assert.equal((await ibl.load("ibl:MU_001")).table.numRows(), 12)
      assert.deepEqual(new Set(seen.map(({ token }) => token)), new Set([undefined]))
      assert.equal(seen.length, 2)
    })
  })

  it("are brought as one archive, of all data or of a release, checked, and found by the next look-up", async () => {
    writeFiles(root, { "sessions.pqt": parquet(sessions), "datasets.pqt": parquet(datasets) })
    const archive = (more: Record<string, Uint8Array> = {}) =>
      Buffer.from(
        zipSync({ "cache/sessions.pqt": parquet(sessions), "cache/datasets.pqt": parquet(datasets), ...more }),
      )
    let home = ""
    const server = {
      files: {
        "/cache.zip": archive(),
        "/released.zip": archive({ "readme.txt": Buffer.from("x") }),
        "/poor.zip": Buffer.from(zipSync({ "sessions.pqt": table })),
      },
      get records() {
        return {
          "cache/info": { min_api_version: "1" },
          "cache/info/2023_Q4": { location: `${home}/released.zip` },
          "cache/info/poor": { location: `${home}/poor.zip` },
          "cache/info/nowhere": {},
          "cache/info/odd": { location: "ftp://files.example.org/cache.zip" },
        }
      },
    }
    await withAlyx(server, async (origin) => {
      home = origin
      const environment = { DELTAW_CACHE: join(root, "cache"), DELTAW_ALYX_URL: origin }
      const ibl = createIbl(() => iblSettings(environment))
      const all = await ibl.tables()
      assert.match(all.message, /^ibl-tables are in .*; set DELTAW_ALYX_TABLES to this folder/)
      const { folder } = await ibl.tables({ tag: "2023_Q4" })
      assert.notEqual(folder, all.folder)
      assert.deepEqual(readdirSync(folder).sort(), ["datasets.pqt", "sessions.pqt"])
      const index = await iblSettings({ ...environment, DELTAW_ALYX_TABLES: folder }).open()
      assert.equal((await index.sessions("MU_001")).length, 2)
      await assert.rejects(ibl.tables({ tag: "poor" }), /poor\.zip lacks datasets\.pqt; found were sessions\.pqt/)
      await assert.rejects(ibl.tables({ tag: "nowhere" }), /does not say where the cache tables of nowhere are/)
      await assert.rejects(
        ibl.tables({ tag: "odd" }),
        /The location of the cache tables is .*; accepted are addresses of https/,
      )
      await assert.rejects(ibl.tables({ tag: "../x" }), /The tag names the path "\.\.\/x"/)
      await assert.rejects(ibl.tables({ tag: "unknown" }), /cache\/info\/unknown answered 404/)
    })
  })

  it("of the form before, with ids as two integers, are read from the public client's own examples", async function () {
    const folder = cannedFolder()
    if (folder === null) return this.skip()
    const index = await openCacheTables({ folder, files: "https://files.example.org" })
    const [session] = (await index.sessions("ZFM-01935")).filter(({ date }) => date === "2021-02-05")
    // The same session in a canned reply of the server: its UUID must be that of the two integers.
    assert.equal(session!.id, "d3372b15-f696-4279-9be5-98f15783b5bb")
    assert.equal(session!.taskProtocol, "_iblrig_tasks_ephysChoiceWorld6.4.2")
    const files = await index.trialsFiles(session!)
    assert.ok(files.length > 5 && files.every(({ collection }) => collection === "alf"))
    assert.match(
      files[0]!.address,
      /\/mainenlab\/Subjects\/ZFM-01935\/2021-02-05\/001\/alf\/_ibl_trials\.\w+\.[0-9a-f-]{36}\.npy$/,
    )
  })

  it("that are missing, damaged, or lack a column are refused by name", async () => {
    const refused = (work: Promise<unknown>, sentence: RegExp) =>
      assert.rejects(work, (error) => {
        assert.ok(error instanceof DataError, String(error))
        assert.match(error.message, sentence)
        return true
      })
    await refused(openCacheTables({ folder: root, files: "https://x.example.org" }), /sessions\.pqt cannot be read/)
    const { id: _id, ...without } = sessions
    writeFiles(root, { "sessions.pqt": parquet(without), "datasets.pqt": parquet(datasets) })
    await refused(
      openCacheTables({ folder: root, files: "https://x.example.org" }),
      /sessions\.pqt lacks id; found were lab, subject/,
    )
    writeFiles(root, { "sessions.pqt": "PAR1 not PAR1" })
    await refused(openCacheTables({ folder: root, files: "https://x.example.org" }), /cannot be read as a Parquet file/)
    await refused(open("http://files.example.org"), /accepted are addresses of https/)
  })

  it("whose paths lead elsewhere are refused by the path", async () => {
    for (const path of [
      "../../../../etc/_ibl_trials.table.pqt",
      "alf/#../..#/_ibl_trials.table.pqt",
      "/_ibl_trials.table.pqt",
    ]) {
      const index = await open(undefined, { datasets: { rel_path: [path, path, "x", "y"] } })
      const [first] = await index.sessions("MU_001")
      await assert.rejects(
        index.trialsFiles(first!),
        /A row of the cache tables names the path .*; accepted are plain names/,
      )
    }
  })
})
