import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdir, readFile, truncate, utimes, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { execPath } from "node:process"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { crossValidate } from "../../../../lib/inference/evaluation/cross-validate.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { withScratchFolder } from "../../../support/scratch-folder.ts"
import { smallCohort } from "../../../support/small-cohort.ts"
import { storedEvaluation } from "../../../support/stored-evaluation.ts"

const cohort = smallCohort(4, 120)
const ladder = [learners.staticGlm(), learners.dnnGlm({ hiddenUnits: 4, epochs: 10, initialScale: 0.05 })]
const options = { key: key(3), folds: 2, seeds: 2, workers: 1, resamples: 100 }
const evaluate = (store: string, more: object = {}) => crossValidate(cohort, ladder, { ...options, store, ...more })
const lines = async (folder: string) => (await readdir(folder)).filter((file) => file.endsWith(".jsonl"))

describe("a folder of finished fits", () => {
  it("gives back to the bit what was computed, one line of JSON a fit, and nothing is computed again", () =>
    withScratchFolder(async (folder) => {
      const plain = await crossValidate(cohort, ladder, options)
      const once = await evaluate(folder)
      const again = await evaluate(folder)
      assert.deepEqual([once.info.restored, again.info.restored, again.info.runs], [0, 6, 6])
      assert.deepEqual(once.value.rows, plain.value.rows)
      assert.deepEqual(again.value.rows, plain.value.rows)
      const files = await lines(folder)
      assert.equal(files.length, 6)
      for (const file of files) {
        const text = await readFile(join(folder, file), "utf8")
        assert.match(text, /^\{.*\}\n$/)
        assert.match(JSON.parse(text).run.code, /^[0-9a-f]{16}$/)
      }
    }))

  it("serves other comparisons that share a fit, and none that differ in key, options or trials", () =>
    withScratchFolder(async (folder) => {
      await evaluate(folder)
      const alone = await crossValidate(cohort, [ladder[1]!], { ...options, store: folder })
      assert.deepEqual([alone.info.restored, alone.info.runs], [4, 4])
      const restored = async (more: object, animals = cohort, list = ladder) =>
        (await crossValidate(animals, list, { ...options, store: folder, ...more })).info.restored
      assert.equal(await restored({ key: key(4), seeds: 1 }), 0)
      assert.equal(await restored({ seeds: 1 }, cohort, [learners.dnnGlm({ hiddenUnits: 4, epochs: 11 })]), 0)
      const choice = cohort[0]!.choice.map((y, t) => (t === 5 ? 1 - y : y))
      assert.equal(await restored({ seeds: 1 }, [{ ...cohort[0]!, choice }, ...cohort.slice(1)]), 0)
    }))

  it("computes again what is torn or was written for something else", () =>
    withScratchFolder(async (folder) => {
      const whole = await evaluate(folder)
      const [torn, foreign] = (await lines(folder)).map((file) => join(folder, file))
      await truncate(torn!, 100)
      await writeFile(foreign!, (await readFile(foreign!, "utf8")).replace('"run":{', '"run":{"other":1,'))
      const again = await evaluate(folder)
      assert.equal(again.info.restored, 4)
      assert.deepEqual(again.value.rows, whole.value.rows)
      assert.equal((await evaluate(folder)).info.restored, 6)
      await utimes(torn!, 0, 0) // When a file was written does not matter.
      assert.equal((await evaluate(folder)).info.restored, 6)
    }))

  it("of a process that was killed outright holds all fits but the one it was at, and the rest gives the same bits", () =>
    withScratchFolder(async (folder) => {
      const program = fileURLToPath(new URL("../../../support/stored-evaluation.js", import.meta.url))
      const child = spawn(execPath, [program, folder], { stdio: "ignore" })
      const ended = once(child, "exit")
      while ((await lines(folder)).length < 2 && child.exitCode === null) await setTimeout(2)
      child.kill("SIGKILL")
      await ended
      const left = (await lines(folder)).length
      assert.ok(left >= 2 && left < 10, `${left} of 10 fits`)
      const resumed = await storedEvaluation(folder)
      assert.deepEqual([resumed.info.restored, resumed.status], [left, "converged"])
      assert.deepEqual(resumed.value.rows, (await storedEvaluation()).value.rows)
    }))
})
