import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { uniform } from "../../../../lib/numerics/distributions.ts"
import { key, split } from "../../../../lib/numerics/random-key.ts"
import { openResultStore } from "../../../../lib/runs/result-store.ts"
import { toStoredJson } from "../../../../lib/runs/stored-json.ts"
import { richLazyTable } from "../../../../lib/studies/rich-lazy/result-table.ts"
import { withScratchFolder } from "../../../support/scratch-folder.ts"
import { executeTiny, tinyPlan } from "../../../support/tiny-rich-lazy.ts"

const program = fileURLToPath(new URL("../../../support/tiny-rich-lazy.js", import.meta.url))
const [seeds, kills] = [9, 20]

const countIn = (store: string) => openResultStore(store).ids().length

/** Which file holds each run: another inode is another writing. */
function filesOf(store: string): ReadonlyMap<string, number> {
  return new Map(
    openResultStore(store)
      .ids()
      .map((id) => [id, statSync(join(store, `${id}.json`)).ino]),
  )
}

/** Kills a sweep once it has kept so many runs more, and then a while later; by what has happened, so that a slow machine has the same moments. */
async function killAfter(child: ChildProcess, store: string, more: number, pauseMs: number): Promise<void> {
  const exit = once(child, "exit")
  const before = countIn(store)
  while (child.exitCode === null && countIn(store) < before + more) await setTimeout(2)
  await setTimeout(pauseMs)
  child.kill("SIGKILL")
  await exit
}

describe("a sweep of the rank study @long", function () {
  this.timeout(600_000)

  it("killed twenty times at seeded moments loses and doubles no run, and its table is that of an uninterrupted one to the bit", () =>
    withScratchFolder(async (folder) => {
      const [store, whole] = [join(folder, "killed"), join(folder, "whole")]
      const total = tinyPlan(seeds).runs.length
      const [counts, pauses] = split(key(7), 2).map((one) => uniform(one, kills))
      let kept = filesOf(store)
      let inTheMidst = 0
      for (let i = 0; i < kills; i++) {
        const child = spawn(process.execPath, [program, String(seeds), store], { stdio: "ignore" })
        await killAfter(child, store, 1 + Math.floor(2 * counts![i]!), 40 * pauses![i]!)
        const now = filesOf(store)
        for (const [id, inode] of kept) assert.equal(now.get(id), inode, `run ${id} was lost or computed again`)
        for (const id of now.keys()) assert.ok(openResultStore(store).read(id) !== null, `run ${id} is damaged`)
        if (child.signalCode === "SIGKILL" && now.size > kept.size && now.size < total) inTheMidst += 1
        kept = now
      }
      assert.ok(inTheMidst >= 18, `${inTheMidst} of ${kills}`)

      const [rest, uninterrupted] = [await executeTiny(seeds, store), await executeTiny(seeds, whole)]
      assert.deepEqual([rest.info.stored, rest.info.computed], [kept.size, total - kept.size])
      const ids = uninterrupted.value.map(({ id }) => id)
      assert.deepEqual([...openResultStore(store).ids()].sort(), [...ids].sort())
      for (const id of ids) {
        const [one, other] = [store, whole].map((place) => readFileSync(join(place, `${id}.json`)))
        assert.ok(one!.equals(other!), `run ${id} differs`)
      }
      const [table, expected] = [rest, uninterrupted].map(({ value }) => toStoredJson(richLazyTable(value).objects()))
      assert.equal(table, expected)
    }))
})
