import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { uniform } from "../../../lib/numerics/distributions.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import type { Progress } from "../../../lib/numerics/solution.ts"
import { openResultStore } from "../../../lib/runs/result-store.ts"
import { executePlan } from "../../../lib/runs/sweep.ts"
import { timeLeft } from "../../../lib/runs/time-left.ts"
import { countingPlan } from "../../support/counting-sweep.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

const program = fileURLToPath(new URL("../../support/counting-sweep.js", import.meta.url))
const quiet = { onProgress: () => {}, workers: 2 }
const lines = (log: string) => readFileSync(log, "utf8").trim().split("\n").filter(Boolean)

describe("a plan that is executed", function () {
  this.timeout(60_000)

  it("keeps each run as it is done, and computes nothing twice", () =>
    withScratchFolder(async (folder) => {
      const [store, log] = [join(folder, "store"), join(folder, "log")]
      const first = await executePlan(countingPlan(4, log, "drawSlowly", 0), { store, ...quiet })
      assert.match(first.message, /4 of 4 runs of counting are there \(4 computed now\)/)
      const second = await executePlan(countingPlan(6, log, "drawSlowly", 0), { store, ...quiet })
      assert.deepEqual(Array.from(second.table.array("standing") as ArrayLike<string>), [
        ...["stored", "stored", "stored", "stored", "computed", "computed"],
      ])
      assert.deepEqual(second.value.slice(0, 4), first.value)
      assert.equal(lines(log).length, 6)
    }))

  it("counts the last run as well in what its bar says at the end", () =>
    withScratchFolder(async (folder) => {
      const reports: Progress[] = []
      const onProgress = (report: Progress) => void reports.push(report)
      await executePlan(countingPlan(3, join(folder, "log"), "drawSlowly", 0), {
        store: folder,
        workers: 2,
        onProgress,
      })
      const { done, total, detail } = reports.at(-1)!
      assert.deepEqual([done, total, detail], [3, 3, "3 of 3 runs"])
    }))

  it("tells with every run what made it, to the key and the code", () =>
    withScratchFolder(async (folder) => {
      const plan = countingPlan(1, join(folder, "log"), "drawSlowly", 0)
      const { value } = await executePlan(plan, { store: folder, ...quiet })
      const { spec, key: words, code, version, export: name } = value[0]!
      assert.deepEqual([spec, words, name], [plan.runs[0]!.spec, plan.runs[0]!.key.words, "drawSlowly"])
      assert.match(code, /^[0-9a-f]{16}$/)
      assert.match(version, /^\d+\.\d+\.\d+/)
    }))

  it("killed twenty times at any moment loses no run that was kept and doubles none", () =>
    withScratchFolder(async (folder) => {
      const [store, log] = [join(folder, "store"), join(folder, "log")]
      writeFileSync(log, "")
      const moments = uniform(key(3), 20)
      const runs = 200
      let kept = 0
      let inTheMidst = 0
      for (const moment of moments) {
        const child = spawn(process.execPath, [program, String(runs), store, log], { stdio: "ignore" })
        const exit = once(child, "exit")
        await Promise.race([exit, setTimeout(150 + 250 * moment)])
        child.kill("SIGKILL")
        await exit
        const now = openResultStore(store).ids().length
        assert.ok(now >= kept)
        kept = now
        if (now < runs) inTheMidst += 1
      }
      assert.ok(inTheMidst >= 5, `${inTheMidst} of 20`)
      const rest = await executePlan(countingPlan(runs, log), { store, ...quiet })
      const whole = await executePlan(countingPlan(runs, log), { store: join(folder, "again"), ...quiet })
      assert.deepEqual(rest.value, whole.value)
      assert.equal(new Set(rest.value.map(({ id }) => id)).size, runs)
      assert.equal(openResultStore(store).ids().length, runs)
    }))

  it("computes again what lies damaged in the store", () =>
    withScratchFolder(async (folder) => {
      const plan = countingPlan(2, join(folder, "log"), "drawSlowly", 0)
      const { value } = await executePlan(plan, { store: folder, ...quiet })
      const path = join(folder, `${value[1]!.id}.json`)
      writeFileSync(path, readFileSync(path, "utf8").slice(0, 40))
      const again = await executePlan(plan, { store: folder, ...quiet })
      assert.deepEqual(again.value, value)
      assert.equal(again.info.computed, 1)
    }))

  it("hands back the runs that came to their end, and names those that failed", () =>
    withScratchFolder(async (folder) => {
      const plan = countingPlan(5, join(folder, "log"), "failSometimes")
      const { value, status, message } = await executePlan(plan, { store: folder, ...quiet })
      assert.deepEqual(
        value.map(({ result }) => (result as { index: number }).index),
        [0, 1, 3, 4],
      )
      assert.equal(status, "failed")
      assert.match(message, /run 2 failed: no result for 2/)
    }))

  it("counts the runs that were there before in its bar", () =>
    withScratchFolder(async (folder) => {
      const log = join(folder, "log")
      await executePlan(countingPlan(3, log, "drawSlowly", 0), { store: folder, ...quiet })
      const seen: Progress[] = []
      const onProgress = (progress: Progress) => void seen.push(progress)
      await executePlan(countingPlan(4, log, "drawSlowly", 0), { store: folder, workers: 1, onProgress })
      assert.deepEqual([seen[0]!.done, seen[0]!.total], [3, 4])
      assert.equal(seen.at(-1)!.done, 4)
    }))

  it("is refused where two runs are the same, or its name is no name", async () => {
    const plan = countingPlan(2, "log")
    const twice = { ...plan, runs: [plan.runs[0]!, plan.runs[0]!] }
    await assert.rejects(executePlan(twice, quiet), /Runs 0 and 1 of the plan have the same spec and key/)
    await assert.rejects(executePlan({ ...plan, name: "../up" }, quiet), /small letters.*"\.\.\/up"/)
  })
})

describe("the time left", () => {
  it("is told in round words once it can be told", () => {
    assert.equal(timeLeft(1000, 0.5), "")
    assert.equal(timeLeft(10_000, 0), "")
    assert.equal(timeLeft(10_000, 0.5), "about 10 s left")
    assert.equal(timeLeft(60_000, 0.2), "about 4 min left")
    assert.equal(timeLeft(3_600_000, 0.25), "about 3 h 0 min left")
  })
})
