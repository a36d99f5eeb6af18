import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { readdir, readFile } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { bootstrap, inScratch, runBootstrap, writeFiles } from "../../support/bootstrap.ts"

interface Places {
  readonly userDataFolder: (env: NodeJS.ProcessEnv, platform?: NodeJS.Platform) => string
  readonly jupyterPlaces: (env: NodeJS.ProcessEnv, platform?: NodeJS.Platform) => { data: string; prefix?: string }[]
  readonly readPlace: (argv: string[], env: NodeJS.ProcessEnv) => { data: string; prefix: string | undefined }
}

const share = path.join("share", "jupyter")

describe("deltaw install", () => {
  it("writes a kernelspec that Jupyter can start, with its logos, and the extension", async () => {
    await inScratch(async (scratch) => {
      const { code, output } = await runBootstrap("bin.mjs", ["install", "--prefix", scratch])
      assert.equal(code, 0, output)
      const kernel = path.join(scratch, "share", "jupyter", "kernels", "deltaw")
      assert.deepEqual((await readdir(kernel)).sort(), [
        "kernel.json",
        "logo-32x32.png",
        "logo-64x64.png",
        "logo-svg.svg",
      ])
      const { argv, ...rest } = JSON.parse(await readFile(path.join(kernel, "kernel.json"), "utf8"))
      assert.equal(argv[0], process.execPath)
      assert.ok(path.isAbsolute(argv[1]) && existsSync(argv[1]), argv[1])
      assert.deepEqual(argv.slice(2), ["--connection-file", "{connection_file}"])
      assert.deepEqual(rest, {
        display_name: "TypeScript (Δw)",
        language: "typescript",
        interrupt_mode: "message",
        kernel_protocol_version: "5.5",
        metadata: { debugger: false, supported_encryption: ["curve"] },
      })
      const extension = path.join(scratch, "share", "jupyter", "labextensions", "@deltaw", "jupyterlab")
      const description = JSON.parse(await readFile(path.join(extension, "package.json"), "utf8"))
      assert.ok(existsSync(path.join(extension, description.jupyterlab._build.load)), "the file that JupyterLab loads")
      assert.ok(output.includes(kernel) && output.includes(extension), output)
    })
  })

  it("replaces what an earlier version left, and leaves other kernels alone", async () => {
    await inScratch(async (scratch) => {
      await writeFiles(scratch, {
        [path.join(share, "kernels", "deltaw", "kernel.js")]: "old",
        [path.join(share, "kernels", "other", "kernel.json")]: "{}",
        [path.join(share, "labextensions", "@deltaw", "jupyterlab", "static", "remoteEntry.old.js")]: "old",
      })
      assert.equal((await runBootstrap("bin.mjs", ["install", "--prefix", scratch])).code, 0)
      assert.deepEqual((await readdir(path.join(scratch, share, "kernels"))).sort(), ["deltaw", "other"])
      assert.equal(existsSync(path.join(scratch, share, "kernels", "deltaw", "kernel.js")), false)
      const stale = path.join(scratch, share, "labextensions", "@deltaw", "jupyterlab", "static", "remoteEntry.old.js")
      assert.equal(existsSync(stale), false)
    })
  })

  it("writes into the user's folder without an option, where Jupyter says it is", async () => {
    await inScratch(async (scratch) => {
      assert.equal((await runBootstrap("bin.mjs", ["install"], { env: { JUPYTER_DATA_DIR: scratch } })).code, 0)
      assert.equal(existsSync(path.join(scratch, "kernels", "deltaw", "kernel.json")), true)
    })
  })

  it("knows the folders of each system", async () => {
    const { readPlace, userDataFolder } = await bootstrap<Places>("jupyter-places.mjs")
    const home = os.homedir()
    assert.equal(userDataFolder({}, "linux"), path.join(home, ".local", "share", "jupyter"))
    assert.equal(userDataFolder({ XDG_DATA_HOME: "/data" }, "linux"), path.join("/data", "jupyter"))
    assert.equal(userDataFolder({}, "darwin"), path.join(home, "Library", "Jupyter"))
    assert.equal(userDataFolder({ APPDATA: "/roaming" }, "win32"), path.join("/roaming", "jupyter"))
    const conda = { prefix: "/conda", data: path.join("/conda", share) }
    assert.deepEqual(readPlace(["--sys-prefix"], { CONDA_PREFIX: "/conda" }), conda)
    assert.throws(() => readPlace(["--sys-prefix"], {}), /neither VIRTUAL_ENV nor CONDA_PREFIX is set/)
  })

  it("knows every place where Jupyter looks, each once", async () => {
    const { jupyterPlaces } = await bootstrap<Places>("jupyter-places.mjs")
    await inScratch(async (scratch) => {
      const inside = (...parts: string[]) => path.join(scratch, ...parts)
      await writeFiles(scratch, { [path.join("venv", share, "a")]: "", "path/a": "", "user/a": "" })
      const env = {
        VIRTUAL_ENV: inside("venv"),
        CONDA_PREFIX: inside("missing"),
        JUPYTER_PATH: [inside("path"), inside("venv", share)].join(path.delimiter),
        JUPYTER_DATA_DIR: inside("user"),
      }
      assert.deepEqual(
        jupyterPlaces(env, "win32").map(({ data, prefix }) => [data, prefix]),
        [
          [inside("venv", share), inside("venv")],
          [inside("path"), undefined],
          [inside("user"), undefined],
        ],
      )
    })
  })

  it("says in a sentence where it cannot write", async () => {
    await inScratch(async (scratch) => {
      await writeFiles(scratch, { share: "a file in the way" })
      const { code, output } = await runBootstrap("bin.mjs", ["install", "--prefix", scratch])
      assert.equal(code, 1)
      assert.match(output, /jupyter cannot be written: E[A-Z]+: .*\nSay another place, or do it as who owns it\.\n$/)
    })
  })
})

describe("deltaw uninstall", () => {
  it("removes what install has written, and nothing else", async () => {
    await inScratch(async (scratch) => {
      await writeFiles(scratch, {
        [path.join(share, "kernels", "other", "kernel.json")]: "{}",
        [path.join(share, "labextensions", "@other", "x", "package.json")]: "{}",
      })
      const before = (await readdir(scratch, { recursive: true })).sort()
      assert.equal((await runBootstrap("bin.mjs", ["install", "--prefix", scratch])).code, 0)
      const { code, output } = await runBootstrap("bin.mjs", ["uninstall", "--prefix", scratch])
      assert.equal(code, 0)
      assert.ok(output.includes(path.join(scratch, share, "kernels", "deltaw")), output)
      assert.deepEqual((await readdir(scratch, { recursive: true })).sort(), before)
      const again = await runBootstrap("bin.mjs", ["uninstall", "--prefix", scratch])
      assert.deepEqual(again, { code: 0, output: `There is nothing of Δw in ${path.join(scratch, share)}.\n` })
    })
  })

  it("knows the same places as install, and refuses two at once", async () => {
    const { code, output } = await runBootstrap("bin.mjs", ["uninstall", "--user", "--sys-prefix"])
    assert.equal(code, 1)
    assert.match(output.trim(), /^--user and --sys-prefix exclude each other\./)
  })
})
