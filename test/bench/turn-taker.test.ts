import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import path from "node:path"
import process from "node:process"
import { writeFiles } from "../support/bootstrap.ts"
import { withScratchFolder } from "../support/scratch-folder.ts"
import { findPinning } from "./pinned-process.ts"
import { startTurnTaker, takeTurns } from "./turn-taker.ts"

const pinning = findPinning()

/** A process that answers with given lines, one for each that it is told, and logs when it was asked. */
const answering = (log: string, [name, ...answers]: readonly string[]) => `
import { appendFileSync } from "node:fs"
import { createInterface } from "node:readline"
const answers = ${JSON.stringify(answers)}
console.log("a warning")
console.log(${JSON.stringify(name)})
createInterface({ input: process.stdin }).on("line", () => {
  appendFileSync(${JSON.stringify(log)}, ${JSON.stringify(name)}.at(-3))
  console.log(answers.shift())
})
`

const turn = (seconds: number) => ({ seconds, processorSeconds: seconds / 2 })
const end = { loss: 0.03, accuracy: 0.87 }
const lines = (name: string, first: number) =>
  [{ name }, turn(first), turn(first + 1), end].map((line) => JSON.stringify(line))

describe("processes that take turns", function () {
  this.timeout(60_000)

  async function started(folder: string, script: string) {
    await writeFiles(folder, { "taker.mjs": script })
    return startTurnTaker(process.execPath, [path.join(folder, "taker.mjs")], pinning, process.env)
  }

  it("go one after the other in each round, and say at the end where they are", async () => {
    await withScratchFolder(async (folder) => {
      const log = path.join(folder, "log")
      const takers = [
        await started(folder, answering(log, lines("side A", 1))),
        await started(folder, answering(log, lines("side B", 5))),
      ]
      try {
        assert.deepEqual(await takeTurns(takers, 2), [
          { name: "side A", turns: [turn(1), turn(2)], end },
          { name: "side B", turns: [turn(5), turn(6)], end },
        ])
      } finally {
        for (const { stop } of takers) stop()
      }
      assert.equal(await readFile(log, "utf8"), "ABABAB")
    })
  })

  it("are refused with the last line of their errors where they cannot start", async () => {
    await withScratchFolder(async (folder) => {
      const failing = `console.error("a trace\\nno module named jax")\nprocess.exit(1)`
      await assert.rejects(started(folder, failing), { message: "no module named jax" })
      await assert.rejects(started(folder, "process.exit(1)"), /ended without a word$/)
      const none = path.join(folder, "no-python")
      await assert.rejects(startTurnTaker(none, [], { core: null, why: "a test" }, process.env), /ENOENT/)
      await assert.rejects(startTurnTaker(none, [], pinning, process.env), /no-python/)
    })
  })

  it("are refused where they end, or say other things than they are asked", async () => {
    await withScratchFolder(async (folder) => {
      const saying = async (...answers: readonly string[]) => {
        const taker = await started(folder, answering(path.join(folder, "log"), ['{"name":"A"}', ...answers]))
        return taker.turn().finally(taker.stop)
      }
      await assert.rejects(saying('{"seconds":1}'), {
        message: 'expected numbers seconds and processorSeconds, got {"seconds":1}',
      })
      await assert.rejects(saying('{"seconds'), { message: 'not a line of JSON: {"seconds' })
      const ending = `console.log('{"name":"A"}')\nprocess.stdin.once("data", () => {\n console.error("diverged")\n process.exit(1)\n})`
      const taker = await started(folder, ending)
      await assert.rejects(taker.turn(), { message: "diverged" })
      await assert.rejects(started(folder, `console.log('{"loss":1}')`), { message: 'expected a name, got {"loss":1}' })
    })
  })
})
