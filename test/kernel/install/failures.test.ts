import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { readFile } from "node:fs/promises"
import net from "node:net"
import path from "node:path"
import { bootstrap, inScratch, writeFakePython, writeFiles } from "../../support/bootstrap.ts"

interface Problems {
  readonly explainFailure: (what: string, result: { code: number | null; output: string }) => Error
}
interface Ports {
  readonly choosePort: (asked: string | undefined) => Promise<number>
}
interface Interpreters {
  readonly findPython: (env: NodeJS.ProcessEnv) => Promise<{ path: string; version: number[] }>
}
interface Browsers {
  readonly findBrowser: (env: NodeJS.ProcessEnv, platform?: NodeJS.Platform) => string | undefined
  readonly findOrInstallBrowser: (env: NodeJS.ProcessEnv) => Promise<string | undefined>
}

describe("a failed program of the set-up", () => {
  const cases = [
    {
      name: "npm without a network",
      output: "npm error code ENOTFOUND\nnpm error getaddrinfo",
      wrong: /the network could not be reached/,
    },
    {
      name: "npm without a network or a cache",
      output: "npm error code ENOTCACHED",
      wrong: /the network could not be reached/,
    },
    {
      name: "pip without a network",
      output:
        "WARNING: Retrying: Failed to establish a new connection: [Errno -3]\nERROR: No matching distribution found for anyio",
      wrong: /the network could not be reached/,
    },
    {
      name: "a full disk under npm",
      output: "npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device",
      wrong: /the disk is full/,
    },
    {
      name: "a full disk under pip",
      output: "ERROR: Could not install: [Errno 28] No space left on device",
      wrong: /the disk is full/,
    },
    {
      name: "a folder of someone else",
      output: "npm error code EACCES\nnpm error syscall mkdir",
      wrong: /a file could not be written/,
    },
    {
      name: "anything else",
      output: "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES",
      wrong: /failed with exit code 1/,
    },
  ]

  for (const { name, output, wrong } of cases) {
    it(`is explained: ${name}`, async () => {
      const { explainFailure } = await bootstrap<Problems>("problem.mjs")
      const problem = explainFailure("Installing", { code: 1, output })
      assert.equal(problem.name, "Problem")
      assert.match(problem.message, wrong)
      assert.match(problem.message, /\n\w+/)
    })
  }

  it("shows the end of its own words where the cause is not known", async () => {
    const { explainFailure } = await bootstrap<Problems>("problem.mjs")
    const output = [...Array(40).keys()].map((line) => `line ${line}`).join("\n")
    const { message } = explainFailure("Installing", { code: 7, output })
    assert.match(message, /exit code 7/)
    assert.ok(message.endsWith("line 39"))
    assert.ok(!message.includes("line 20\n"))
  })
})

const onSystemsWithAShell = process.platform === "win32" ? describe.skip : describe

