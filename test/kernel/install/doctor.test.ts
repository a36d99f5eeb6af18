import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import path from "node:path"
import { inScratch, runBootstrap } from "../../support/bootstrap.ts"
import { blasIsSetUp, installedBlas } from "../../support/installed-blas.ts"

/** An environment in which Jupyter finds the folder alone, and no BLAS is measured. */
const alone = (folder: string) => ({
  ...{ DELTAW_BLAS: "none", JUPYTER_DATA_DIR: folder, JUPYTER_PATH: "", VIRTUAL_ENV: "", CONDA_PREFIX: "" },
  DELTAW_TFJS_NODE: "/nowhere",
})

describe("deltaw doctor", () => {
  it("says what the engine has to work with", async () => {
    const { code, output } = await runBootstrap("bin.mjs", ["doctor"], { env: alone("/nowhere") })
    assert.equal(code, 0)
    const titles = output.split("\n").map((line) => line.slice(0, 12).trim())
    assert.deepEqual(titles, ["Δw", "Processor", "Memory", "WebAssembly", "BLAS", "TensorFlow", "Jupyter", ""])
    assert.match(output, /^TensorFlow {2}no native one, which is optional; deltaw setup tfjs-node builds it$/m)
    assert.match(output, /^Jupyter {5}knows no kernel of Δw; deltaw install makes it known$/m)
  })

  it("says what Jupyter starts, ends with 1 where that cannot start, and mends it", async () => {
    await inScratch(async (scratch) => {
      const env = alone(scratch)
      await runBootstrap("bin.mjs", ["install"], { env })
      const well = await runBootstrap("bin.mjs", ["doctor"], { env })
      assert.equal(well.code, 0)
      assert.ok(well.output.includes(`Jupyter     ${scratch} starts this copy of Δw\n`), well.output)

      const file = path.join(scratch, "kernels", "deltaw", "kernel.json")
      const moved = (await readFile(file, "utf8")).replace(process.execPath, "/moved/node")
      await writeFile(file, moved)
      const sick = await runBootstrap("bin.mjs", ["doctor"], { env })
      assert.equal(sick.code, 1)
      assert.ok(
        sick.output.includes(`${scratch}: the kernel starts Node at /moved/node, which is not there.`),
        sick.output,
      )
      assert.match(sick.output, /deltaw doctor --fix mends what Jupyter starts\.\n$/)
      assert.equal(await readFile(file, "utf8"), moved)

      const mended = await runBootstrap("bin.mjs", ["doctor", "--fix", "--json"], { env })
      assert.equal(mended.code, 0, mended.output)
      assert.deepEqual(JSON.parse(mended.output).jupyter, [
        { folder: scratch, starts: "this copy of Δw", problems: [] },
      ])
      assert.match((await runBootstrap("bin.mjs", ["doctor", "--fix"], { env })).output, /starts this copy of Δw\n$/)
    })
  }).timeout(30_000)

  it("prints everything as JSON where it is asked to", async () => {
    const { code, output } = await runBootstrap("bin.mjs", ["doctor", "--json"], { env: alone("/nowhere") })
    assert.equal(code, 0)
    const { engine } = JSON.parse(output)
    assert.equal(engine.node, process.versions.node)
    assert.equal(engine.blas.reason, "DELTAW_BLAS is none")
  })

  it("ends with 1 where something has to be mended, says what, and what is well beside it", async () => {
    const { code, output } = await runBootstrap("bin.mjs", ["doctor"], {
      env: { ...alone("/nowhere"), DELTAW_BLAS: "/no/such.so" },
    })
    assert.equal(code, 1)
    assert.match(output, /^Processor /m)
    assert.match(output, /^DELTAW_BLAS is "\/no\/such\.so", which is not a file\. Accepted are .*\nMend it and run/m)
  })

  it("refuses what it does not know", async () => {
    const { code, output } = await runBootstrap("bin.mjs", ["doctor", "--anew"])
    assert.equal(code, 1)
    assert.equal(output.trim(), 'Unknown option "--anew".\nAllowed: --fix, --fresh, --json, --help.')
  })

  it("says how it is used", async () => {
    const { code, output } = await runBootstrap("bin.mjs", ["doctor", "--help"])
    assert.equal(code, 0)
    assert.match(output, /--fresh measures the BLAS libraries anew; --json prints/)
  })

  const blas = installedBlas()
  if (blas === null) {
    it("finds no BLAS here, as set-up has not been run", () => assert.equal(blasIsSetUp(), false))
    return
  }

  it("measures a BLAS once, keeps that in the cache, and measures anew where it is asked to", async () => {
    await inScratch(async (scratch) => {
      const env = { ...alone(scratch), DELTAW_BLAS: blas, DELTAW_CACHE: scratch }
      const doctor = async (...args: string[]) => {
        const { output } = await runBootstrap("bin.mjs", ["doctor", "--json", ...args], { env })
        return JSON.parse(output).engine.blas
      }
      const first = await doctor()
      assert.equal(first.cache.use, "written")
      assert.equal(path.dirname(path.dirname(first.cache.file)), scratch)
      assert.ok(existsSync(first.cache.file))
      assert.equal(first.candidates[0].path, blas)
      const second = await doctor()
      assert.equal(second.cache.use, "read")
      assert.deepEqual(second.candidates, first.candidates)
      assert.equal((await doctor("--fresh")).cache.use, "written")
    })
  }).timeout(60_000)
})
