import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { gzipSync } from "node:zlib"
import { bootstrap, inScratch } from "../../support/bootstrap.ts"
import { withLoopback } from "../../support/loopback.ts"
import { tarFile } from "../../support/tar-file.ts"

interface NpmTarball {
  readonly withNpmTarball: <T>(
    npmPackage: { package: string; version: string; integrity: string },
    use: (file: string) => Promise<T>,
    env: NodeJS.ProcessEnv,
  ) => Promise<T>
}

const made = (text: string): { tarball: Buffer; integrity: string } => {
  const scripts = { preinstall: "exit 1", prepack: "exit 1", prepare: "exit 1" }
  const about = JSON.stringify({ name: "made", version: "1.0.0", scripts })
  const tarball = gzipSync(
    tarFile([
      { name: "package/package.json", content: Buffer.from(about) },
      { name: "package/a.txt", content: Buffer.from(text) },
    ]),
  )
  return { tarball, integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}` }
}

/** The environment for a registry of the test, without any settings of whoever runs it. */
function environment(registry: string, scratch: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_config_|_proxy$/i.test(name))
  return {
    ...Object.fromEntries(kept),
    npm_config_registry: registry,
    npm_config_cache: path.join(scratch, "cache"),
    npm_config_userconfig: path.join(scratch, "npmrc"),
  }
}

describe("a tarball of npm", function () {
  this.timeout(60_000)

  const { tarball, integrity } = made("some words")
  const asked = { package: "made", version: "1.0.0", integrity }

  /** Asks a registry that has `made` 1.0.0. */
  const fetchFrom = <T>(
    npmPackage: typeof asked,
    use: (file: string) => Promise<T>,
    served = { tarball, integrity },
  ): Promise<T> =>
    inScratch(async (scratch) => {
      const { withNpmTarball } = await bootstrap<NpmTarball>("npm-tarball.mjs")
      let result: Promise<T> | undefined
      await withLoopback(
        (response) => {
          const { url = "", headers } = response.req
          if (url.endsWith(".tgz")) return void response.end(served.tarball)
          if (url !== "/made") return void response.writeHead(404).end("{}")
          const dist = { tarball: `http://${headers.host}/made/-/made-1.0.0.tgz`, integrity: served.integrity }
          const versions = { "1.0.0": { name: "made", version: "1.0.0", dist } }
          response.writeHead(200, { "content-type": "application/json" })
          response.end(JSON.stringify({ name: "made", "dist-tags": { latest: "1.0.0" }, versions }))
        },
        async (origin) => {
          result = withNpmTarball(npmPackage, use, environment(`${origin}/`, scratch))
          await result.catch(() => undefined)
        },
      )
      return result!
    })

  it("is fetched by npm, lent whole, and removed again; none of its scripts runs", async () => {
    let lent = ""
    const length = await fetchFrom(asked, async (file) => {
      lent = file
      assert.deepEqual(readFileSync(file), tarball)
      return tarball.length
    })
    assert.equal(length, tarball.length)
    assert.equal(path.basename(lent), "made-1.0.0.tgz")
    assert.equal(existsSync(path.dirname(lent)), false)
  })

  it("is removed too where what it was lent to fails", async () => {
    let lent = ""
    const work = fetchFrom(asked, async (file) => {
      lent = file
      throw new Error("no room")
    })
    await assert.rejects(work, /no room/)
    assert.equal(existsSync(path.dirname(lent)), false)
  })

  it("of another integrity than was asked for is not lent, whatever the registry says of it", async () => {
    const other = made("other words")
    let lent = false
    const work = fetchFrom(
      asked,
      async () => {
        lent = true
      },
      other,
    )
    await assert.rejects(work, (error: Error) => {
      assert.equal(error.name, "Problem")
      assert.ok(error.message.includes(`made 1.0.0 is not it: expected ${integrity}, found ${other.integrity}`))
      return true
    })
    assert.equal(lent, false)
  })

  it("that the registry does not have is a problem with what npm said", async () => {
    const work = fetchFrom({ ...asked, version: "9.9.9" }, async () => undefined)
    await assert.rejects(work, /Fetching made 9\.9\.9 by npm failed with exit code 1\.\n(?:.|\n)*ETARGET/)
  })

  it("is said to need the network where there is none", () =>
    inScratch(async (scratch) => {
      const { withNpmTarball } = await bootstrap<NpmTarball>("npm-tarball.mjs")
      let closed = ""
      await withLoopback(
        (response) => response.end(),
        async (origin) => {
          closed = `${origin}/`
        },
      )
      const work = withNpmTarball(asked, async () => undefined, environment(closed, scratch))
      await assert.rejects(work, /Fetching made 1\.0\.0 by npm failed: the network could not be reached/)
    }))
})