onSystemsWithAShell("the search for Python", () => {
  const search = async (env: NodeJS.ProcessEnv) =>
    (await bootstrap<Interpreters>("steps/python-interpreter.mjs")).findPython(env)
  const usual = "/usr/bin:/bin"

  it("says what to install where there is none", async () => {
    await inScratch(async (scratch) => {
      await assert.rejects(
        search({ PATH: scratch }),
        /^Problem: No Python was found \(tried python3, python, .*\)\.\nInstall Python 3\.10 or later/,
      )
    })
  })

  it("quotes the version and the place of one that is too old", async () => {
    await inScratch(async (scratch) => {
      const file = await writeFakePython(scratch, "python3", { version: [3, 9, 2], venv: true })
      await assert.rejects(search({ DELTAW_PYTHON: file, PATH: usual }), {
        message: new RegExp(`^Python is too old: found 3\\.9\\.2 at ${file}; JupyterLab needs 3\\.10 or later`),
      })
    })
  })

  it("names the package that makes virtual environments where that is missing", async () => {
    await inScratch(async (scratch) => {
      const file = await writeFakePython(scratch, "python3", { version: [3, 12, 1], venv: false })
      await assert.rejects(
        search({ DELTAW_PYTHON: file, PATH: usual }),
        /cannot make virtual environments[\s\S]*python3\.12-venv/,
      )
    })
  })

  it("quotes a DELTAW_PYTHON that does not run", async () => {
    await assert.rejects(
      search({ DELTAW_PYTHON: "/nowhere/python3", PATH: usual }),
      /DELTAW_PYTHON is "\/nowhere\/python3", which is not a Python that runs/,
    )
  })

  it("passes over an old python3 for a newer one with a version in its name", async () => {
    await inScratch(async (scratch) => {
      await writeFakePython(scratch, "python3", { version: [3, 8, 0], venv: true })
      const newer = await writeFakePython(scratch, "python3.11", { version: [3, 11, 2], venv: true })
      assert.deepEqual(await search({ PATH: scratch }), { version: [3, 11, 2], path: newer, venv: true })
    })
  })
})

describe("the port", () => {
  it("that is taken is refused with the way out", async () => {
    const { choosePort } = await bootstrap<Ports>("port.mjs")
    const server = net.createServer()
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as net.AddressInfo
    try {
      await assert.rejects(
        choosePort(String(port)),
        new RegExp(`Port ${port} is taken by another program[\\s\\S]*npm start -- --port N`),
      )
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
    assert.equal(await choosePort(String(port)), port)
  })

  it("is the first free one from 8888 on where none is asked for", async () => {
    const { choosePort } = await bootstrap<Ports>("port.mjs")
    const port = await choosePort(undefined)
    assert.ok(port >= 8888 && port < 8938, String(port))
  })
})

const isDebian = existsSync("/etc/debian_version") && existsSync("/etc/os-release") && process.getuid?.() === 0
const onDebianAsRoot = isDebian && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8")) ? it : it.skip

describe("the browser for the tests", () => {
  it("is the one a setting names; a setting that names no file is refused", async () => {
    const { findBrowser } = await bootstrap<Browsers>("steps/browser.mjs")
    assert.equal(findBrowser({ DELTAW_CHROME: process.execPath }), process.execPath)
    assert.equal(findBrowser({ CHROME_PATH: process.execPath }), process.execPath)
    assert.throws(
      () => findBrowser({ DELTAW_CHROME: "/nowhere/chrome" }),
      /DELTAW_CHROME is "\/nowhere\/chrome", and there is no such file/,
    )
  })

  it("is else looked for on the PATH", async () => {
    const { findBrowser } = await bootstrap<Browsers>("steps/browser.mjs")
    await inScratch(async (scratch) => {
      assert.equal(findBrowser({ PATH: scratch }, "linux"), undefined)
      await writeFiles(scratch, { chromium: "" })
      assert.equal(findBrowser({ PATH: scratch }, "linux"), path.join(scratch, "chromium"))
    })
  })

  onDebianAsRoot("is installed on a Debian build machine, and only there", async () => {
    const { findOrInstallBrowser } = await bootstrap<Browsers>("steps/browser.mjs")
    await inScratch(async (scratch) => {
      const apt = `#!/bin/sh
echo "$*" >> "${scratch}/apt-calls"
if [ "$1" = install ]; then : > "${scratch}/chromium"; fi
`
      await writeFiles(scratch, { "apt-get": apt })
      assert.equal(await findOrInstallBrowser({ PATH: scratch }), undefined)
      assert.equal(existsSync(path.join(scratch, "apt-calls")), false)
      assert.equal(await findOrInstallBrowser({ PATH: scratch, CI: "true" }), path.join(scratch, "chromium"))
      const calls = await readFile(path.join(scratch, "apt-calls"), "utf8")
      assert.equal(calls, "update\ninstall -y --no-install-recommends chromium\n")
    })
  })
})
