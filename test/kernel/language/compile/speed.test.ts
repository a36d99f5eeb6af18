import { ok } from "node:assert/strict"
import { execFileSync } from "node:child_process"
import process from "node:process"
import { type Notebook, openNotebook } from "../../../support/notebook.ts"

const loop = "let sum = 0; for (let i = 0; i < 1e8; i++) sum += i"
const timed = (body: string) => `const start = performance.now(); ${body}; String(performance.now() - start)`

describe("a loop of 1e8 additions", function () {
  this.timeout(60_000)
  let notebook: Notebook
  let inNodeMs = 0
  before(async () => {
    notebook = await openNotebook()
    const script = `function loop() { ${loop}; return sum }; ${timed("loop()").replace("String", "console.log")}`
    inNodeMs = best(() => Number(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" })))
  })
  after(() => notebook.close())

  /** The least of a few runs: whatever else the machine does only adds. */
  async function bestOf(body: string): Promise<number> {
    const durations: number[] = []
    for (let run = 0; run < 5; run += 1) {
      durations.push(Number((await notebook.value(timed(body)))?.replaceAll("'", "")))
    }
    return Math.min(...durations)
  }

  for (const [title, body] of [
    ["inside a block", `{ ${loop} }`],
    ["inside a function", `function loop() { ${loop}; return sum }; loop()`],
    [
      "inside an async function that awaits now and then",
      `
      await (async () => { let sum = 0; for (let i = 0; i < 100; i++) { await null; for (let j = 0; j < 1e6; j++) sum += j } })()`,
    ],
  ] as const) {
    it(`${title} takes at most 1.5 times what plain node takes`, async () => {
      const inCellMs = await bestOf(body)
      ok(inCellMs <= 1.5 * inNodeMs, `${inCellMs} ms in a cell, ${inNodeMs} ms in node`)
    })
  }

  it("into a top-level variable takes at most 1.5 s", async () => {
    const inCellMs = await bestOf("let total = 0; for (let i = 0; i < 1e8; i++) total += i")
    ok(inCellMs <= 1500, `${inCellMs} ms`)
  })
})

function best(measure: () => number): number {
  return Math.min(...Array.from({ length: 5 }, measure))
}
