import assert from "node:assert/strict"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import type { ServerResponse } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DataError } from "../../../../lib/data/data-error.ts"
import { type DownloadOptions, downloadFile, type RemoteFile } from "../../../../lib/data/ibl/file-download.ts"
import { createRequests } from "../../../../lib/data/ibl/requests.ts"
import { type AlyxServer, madeUpToken, md5, type Seen, withAlyx } from "../../../support/alyx-server.ts"

const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7) % 256))
const described = { bytes: bytes.length, md5: md5(bytes) }

describe("a file of a server", () => {
  let root: string
  let path: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "deltaw-file-"))
    path = join(root, "deep", "a.npy")
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const files = { "/a.npy": bytes }
  const get = async (
    server: AlyxServer,
    work: (
      bring: (change?: Partial<RemoteFile>, options?: Partial<DownloadOptions>) => ReturnType<typeof downloadFile>,
      seen: readonly Seen[],
    ) => Promise<void>,
  ) =>
    withAlyx(server, async (origin, seen) => {
      const requests = createRequests(new URL(origin), { sleep: async () => undefined, attempts: 2 })
      const address = new URL("/a.npy", origin)
      await work(
        (change = {}, options = {}) =>
          downloadFile({ address, ...described, ...change }, path, { requests, ...options }),
        seen,
      )
    })
  const refused = (work: Promise<unknown>, fault: string, sentence: RegExp) =>
    assert.rejects(work, (error) => {
      assert.ok(error instanceof DataError, String(error))
      assert.match(error.message, sentence)
      assert.equal(error.fault, fault)
      return true
    })
  /** Sends the file's beginning and breaks off, the first `times` times. */
  const breaking = (times: number, sent: number) => {
    let left = times
    return (response: ServerResponse) => {
      if (left === 0) return false
      left -= 1
      const start = Number(/=(\d+)-/.exec(response.req.headers.range ?? "")?.[1] ?? 0)
      const head = { "content-length": bytes.length - start, "content-range": `bytes ${start}-4999/5000` }
      response.writeHead(start > 0 ? 206 : 200, head)
      // Broken off only once the client has put down what came: an error overtakes what it has not yet read.
      const whenWritten = () => {
        const written = existsSync(`${path}.partial`) ? statSync(`${path}.partial`).size : 0
        if (written >= start + sent) response.destroy()
        else setTimeout(whenWritten, 5)
      }
      response.write(bytes.subarray(start, start + sent), whenWritten)
      return true
    }
  }

  it("comes once, with its progress, and is found from then on", async () => {
    await get({ files }, async (bring, seen) => {
      const done: number[] = []
      assert.equal(await bring({}, { onBytes: (count) => done.push(count) }), "downloaded")
      assert.equal(done.at(-1), bytes.length)
      assert.equal(await bring(), "here")
      assert.equal(seen.length, 1)
      assert.deepEqual(readFileSync(path), bytes)
      assert.deepEqual(readdirSync(join(root, "deep")), ["a.npy"])
    })
  })

  it("comes again where the copy here is not the file described", async () => {
    await get({ files }, async (bring) => {
      await bring()
      writeFileSync(path, "changed")
      assert.equal(await bring(), "downloaded")
      assert.deepEqual(readFileSync(path), bytes)
    })
  })

  it("is gone on with where the connection broke, within a run", async () => {
    await get({ files, before: breaking(2, 1000) }, async (bring, seen) => {
      assert.equal(await bring(), "downloaded")
      assert.deepEqual(
        seen.map(({ range }) => range),
        [undefined, "bytes=1000-", "bytes=2000-"],
      )
      assert.deepEqual(readFileSync(path), bytes)
    })
  })

  it("is gone on with by the next run, which the refusal promises", async () => {
    await get({ files, before: breaking(5, 100) }, async (bring, seen) => {
      await refused(bring(), "unreachable", /broke off: .* 500 bytes are kept, and the next run goes on from there/)
      assert.ok(!existsSync(path))
      assert.equal(await bring(), "downloaded")
      assert.equal(seen.at(-1)!.range, "bytes=500-")
      assert.deepEqual(readFileSync(path), bytes)
    })
  })

  it("is begun anew where what was kept is of another version, and where the server sends no ranges", async () => {
    await get({ files }, async (bring, seen) => {
      await bring()
      rmSync(path)
      writeFileSync(`${path}.partial`, "of another version")
      assert.equal(await bring(), "downloaded")
      assert.deepEqual(
        seen.slice(1).map(({ range }) => range),
        ["bytes=18-", undefined],
      )
    })
    rmSync(path)
    writeFileSync(`${path}.partial`, "x")
    const whole = (response: ServerResponse) => {
      response.writeHead(200).end(bytes)
      return true
    }
    await get({ before: whole }, async (bring) => assert.equal(await bring(), "downloaded"))
    writeFileSync(`${path}.partial`, Buffer.alloc(9000))
    rmSync(path)
    await get({ files }, async (bring) => assert.equal(await bring({ bytes: null }), "downloaded"))
    assert.deepEqual(readFileSync(path), bytes)
  })

  it("with another size or MD5 is refused, and nothing is kept", async () => {
    const other = Buffer.from(bytes)
    other[7] = 0
    for (const [sent, sentence] of [
      [other, /should have the md5 \w{32}, but what came has \w{32}\. Nothing was kept/],
      [bytes.subarray(1), /should have 5000 bytes, but has 4999/],
      [Buffer.concat([bytes, bytes]), /sends more than the 5000 bytes it should have/],
    ] as const) {
      await get({ files: { "/a.npy": sent } }, async (bring) => refused(bring(), "wrong-checksum", sentence))
      assert.deepEqual(readdirSync(join(root, "deep")), [])
    }
  })

  it("without a checksum is taken whole, never gone on with, and said to be unchecked", async () => {
    await get({ files }, async (bring, seen) => {
      const blank = { bytes: null, md5: null }
      assert.equal(await bring(blank), "unchecked")
      rmSync(path)
      writeFileSync(`${path}.partial`, "x")
      assert.equal(await bring(blank), "unchecked")
      assert.equal(seen.at(-1)!.range, undefined)
    })
  })

  it("larger than what is accepted is refused before it is asked for, or as soon as it shows", async () => {
    await get({ files }, async (bring, seen) => {
      await refused(
        bring({}, { maximumBytes: 100 }),
        "impossible-value",
        /has 5000 bytes; accepted are at most 100 bytes/,
      )
      assert.equal(seen.length, 0)
      await refused(
        bring({ bytes: null, md5: null }, { maximumBytes: 100 }),
        "wrong-checksum",
        /has more; accepted are at most 100/,
      )
      assert.deepEqual(readdirSync(join(root, "deep")), [])
    })
  })

  it("that is not there, or nowhere to be put, says so", async () => {
    await get({}, async (bring) => refused(bring(), "not-found", /a\.npy answered 404/))
    rmSync(join(root, "deep"), { recursive: true })
    writeFileSync(join(root, "deep"), "a file where the folder should be")
    await get({ files }, async (bring) => refused(bring(), "unwritable", /cannot be written: .* Set DELTAW_CACHE/))
  })

  it("behind a login says that it is not the login of the Alyx server", async () => {
    const before = (response: ServerResponse) => {
      response.writeHead(401).end()
      return true
    }
    const sentence = /a\.npy answered 401: this server of files wants a login of its own, not that of the Alyx server/
    await get({ before }, async (bring) => refused(bring(), "not-permitted", sentence))
  })

  it("is asked for with the token of the trusted origin there only", async () => {
    await withAlyx({ files }, async (elsewhere, seen) => {
      const requests = createRequests(new URL("http://127.0.0.1:1"), { attempts: 1 })
      await downloadFile({ address: new URL("/a.npy", elsewhere), ...described }, path, {
        requests,
        token: madeUpToken,
      })
      assert.deepEqual(
        seen.map(({ token }) => token),
        [undefined],
      )
    })
  })
})
