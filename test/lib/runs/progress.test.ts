import assert from "node:assert/strict"
import type { Progress } from "../../../lib/numerics/solution.ts"
import { progress } from "../../../lib/runs/progress.ts"
import { barLine, createTerminalBars } from "../../../lib/runs/terminal-bars.ts"

const hostSymbol = Symbol.for("Jupyter.host")

/** What is told to the host while `use` runs. */
async function told(use: () => void | Promise<void>): Promise<Progress[]> {
  const before = Reflect.get(globalThis, hostSymbol)
  const reports: Progress[] = []
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const tell = (_id: string, one: Progress) => void reports.push(one)
  Reflect.set(globalThis, hostSymbol, { display() {}, update() {}, progress: tell, stop })
  try {
    await use()
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, hostSymbol)
    else Reflect.set(globalThis, hostSymbol, before)
  }
  return reports
}

describe("progress through a loop", () => {
  it("hands the items on and tells the first and the last state", async () => {
    const seen: number[] = []
    const reports = await told(() => {
      for (const item of progress([5, 6, 7], { label: "mice" })) seen.push(item)
    })
    assert.deepEqual(seen, [5, 6, 7])
    assert.deepEqual(reports[0], { label: "mice", done: 0, total: 3 })
    assert.deepEqual(reports.at(-1), { label: "mice", done: 3, total: 3 })
  })

  it("counts, and takes asynchronous items, Sets and a total that is told", async () => {
    const reports = await told(async () => {
      let sum = 0
      for (const i of progress(4)) sum += i
      assert.equal(sum, 6)
      for (const _ of progress(new Set(["a"]), { label: "set" }));
      const items = (async function* () {
        yield "a"
      })()
      for await (const text of progress(items, { label: "later", total: 2 })) assert.equal(text, "a")
    })
    const last = (label: string) => reports.findLast((one) => one.label === label)
    assert.deepEqual(last("progress"), { label: "progress", done: 4, total: 4 })
    assert.deepEqual(last("set"), { label: "set", done: 1, total: 1 })
    assert.deepEqual(last("later"), { label: "later", done: 1, total: 2 })
  })

  it("tells where it was left, and closes the iterator of the items", async () => {
    let isClosed = false
    const items = (function* () {
      try {
        for (;;) yield 1
      } finally {
        isClosed = true
      }
    })()
    const reports = await told(() => {
      let count = 0
      for (const _ of progress(items, { total: 10 })) if (++count === 4) break
    })
    assert.deepEqual(reports.at(-1), { label: "progress", done: 3, total: 10 })
    assert.ok(isClosed)
  })

  it("refuses unknown options", () => {
    assert.throws(
      () => progress([], { name: "x" } as object),
      /progress has no option "name"; its options are label, total/,
    )
  })
})

describe("bars on a terminal", () => {
  const terminal = (columns = 200) => {
    let written = ""
    const bars = createTerminalBars(
      (text) => {
        written += text
      },
      () => columns,
    )
    return { bars, written: () => written.replaceAll("\r\x1b[K", "⏎") }
  }

  it("look as in a notebook's text", () => {
    assert.equal(
      barLine({ label: "fit", done: 450, total: 1000, detail: "loss 0.48" }),
      "fit █████████░░░░░░░░░░░ 45 % (450 of 1,000) · loss 0.48",
    )
    assert.equal(barLine({ label: "read", done: 3, total: 0 }), "read 3")
  })

  it("of loops within a loop stand behind its bar on one line, and the line ends with the outermost", () => {
    const { bars, written } = terminal()
    bars.show("a", { label: "mice", done: 1, total: 2 })
    bars.show("b", { label: "fit", done: 1, total: 4 })
    bars.close("b")
    bars.show("a", { label: "mice", done: 2, total: 2 })
    bars.close("a")
    bars.show("c", { label: "next", done: 0, total: 0 })
    const mice = "mice ██████████░░░░░░░░░░ 50 % (1 of 2)"
    const done = `mice ${"█".repeat(20)} 100 % (2 of 2)`
    assert.equal(written(), `⏎${mice}⏎${mice}   fit █████░░░░░░░░░░░░░░░ 25 % (1 of 4)⏎${done}\n⏎next 0`)
  })

  it("are cut to the window, and text comes on lines of its own", () => {
    const { bars, written } = terminal(20)
    bars.show("a", { label: "a long label of a fit", done: 1, total: 2 })
    bars.print("hello")
    assert.equal(written(), "⏎a long label of a f\nhello\n")
  })
})
