import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import type { ServerResponse } from "node:http"
import { join } from "node:path"
import fc from "fast-check"
import { DataError } from "../../../../lib/data/data-error.ts"
import { type AlyxOptions, openAlyx } from "../../../../lib/data/ibl/alyx.ts"
import {
  type AlyxServer,
  cannedFolder,
  cannedReplies,
  datasetRecord,
  json,
  madeUpToken,
  type Seen,
  withAlyx,
} from "../../../support/alyx-server.ts"

const login = { username: "a-reader", password: "open sesame" }
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

interface Run {
  readonly waits: readonly number[]
  readonly seen: readonly Seen[]
}

/** Runs work with a client of a made-up server; sleeping takes no time. */
async function run(
  server: AlyxServer,
  work: (alyx: ReturnType<typeof openAlyx>, run: Run) => Promise<void>,
  options: Partial<AlyxOptions> = {},
): Promise<void> {
  const waits: number[] = []
  const sleep = async (milliseconds: number) => void waits.push(milliseconds)
  await withAlyx(server, (origin, seen) => work(openAlyx({ url: origin, sleep, ...options }), { waits, seen }))
}

async function refused(work: Promise<unknown>, fault: string, ...sentences: readonly RegExp[]): Promise<string> {
  let message = ""
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof DataError, String(error))
    assert.equal(error.fault, fault, error.message)
    for (const sentence of sentences) assert.match(error.message, sentence)
    message = error.message
    return true
  })
  return message
}

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

  it("logs in once and sends its token with each request", async () => {
    await run(
      { lists: { sessions: [] }, login },
      async (alyx, { seen }) => {
        await alyx.sessions("a")
        await alyx.sessions("b")
        assert.deepEqual(
          seen.map(({ method, token }) => [method, token]),
          [
            ["POST", undefined],
            ["GET", `Token ${madeUpToken}`],
            ["GET", `Token ${madeUpToken}`],
          ],
        )
      },
      login,
    )
  })

  it("asks the user for a login only once the server wants one, and logs in again where a token was withdrawn", async () => {
    let asked = 0
    const ask = async (question: string) => {
      asked += 1
      assert.match(question, /^Login for the Alyx server http:\/\/127\.0\.0\.1:\d+ \(GET .*\/sessions answered 401\)$/)
      return login
    }
    await run({ lists: { sessions: [] } }, async (alyx) => void (await alyx.sessions("a")), { ask })
    assert.equal(asked, 0)
    let withdrawn = false
    const before = (response: ServerResponse, path: string) => {
      if (withdrawn || path === "/auth-token" || response.req.headers.authorization === undefined) return false
      withdrawn = true
      json(response, 401, { detail: "Invalid token." })
      return true
    }
    await run(
      { lists: { sessions: [] }, login, before },
      async (alyx, { seen }) => {
        await alyx.sessions("a").catch((error: unknown) => assert.fail(String(error)))
        assert.equal(asked, 0)
        assert.equal(seen.filter(({ method }) => method === "POST").length, 2)
      },
      { ...login, ask },
    )
    await run({ lists: { sessions: [] }, login }, async (alyx) => void (await alyx.sessions("a")), { ask })
    assert.equal(asked, 1)
  })

  it("says on a 401 which login of which server is meant and where it is set, and never the password", async () => {
    await run({ lists: { sessions: [] }, login }, async (alyx) => {
      await refused(
        alyx.sessions("a"),
        "not-permitted",
        /answered 401: it wants a login of the Alyx server http:\/\/127/,
        /none was given/,
        /DELTAW_ALYX_USER and DELTAW_ALYX_PASSWORD/,
      )
    })
    const wrong = { username: "somebody", password: "wr0ng" }
    await run(
      { lists: { sessions: [] }, login },
      async (alyx) => {
        const message = await refused(
          alyx.sessions("a"),
          "not-permitted",
          /auth-token answered 400: the Alyx server http:\/\/127.* does not know the user "somebody"/,
        )
        assert.ok(!message.includes("wr0ng"), message)
      },
      wrong,
    )
    const forbidden = (response: ServerResponse, path: string) => {
      if (path === "/auth-token") return false
      json(response, 403, { detail: "no" })
      return true
    }
    await run(
      { login, before: forbidden },
      async (alyx) => {
        await refused(
          alyx.sessions("a"),
          "not-permitted",
          /answered 403 although the user "a-reader" of the Alyx server .* is logged in/,
        )
      },
      login,
    )
  })

  it("says what is not there", async () => {
    await run({}, async (alyx) => {
      await refused(alyx.get("/subjects/nobody"), "not-found", /GET http.*\/subjects\/nobody answered 404/)
    })
  })

  it("tries 429 and 5xx again after Retry-After, else after 1, 2, 4 s", async () => {
    const moment = "Mon, 01 Jan 2001 00:00:00 GMT"
    const faults: [number, Record<string, string>][] = [
      [429, { "retry-after": "7" }],
      [503, { "retry-after": "Mon, 01 Jan 2001 00:00:05 GMT", date: moment }],
      [500, {}],
      [502, { "retry-after": "nonsense" }],
    ]
    const before = (response: ServerResponse) => {
      const fault = faults.shift()
      if (fault === undefined) return false
      response.writeHead(...fault).end("busy")
      return true
    }
    await run({ lists: { sessions: [] }, before }, async (alyx, { waits }) => {
      assert.deepEqual(await alyx.sessions("a"), [])
      assert.deepEqual(waits, [7000, 5000, 4000, 8000])
    })
  })

  it("gives up after five attempts, and at once where it would have to wait for more than two minutes", async () => {
    const busy = (after?: string) => (response: ServerResponse) => {
      response.writeHead(503, after === undefined ? {} : { "retry-after": after }).end()
      return true
    }
    await run({ before: busy() }, async (alyx, { waits }) => {
      await refused(alyx.sessions("a"), "unreachable", /sessions answered 503 after 5 attempts\.$/)
      assert.deepEqual(waits, [1000, 2000, 4000, 8000])
    })
    await run({ before: busy("3600") }, async (alyx, { waits }) => {
      await refused(
        alyx.sessions("a"),
        "unreachable",
        /answered 503 after 1 attempt\. It asks to wait 3600 s; run this again then/,
      )
      assert.deepEqual(waits, [])
    })
  })

  it("ends a request that is not answered, and one whose answer breaks off", async () => {
    await run(
      { before: () => true },
      async (alyx, { seen }) => {
        await refused(
          alyx.sessions("a"),
          "unreachable",
          /could not be reached \(no answer for 0\.05 s\) after 2 attempts/,
        )
        assert.equal(seen.length, 2)
      },
      { patienceMs: 50, attempts: 2 },
    )
    const before = (response: ServerResponse) => {
      response.writeHead(200, { "content-length": 100 })
      response.write("[", () => response.destroy())
      return true
    }
    await run({ before }, async (alyx) => void (await refused(alyx.sessions("a"), "unreachable", /broke off/)))
  })

  it("keeps its token from other origins when it is sent elsewhere, and its login from everywhere", async () => {
    await withAlyx({ lists: { sessions: [] } }, async (elsewhere, seenElsewhere) => {
      const before = (response: ServerResponse, path: string) => {
        if (path === "/auth-token") return false
        response.writeHead(302, { location: `${elsewhere}${path}` }).end()
        return true
      }
      await run(
        { login, before },
        async (alyx) => {
          assert.deepEqual(await alyx.sessions("a"), [])
          assert.deepEqual(
            seenElsewhere.map(({ token }) => token),
            [undefined],
          )
        },
        login,
      )
      const moved = (response: ServerResponse) => {
        response.writeHead(307, { location: `${elsewhere}/auth-token` }).end()
        return true
      }
      await run(
        { login, before: moved },
        async (alyx) => {
          await refused(alyx.sessions("a"), "unreachable", /auth-token redirects to .*; a login is not sent on/)
          assert.equal(seenElsewhere.length, 1)
        },
        login,
      )
    })
  })

  it("goes to https only, but for this machine, and not in circles", async () => {
    const redirected = async (location: string, sentence: RegExp) => {
      const before = (response: ServerResponse) => {
        response.writeHead(302, { location }).end()
        return true
      }
      await run({ before }, async (alyx) => void (await refused(alyx.sessions("a"), "unreachable", sentence)))
    }
    await redirected(
      "http://example.org/",
      /The redirect of .* is "http:\/\/example\.org\/"; accepted are addresses of https/,
    )
    await redirected("file:///etc/passwd", /accepted are addresses of https/)
    await redirected("/sessions", /it leads in circles or nowhere/)
    assert.throws(
      () => openAlyx({ url: "http://alyx.example.org" }),
      /accepted are addresses of https \(http on this machine only\)/,
    )
    assert.throws(() => openAlyx({ url: "https://a:b@alyx.example.org" }), /has a login within it/)
    assert.throws(() => openAlyx({ url: "alyx" }), /which is no address/)
    assert.throws(
      () => openAlyx({ url: "https://alyx.example.org", user: "a" } as AlyxOptions),
      /openAlyx has no option "user"/,
    )
  })

  it("refuses paths that lead away from the server", async () => {
    await run({}, async (alyx, { seen }) => {
      await refused(alyx.get("https://elsewhere.example.org/x"), "impossible-value", /leads away/)
      assert.equal(seen.length, 0)
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
