import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { readdir, readFile } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { bootstrap, inScratch, runBootstrap, writeFiles } from "../../support/bootstrap.ts"

interface Install {
  readonly dataFolder: (
    options: Record<string, string | true>,
    env: NodeJS.ProcessEnv,
    platform?: NodeJS.Platform,
  ) => string
}

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
      const share = path.join("share", "jupyter")
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
    const { dataFolder } = await bootstrap<Install>("commands/install.mjs")
    const home = os.homedir()
    assert.equal(dataFolder({}, {}, "linux"), path.join(home, ".local", "share", "jupyter"))
    assert.equal(dataFolder({}, { XDG_DATA_HOME: "/data" }, "linux"), path.join("/data", "jupyter"))
    assert.equal(dataFolder({}, {}, "darwin"), path.join(home, "Library", "Jupyter"))
    assert.equal(dataFolder({}, { APPDATA: "/roaming" }, "win32"), path.join("/roaming", "jupyter"))
    assert.equal(
      dataFolder({ "--sys-prefix": true }, { CONDA_PREFIX: "/conda" }),
      path.join("/conda", "share", "jupyter"),
    )
    assert.throws(() => dataFolder({ "--sys-prefix": true }, {}), /neither VIRTUAL_ENV nor CONDA_PREFIX is set/)
  })
})
