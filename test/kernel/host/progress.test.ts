import { deepEqual, equal, match, ok } from "node:assert/strict"
import type { HostOutput } from "../../../kernel/host/messages.ts"
import { type Notebook, openNotebook, sleepFunction } from "../../support/notebook.ts"

describe("progress in cells", () => {
  let notebook: Notebook
  beforeEach(async () => {
    notebook = await openNotebook()
    await notebook.run(sleepFunction)
  })
  afterEach(() => notebook.close())

  type Display = HostOutput & { kind: "display" }
  const displays = () => notebook.outputs.filter((output): output is Display => output.kind === "display")
  const text = ({ data }: Display) => String(data["text/plain"])

  /** The bars as they stand on the page: the last text under each id, in the order of their first. */
  function bars(): string[] {
    const shown = new Map<string, string>()
    for (const display of displays()) shown.set(display.displayId!, text(display))
    return [...shown.values()]
  }

  it("shows a bar while items are gone through, hands them on, and keeps the full bar", async () => {
    equal(
      await notebook.value('let sum = 0; for (const x of progress([1, 2, 3], { label: "mice" })) sum += x; sum'),
      "6",
    )
    match(text(displays()[0]!), /^mice ░{20} 0 % \(0 of 3\)$/)
    deepEqual(bars(), ["mice ████████████████████ 100 % (3 of 3)"])
    deepEqual(
      displays().map(({ update }) => update),
      displays().map((_, index) => index > 0),
    )
  })

  it("takes Sets, Maps, generators with a total, and counts", async () => {
    await notebook.run(`
      for (const _ of progress(new Set([1, 2]), { label: "set" })) {}
      for (const [key] of progress(new Map([["a", 1]]), { label: "map" })) key
      for (const _ of progress((function* () { yield 1; yield 2 })(), { label: "some", total: 4 })) {}
      for (const _ of progress((function* () { yield 1 })(), { label: "unknown" })) {}
      const seen: number[] = []
      for (const i of progress(3, { label: "count" })) seen.push(i)`)
    const full = "█".repeat(20)
    deepEqual(bars(), [
      `set ${full} 100 % (2 of 2)`,
      `map ${full} 100 % (1 of 1)`,
      `some ${"█".repeat(10)}${"░".repeat(10)} 50 % (2 of 4)`,
      "unknown 1",
      `count ${full} 100 % (3 of 3)`,
    ])
    equal(await notebook.value("seen.join()"), "'0,1,2'")
  })

  it("takes asynchronous items for `for await`, and promises in a list", async () => {
    await notebook.run(`
      async function* spikes() { for (let i = 0; i < 3; i++) { await sleep(1); yield i } }
      for await (const _ of progress(spikes(), { label: "spikes", total: 3 })) {}
      const late: number[] = []
      for await (const n of progress([sleep(1).then(() => 1), sleep(2).then(() => 2)], { label: "late" })) late.push(n)`)
    deepEqual(
      bars().map((bar) => bar.replace(/[█░]+ /, "")),
      ["spikes 100 % (3 of 3)", "late 100 % (2 of 2)"],
    )
    equal(await notebook.value("late.join()"), "'1,2'")
  })

  it("is drawn about ten times a second however many items there are, and says where a loop was left", async () => {
    await notebook.run('for (const i of progress(1_000_000, { label: "fast" })) if (i === 500_000) break')
    ok(displays().length < 100, `${displays().length} redraws`)
    match(bars()[0]!, /^fast █{10}░{10} 50 % \(500,000 of 1,000,000\) · ended early$/)
  })

  it("says where a cell that throws came to, and the iterator of the items is closed", async () => {
    await notebook.run(`let closed = 0
      const items = (function* () { try { for (;;) yield 1 } finally { closed += 1 } })()`)
    equal(
      await notebook.failure('for (const x of progress(items, { label: "run", total: 8 })) throw new Error("no")'),
      "Error: no",
    )
    equal(await notebook.value("closed"), "1")
    match(bars()[0]!, /^run ░{20} 0 % \(0 of 8\) · ended early$/)
  })

  const stopped: Readonly<Record<string, string>> = {
    "in a synchronous loop": 'for (const _ of progress(10, { label: "stop" })) { if (_ === 4) for (;;) {} }',
    "while it waits": 'for (const i of progress(10, { label: "stop" })) if (i === 4) await sleep(1e6)',
    "in a library that heeds the stop counter": `const host = (globalThis as any)[Symbol.for("Jupyter.host")]
      host.progress("fit 1", { label: "stop", done: 4, total: 10 })
      const before = Atomics.load(host.stop, 0); while (Atomics.load(host.stop, 0) === before) {}`,
  }
  for (const [title, code] of Object.entries(stopped)) {
    it(`says that it was stopped ${title}`, async () => {
      const running = notebook.run(code)
      await notebook.until(() => displays().length > 0)
      await notebook.host.interrupt()
      await running
      match(bars()[0]!, /^stop █{8}░{12} 40 % \(4 of 10\) · stopped$/)
    })
  }

  it("draws loops within a loop as one bar, that of the latest", async () => {
    await notebook.run(`for (const epoch of progress(3, { label: "epochs" }))
      for (const batch of progress(5, { label: "batches" })) if (epoch === 2 && batch === 1) break`)
    deepEqual(bars(), [
      "epochs ████████████████████ 100 % (3 of 3)",
      "batches ████░░░░░░░░░░░░░░░░ 20 % (1 of 5) · ended early",
    ])
  })

  it("draws fits of the library within a loop as one bar, unless they run at the same time", async () => {
    await notebook.run(`const { progress: tell } = (globalThis as any)[Symbol.for("Jupyter.host")]
      for (const mouse of progress(2, { label: "mice" }))
        for (let done = 0; done <= 3; done++) tell("fit " + mouse, { label: "fit", done, total: 3 })`)
    deepEqual(
      bars().map((bar) => bar.replace(/[█░]+ /, "")),
      ["mice 100 % (2 of 2)", "fit 100 % (3 of 3)"],
    )
    await notebook.run(`for (const _ of progress(1, { label: "both" })) for (let done = 0; done <= 2; done++)
      for (const fit of ["a", "b"]) tell(fit, { label: "at once", done: fit === "a" ? done : done / 2, total: 2 })`)
    const both = bars()
      .slice(3)
      .map((bar) => bar.replace(/[█░]+ /, ""))
    deepEqual(both.sort(), ["at once 100 % (2 of 2)", "at once 50 % (1 of 2)"])
  })

  it("shows a bar that is told by hand, with a detail, and what is told after its end is left out", async () => {
    await notebook.run(`const bar = progress.start("fit", 200)
      bar.report(50, "loss 0.5"); bar.report(100, "loss 0.4"); bar.finish(); bar.report(150); bar.finish()
      const open = progress.start("counted"); open.report(12); open.finish()
      { using scoped = progress.start("scoped", 2); scoped.report(2) }`)
    deepEqual(bars(), [
      "fit ██████████░░░░░░░░░░ 50 % (100 of 200) · loss 0.4 · ended early",
      "counted 12",
      "scoped ████████████████████ 100 % (2 of 2)",
    ])
  })

  it("goes on under its own cell where the work goes on in the background", async () => {
    await notebook.run(
      `(async () => { for await (const _ of progress([sleep(50), sleep(150)], { label: "behind" })) {} })(); 0`,
    )
    const cell = displays()[0]!.request
    await notebook.run("1")
    await notebook.until(() => /100 %/.test(bars()[0]!))
    ok(displays().every(({ request }) => request === cell))
  })

  const refused: readonly [string, string][] = [
    ["progress(null as any)", "TypeError: progress takes what can be looped over, or a count, not null"],
    ["progress({ a: 1 } as any)", "TypeError: progress takes what can be looped over, or a count, not { a: 1 }"],
    ["progress(1.5)", "TypeError: progress counts to a whole number, not 1.5"],
    ["progress([], { name: 'x' } as any)", 'TypeError: progress has no option "name"; it takes label, total'],
    ["progress([], { label: 3 } as any)", "TypeError: the label of a bar is a string, not 3"],
    ["progress([], { total: -1 })", "TypeError: the total of a bar is a count, not -1"],
    ["progress.start(3 as any)", "TypeError: the label of a bar is a string, not 3"],
    ["progress.start('a', 2).report('b' as any)", "TypeError: a bar is told a number of units, not 'b'"],
  ]
  for (const [code, message] of refused) {
    it(`refuses ${code}, and says what it takes`, async () => {
      equal(await notebook.failure(code), message)
    })
  }
})
