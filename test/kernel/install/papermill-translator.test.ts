import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import path from "node:path"
import { bootstrap, inScratch } from "../../support/bootstrap.ts"

interface Papermill {
  readonly papermillStep: (prefix: string) => {
    readonly folders: readonly string[]
    readonly isPresent: () => boolean
    readonly isCurrent: () => boolean
    readonly isMissed: () => boolean
    readonly work: () => Promise<void>
    readonly remove: () => void
  }
}

/** Works with a prefix in which two Pythons have their packages. */
async function inPrefix(
  work: (step: ReturnType<Papermill["papermillStep"]>, folder: string, prefix: string) => Promise<void>,
): Promise<void> {
  const { papermillStep } = await bootstrap<Papermill>("steps/papermill-translator.mjs")
  await inScratch(async (prefix) => {
    const versions =
      process.platform === "win32" ? ["Lib"] : [path.join("lib", "python3.10"), path.join("lib", "python3.13")]
    for (const version of versions) await mkdir(path.join(prefix, version, "site-packages"), { recursive: true })
    const step = papermillStep(prefix)
    assert.equal(step.folders.length, versions.length)
    await work(step, step.folders[0]!, prefix)
  })
}

describe("papermill's part", () => {
  it("is a Python package that pip can list and remove: every file is in its record", async () => {
    await inPrefix(async (step, folder) => {
      assert.equal(step.isCurrent(), false)
      await step.work()
      assert.equal(step.isCurrent(), true)
      const names = await readdir(folder)
      const info = names.find((name) => name.endsWith(".dist-info"))!
      assert.match(info, /^deltaw_papermill-\d+\.\d+\.\d+\.dist-info$/)
      assert.deepEqual(names.sort(), ["deltaw_papermill.py", info].sort())
      const record = (await readFile(path.join(folder, info, "RECORD"), "utf8")).trim().split("\n")
      const expected = [
        "deltaw_papermill.py",
        ...(await readdir(path.join(folder, info))).map((name) => `${info}/${name}`),
      ]
      assert.deepEqual(record.map((line) => line.split(",")[0]).sort(), expected.sort())
      for (const line of record.filter((one) => !one.includes("RECORD"))) {
        const [name = "", hash, size] = line.split(",")
        const content = await readFile(path.join(folder, name))
        assert.equal(hash, `sha256=${createHash("sha256").update(content).digest("base64url")}`)
        assert.equal(Number(size), content.length)
      }
    })
  })

  it("takes the place of an earlier version, and is removed without a trace", async () => {
    await inPrefix(async (step, folder) => {
      await mkdir(path.join(folder, "deltaw_papermill-0.0.1.dist-info"))
      await writeFile(path.join(folder, "other.py"), "")
      await step.work()
      assert.equal(step.isCurrent(), true)
      assert.equal(existsSync(path.join(folder, "deltaw_papermill-0.0.1.dist-info")), false)
      await writeFile(path.join(folder, "deltaw_papermill.py"), "changed")
      assert.deepEqual([step.isPresent(), step.isCurrent()], [true, false])
      step.remove()
      assert.equal(step.isPresent(), false)
      assert.deepEqual(await readdir(folder), ["other.py"])
    })
  })

  it("is missed where papermill is there without it, and needs no Python at all", async () => {
    await inPrefix(async (step, folder) => {
      assert.equal(step.isMissed(), false)
      await mkdir(path.join(folder, "papermill"))
      assert.equal(step.isMissed(), true)
      await step.work()
      assert.equal(step.isMissed(), false)
    })
    const { papermillStep } = await bootstrap<Papermill>("steps/papermill-translator.mjs")
    const nowhere = papermillStep(path.join("/", "no", "such", "prefix"))
    assert.deepEqual([nowhere.folders, nowhere.isPresent(), nowhere.isMissed()], [[], false, false])
  })
})
