import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import type { ServerResponse } from "node:http"
import { join } from "node:path"
import fc from "fast-check"
import { DataError } from "../../../../lib/data/data-error.ts"
import { login, refused, run } from "../../../support/alyx-client.ts"
import { type AlyxServer, cannedFolder, cannedReplies, datasetRecord, json } from "../../../support/alyx-server.ts"

const session = (id: string, number: number, more: object = {}) => ({
  id: `00000000-0000-4000-8000-00000000000${id}`,
  lab: "made-up-lab",
  subject: "MU_001",
  start_time: `2001-01-0${number}T09:00:00.123`,
  number: 1,
  task_protocol: "_iblrig_tasks_trainingChoiceWorld6.4.2",
  projects: ["made-up"],
  ...more,
})

describe("an Alyx client", () => {
  it("reads canned replies of the public client's tests, in pages and one by one", async () => {
    const replies = cannedReplies() as readonly Record<string, unknown>[]
    const pages = replies.filter((reply) => Array.isArray(reply.results)) as { results: object[] }[]
    assert.ok(pages.length >= 2)
    const lists = Object.fromEntries(pages.map(({ results }, i) => [`list-${i}`, results]))
    await run({ lists, pageSize: 2 }, async (alyx) => {
      for (const [i, { results }] of pages.entries()) assert.deepEqual(await alyx.list(`list-${i}`), results)
    })
    const single = replies.filter((reply) => typeof reply.name === "string")
    const records = Object.fromEntries(single.map((reply, i) => [`records/${i}`, reply]))
    await run({ records }, async (alyx) => {
      for (const [i, reply] of single.entries()) assert.deepEqual(await alyx.get(`/records/${i}`), reply)
    })
  })

  it("asks only by filters that the server's published schema knows", function () {
    const folder = cannedFolder()
    if (folder === null) return this.skip()
    const schema = JSON.parse(readFileSync(join(folder, "rest_responses", "openapiv3.json"), "utf8")) as {
      paths: Record<string, { get: { parameters: { name: string }[] } }>
    }
    const known = (path: string) => schema.paths[path]!.get.parameters.map(({ name }) => name)
    for (const name of ["subject", "limit", "offset"]) assert.ok(known("/sessions").includes(name), name)
    for (const name of ["session", "exists", "limit", "offset"]) assert.ok(known("/datasets").includes(name), name)
  })

  it("follows pages to the end, and says where their number does not fit", async () => {
    const sessions = Array.from({ length: 7 }, (_, i) => session(String(i), i + 1))
    await run({ lists: { sessions }, pageSize: 3 }, async (alyx, { seen }) => {
      assert.equal((await alyx.sessions("MU_001")).length, 7)
      assert.equal(seen.length, 3)
    })
    const short = (response: ServerResponse) => {
      json(response, 200, { count: 3, next: null, previous: null, results: [session("1", 1)] })
      return true
    }
    await run({ before: short }, (alyx) =>
      refused(alyx.sessions("MU_001"), "truncated", /counts 3 records, but its pages held 1/).then(() => undefined),
    )
  })

  it("never follows a next page to another server or around in circles", async () => {
    const sessions = Array.from({ length: 4 }, (_, i) => session(String(i), i + 1))
    await run(
      { lists: { sessions }, pageSize: 2, nextFrom: "https://elsewhere.example.org", login },
      async (alyx, { seen }) => {
        assert.equal((await alyx.sessions("MU_001")).length, 4)
        assert.equal(seen.filter(({ path }) => path.startsWith("/sessions")).length, 2)
      },
      login,
    )
    const circle = (response: ServerResponse, path: string) => {
      json(response, 200, { count: 9, next: `http://127.0.0.1${path}`, previous: null, results: [] })
      return true
    }
    await run({ before: circle }, (alyx) =>
      refused(alyx.list("sessions"), "malformed", /pages without an end/).then(() => undefined),
    )
  })

  it("sorts sessions by date and number, and takes those of the very subject only", async () => {
    const sessions = [
      session("3", 2, { number: 2 }),
      session("2", 2, { number: 1 }),
      session("1", 1),
      session("4", 1, { subject: "MU_0011" }),
      session("5", 1, { number: null }),
      session("6", 1, { start_time: null }),
    ]
    const open: AlyxServer = {
      before(response) {
        json(response, 200, { count: sessions.length, next: null, previous: null, results: sessions })
        return true
      },
    }
    await run(open, async (alyx) => {
      const found = await alyx.sessions("MU_001")
      assert.deepEqual(
        found.map(({ id }) => id.at(-1)),
        ["1", "2", "3"],
      )
      assert.deepEqual(found[0], {
        id: "00000000-0000-4000-8000-000000000001",
        lab: "made-up-lab",
        subject: "MU_001",
        date: "2001-01-01",
        number: 1,
        taskProtocol: "_iblrig_tasks_trainingChoiceWorld6.4.2",
      })
    })
  })

  it("says what is not there", async () => {
    await run({}, async (alyx) => {
      await refused(alyx.get("/subjects/nobody"), "not-found", /GET http.*\/subjects\/nobody answered 404/)
    })
  })

  it("refuses replies that are no records, naming the field, and quotes what servers say without their control characters", async () => {
    const replies: [unknown, RegExp][] = [
      [
        { count: 1, next: null, results: [{ ...session("1", 1), number: "one" }] },
        /number is "one"; accepted is a whole number/,
      ],
      [
        { count: 1, next: null, results: [{ ...session("1", 1), id: "../../x" }] },
        /id is "\.\.\/\.\.\/x"; accepted is a UUID/,
      ],
      [
        { count: 1, next: null, results: [{ ...session("1", 1), start_time: "\u001b[2Jsoon" }] },
        /start_time is "\\u001b\[2Jsoon"/,
      ],
      [{ count: 1, next: null, results: 3 }, /results is "3"; accepted is a list/],
      ["<html>", /the reply is "<html>"; accepted is a record/],
    ]
    for (const [reply, sentence] of replies) {
      const before = (response: ServerResponse) => {
        json(response, 200, reply)
        return true
      }
      await run({ before }, async (alyx) => void (await refused(alyx.sessions("MU_001"), "malformed", sentence)))
    }
    const page = (response: ServerResponse) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<html>log in</html>")
      return true
    }
    await run({ before: page }, async (alyx) => {
      await refused(alyx.sessions("a"), "malformed", /sent "text\/html", which is not JSON/)
    })
  })

  it("takes any reply whatever for what it is, or refuses it in a sentence", async () => {
    const key = fc.constantFrom(
      "count",
      "next",
      "results",
      "id",
      "name",
      "start_time",
      "file_records",
      "data_url",
      "hash",
      "x",
    )
    const { reply } = fc.letrec((tie) => ({
      reply: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom(
          null,
          true,
          0,
          -1,
          1.5,
          "",
          "../..",
          "_ibl_trials.table.pqt",
          "2001-01-01T00:00:00",
          "https://x.example.org/y",
          "http://[",
        ),
        fc.array(tie("reply"), { maxLength: 3 }),
        fc.dictionary(key, tie("reply"), { maxKeys: 6 }),
      ),
    }))
    let next: unknown
    const before = (response: ServerResponse) => {
      json(response, 200, next)
      return true
    }
    await run({ before }, async (alyx) => {
      const found = { ...session("1", 1), date: "2001-01-01", taskProtocol: "" }
      await fc.assert(
        fc.asyncProperty(reply, async (value) => {
          next = value
          for (const look of [() => alyx.sessions("MU_001"), () => alyx.trialsFiles(found)]) {
            const outcome: unknown = await look().catch((error: unknown) => error)
            assert.ok(Array.isArray(outcome) || outcome instanceof DataError, String(outcome))
          }
        }),
        { numRuns: 60 },
      )
    })
  })

  it("lists files of the trials object only, with revision, size, MD5 and the first address that can be asked", async () => {
    const id = session("1", 1).id
    const hash = "3bc0be50415804d65dd3547eaedc2ce6"
    const file = (name: string, more: object = {}) =>
      datasetRecord("00000000-0000-4000-8000-0000000000aa", id, name, more)
    const datasets = [
      file("_ibl_trials.table.3bc0be50-4158-04d6-5dd3-547eaedc2ce6.pqt", {
        hash,
        file_size: 5,
        revision: "2022-02-02",
      }),
      file("_ibl_trials.choice.npy", { default_dataset: false, hash: "a".repeat(40) }),
      file("_ibl_wheel.position.npy"),
      file("_ibl_trials.repNum.npy", {
        file_records: [{ data_url: "s3://x/y" }, { data_url: "http://old.example.org/y" }],
      }),
      file("_ibl_trials.intervals.npy", { file_records: [] }),
    ]
    await run({ lists: { datasets } }, async (alyx) => {
      const [found] = await Promise.all([
        alyx.trialsFiles({ ...session("1", 1), date: "2001-01-01", taskProtocol: "" }),
      ])
      assert.deepEqual(
        found.map(({ name, revision, isDefault, bytes, md5 }) => [name, revision, isDefault, bytes, md5]),
        [
          ["_ibl_trials.table.pqt", "2022-02-02", true, 5, hash],
          ["_ibl_trials.choice.npy", "", false, null, null],
          ["_ibl_trials.repNum.npy", "", true, null, null],
        ],
      )
      assert.match(found[1]!.address, /^https:\/\/files\.example\.org\//)
      assert.equal(found[2]!.address, "https://old.example.org/y")
    })
  })
})
