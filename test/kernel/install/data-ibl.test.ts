import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { env, execPath } from "node:process"
import { pathToFileURL } from "node:url"
import { packageFolder } from "../../../lib/numerics/places.ts"
import { withAlyx } from "../../support/alyx-server.ts"
import { madeUpLogin, serverOf } from "../../support/ibl-mouse.ts"

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

describe("deltaw data with public animals", () => {
  let root: string
  const command = pathToFileURL(join(packageFolder(), "kernel", "install", "data-command.mjs")).href
  const script = `import { dataCommand } from ${JSON.stringify(command)}; process.exitCode = await dataCommand(process.argv.slice(1))`
  const run = (settings: Record<string, string>, ...argv: string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const { DELTAW_ALYX_USER: _user, DELTAW_ALYX_PASSWORD: _password, ...rest } = env
      const all = { ...rest, DELTAW_CACHE: join(root, "cache"), DELTAW_DATA: "", ...settings }
      const options = { env: all, cwd: packageFolder(), timeout: 60_000 }
      const child = execFile(execPath, ["--input-type=module", "-e", script, "--", ...argv], options, (_, out, err) =>
        resolve({ code: child.exitCode ?? -1, out, err }),
      )
    })
  before(() => {
    root = mkdtempSync(join(tmpdir(), "deltaw-command-"))
  })
  after(() => rmSync(root, { recursive: true, force: true }))

  it("gets one from the server that the settings name, lists it, and verifies it; without a login says which is meant", async () => {
    let origin = ""
    const sessions = [1, 2].map((number) => ({ date: "2001-01-01", number }))
    await withAlyx(
      serverOf(sessions, () => origin),
      async (home, seen) => {
        origin = home
        const anonymous = await run({ DELTAW_ALYX_URL: home }, "get", "ibl:MU_001")
        assert.equal(anonymous.code, 1)
        assert.match(
          anonymous.err,
          /answered 401: it wants a login of the Alyx server http:\/\/127.*, and none was given\..*DELTAW_ALYX_USER/,
        )
        const { username: DELTAW_ALYX_USER, password: DELTAW_ALYX_PASSWORD } = madeUpLogin
        const settings = { DELTAW_ALYX_URL: home, DELTAW_ALYX_USER, DELTAW_ALYX_PASSWORD }
        const got = await run(settings, "get", "ibl:MU_001")
        assert.deepEqual([got.code, got.err], [0, ""])
        assert.match(got.out, /^ibl:MU_001 is in .*: 2 sessions with trials, 2 files brought from the Alyx server http/)
        const before = seen.length
        const listed = await run({}, "list")
        assert.match(
          listed.out,
          /\nibl:MU_001\n {2}MU_001 of made-up-lab, .*\n {2}status {3}here: .*\n {2}size .*2 sessions with trials of 2\n/,
        )
        assert.match(listed.out, /cite {5}International Brain Laboratory et al\. 2021/)
        const verified = await run({}, "verify")
        assert.equal(verified.code, 0)
        assert.match(verified.out, /ibl:MU_001 in .*: size and MD5 of 2 files, .* of 12 trials of 2 sessions are right/)
        assert.equal(seen.length, before)
      },
    )
  })

  it("refuses an id that is none", async () => {
    const { code, err } = await run({}, "get", "ibl:../x/y")
    assert.equal(code, 1)
    assert.match(err, /"ibl:\.\.\/x\/y" is no public animal; accepted are ibl:SUBJECT and ibl:LAB\/SUBJECT/)
  })
})
