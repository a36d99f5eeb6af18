import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { uniform } from "../../../lib/numerics/distributions.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { executeLanes } from "../../../lib/runs/lanes.ts"
import { began, freshMarks, laneModule, laneOf } from "../../support/lane-functions.ts"

const label = "Lanes"
const causes = {
  exit: /worker exited with code: 7/,
  "throw outside": /thrown outside/,
  "reject outside": /rejected outside/,
}

describe("a worker that dies", function () {
  this.timeout(60_000)

  for (const [how, cause] of Object.entries(causes)) {
    it(`by ${how} is replaced, and its lane run again with the same key`, async () => {
      const lanes = [
        laneOf("dieAtFirst", { how, times: 1, marks: freshMarks() }, 11),
        laneOf("dieAtFirst", { how, times: 0, marks: freshMarks() }, 12),
        laneOf("dieAtFirst", { how, times: 2, marks: freshMarks() }, 13),
      ]
      const { value, status } = await executeLanes<number>(lanes, { label, workers: 2 })
      assert.equal(status, "converged")
      assert.deepEqual(
        value.map(({ attempts, result }) => [attempts, result]),
        [2, 1, 3].map((attempts, i) => [attempts, uniform(key(11 + i), 1)[0]]),
      )
    })

    it(`by ${how} again and again is given up after three attempts, with the cause`, async () => {
      const marks = freshMarks()
      const lanes = [laneOf("dieAtFirst", { how, times: 100, marks }), laneOf("echo", { waitMs: 0, tag: 1 })]
      const { value, status } = await executeLanes(lanes, { label, workers: 1 })
      assert.equal(marks[began], 3)
      assert.deepEqual(
        [value[0]!.status, value[0]!.attempts, value[1]!.status, status],
        ["failed", 3, "done", "failed"],
      )
      assert.match(value[0]!.message!, /^Its worker died 3 times, the last time with "/)
      assert.match(value[0]!.message!, cause)
    })
  }

  it("for want of memory does not take the process along, where Node sees it coming", async () => {
    const door = new URL("../../../lib/index.js", import.meta.url).href
    const script = `
      import { executeLanes, key } from ${JSON.stringify(door)}
      const lane = { module: ${JSON.stringify(laneModule)}, export: "growForEver", spec: null, key: key(1) }
      const { value } = await executeLanes([lane], { label: "Lanes", workers: 1 })
      console.log(value[0].attempts, value[0].message)`
    const child = spawn(process.execPath, ["--max-old-space-size=64", "--input-type=module", "-e", script])
    let output = ""
    child.stdout.on("data", (chunk) => (output += String(chunk)))
    const code = await new Promise((resolve) => child.on("close", resolve))
    assert.equal(code, 0)
    assert.match(output, /^3 Its worker died 3 times, the last time with ".*memory/)
  })
})
