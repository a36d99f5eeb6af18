import assert from "node:assert/strict"
import type { ServerResponse } from "node:http"
import { type AlyxOptions, openAlyx } from "../../../../lib/data/ibl/alyx.ts"
import { login, refused, run } from "../../../support/alyx-client.ts"
import { json, madeUpToken, withAlyx } from "../../../support/alyx-server.ts"

describe("the connection of an Alyx client", () => {
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
})
