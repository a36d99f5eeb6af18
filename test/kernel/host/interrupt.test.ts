import { deepEqual, equal, match, ok } from "node:assert/strict"
import { type Notebook, openNotebook, sleep, sleepFunction, unstoppableCells } from "../../support/notebook.ts"

describe("an interrupt", () => {
  let notebook: Notebook
  before(async () => {
    notebook = await openNotebook()
    await notebook.run(sleepFunction)
    await notebook.run("let kept = 42; let counter = 0")
  })
  after(() => notebook.close())

  for (const [title, code] of Object.entries(unstoppableCells)) {
    it(`stops ${title} within 1 s and keeps the variables`, async () => {
      const { outcome, stoppedMs } = await notebook.interrupted(code)
      deepEqual(outcome, { status: "stopped" })
      ok(stoppedMs < 1000, `${stoppedMs} ms`)
      equal(await notebook.value("kept"), "42")
    })
  }

  it("works ten times in a row on one child, whatever ran", async function () {
    this.timeout(60_000)
    for (const code of Object.values(unstoppableCells).reverse()) {
      const { outcome } = await notebook.interrupted(code, 50)
      deepEqual(outcome, { status: "stopped" }, code)
    }
    equal(await notebook.value("kept"), "42")
  })

  for (const step of ["await sleep(5)", "await null", "await sleep(5).catch(() => {})"]) {
    it(`ends a loop over \`${step}\` for good: its counter does not change afterwards`, async () => {
      const { outcome } = await notebook.interrupted(`counter = 0; while (true) { counter++; ${step} }`)
      deepEqual(outcome, { status: "stopped" })
      const before = await notebook.value("counter")
      await sleep(1000)
      equal(await notebook.value("counter"), before)
      ok(Number(before) > 0)
    })
  }

  it("ends a loop that catches what its awaits throw", async () => {
    await notebook.interrupted("counter = 0; while (true) { try { await sleep(1) } catch {} counter++ }")
    await sleep(200)
    const before = await notebook.value("counter")
    await sleep(300)
    equal(await notebook.value("counter"), before)
  })

  it("ends loops over asynchronous sequences and runs their finally", async () => {
    await notebook.run(`let cleaned = 0
      async function* ticks() { try { for (;;) { await sleep(5); yield 1 } } finally { cleaned++ } }`)
    await notebook.interrupted("counter = 0; for await (const tick of ticks()) counter += tick")
    await sleep(100)
    const before = await notebook.value("counter")
    await sleep(300)
    equal(await notebook.value("counter"), before)
    equal(await notebook.value("cleaned"), "1")
  })

  it("ends the timers that the cell started", async () => {
    await notebook.interrupted("counter = 0; setInterval(() => { counter++ }, 5); await sleep(1e6)")
    const before = await notebook.value("counter")
    await sleep(200)
    equal(await notebook.value("counter"), before)
  })

  it("stops a cell that waits for what nothing can settle, however much garbage was collected", async () => {
    const litter = "setInterval(() => { counter += new Array(1e6).fill(0).length }, 1)"
    const { outcome } = await notebook.interrupted(`${litter}; await new Promise(() => {})`, 400)
    deepEqual(outcome, { status: "stopped" })
    await notebook.value("counter = 0; for (let i = 0; i < 100; i++) counter += new Array(1e6).fill(0).length; counter")
    equal(await notebook.value("kept"), "42")
  })

  it("lets a cell that minds the stop counter end by itself", async () => {
    const { outcome } = await notebook.interrupted(`
      const { stop } = (globalThis as any)[Symbol.for("Jupyter.host")]
      const seen = Atomics.load(stop, 0)
      while (Atomics.load(stop, 0) === seen) await sleep(5)
      "ended by itself"`)
    equal(outcome.status === "ok" && outcome.result?.data["text/plain"], "'ended by itself'")
  })

  it("stops cells that keep asynchronous contexts of their own", async () => {
    await notebook.run(`import { AsyncLocalStorage, AsyncResource } from "node:async_hooks"
      const own = new AsyncLocalStorage<number>()`)
    for (const code of [
      "own.run(1, () => { for (;;) {} })",
      "await own.run(2, async () => { await sleep(1); for (;;) {} })",
      'new AsyncResource("mine").runInAsyncScope(() => { for (;;) {} })',
      "own.run(3, () => { (function again() { Promise.resolve().then(again) })() }); await sleep(1e6)",
    ]) {
      const { outcome } = await notebook.interrupted(code)
      deepEqual(outcome, { status: "stopped" }, code)
    }
    equal(await notebook.value("own.run(4, () => own.getStore())"), "4")
    equal(await notebook.value("kept"), "42")
  })

  it("survives a timer of an earlier cell that keeps such a context and fires right behind a terminated loop", async () => {
    await notebook.run(`import { AsyncLocalStorage } from "node:async_hooks"
      const ofTimer = new AsyncLocalStorage<number>()
      counter = 0
      const ticking = setInterval(() => ofTimer.run(1, () => { counter++ }), 1)`)
    const { outcome } = await notebook.interrupted("await sleep(1); for (;;) {}")
    deepEqual(outcome, { status: "stopped" })
    await notebook.run("const atStop = counter; await sleep(20); clearInterval(ticking)")
    equal(await notebook.value("counter > atStop"), "true")
    equal(await notebook.value("kept"), "42")
  })

  it("keeps track of the cell that begins right behind a terminated loop: what it writes late is its own", async () => {
    for (const round of [1, 2, 3, 4, 5]) {
      await notebook.interrupted("for (;;) {}", 20)
      await notebook.run(`console.log("at once ${round}"); setTimeout(() => console.log("late ${round}"), 20)`)
      await notebook.run("1")
      const writer = (text: string) =>
        notebook.outputs.find((one) => one.kind === "stream" && one.text.startsWith(text))
      await notebook.until(() => writer(`late ${round}`) !== undefined)
      equal(writer(`late ${round}`)?.request, writer(`at once ${round}`)?.request)
    }
  })

  it("stops only its own cell: the next one awaits as usual", async () => {
    await notebook.interrupted("while (true) await sleep(1)")
    equal(await notebook.value("await sleep(5); [1, 2].map(async (x) => x).length"), "2")
  })

  it("with no cell running ends a timer callback of an earlier cell that spins, and its timer", async () => {
    await notebook.run("counter = 0; setInterval(() => { counter++; for (;;) {} }, 20)")
    await sleep(100)
    await notebook.host.interrupt()
    equal(await notebook.value("counter"), "1")
    await sleep(100)
    equal(await notebook.value("counter"), "1")
  })

  it("given many times at once while nothing runs is answered as often, and keeps the variables", async () => {
    await notebook.run("let kept = 42")
    await Promise.all(Array.from({ length: 20 }, () => notebook.host.interrupt()))
    equal(await notebook.value("kept"), "42")
  })

  it("with nothing running does nothing", async () => {
    await notebook.host.interrupt()
    equal(await notebook.value("kept"), "42")
  })

  it("replaces the child after 2 s where one long native call holds it back, and says so", async function () {
    this.timeout(30_000)
    const { outcome, stoppedMs } = await notebook.interrupted(
      'const long = "[" + "1,".repeat(4e6) + "1]"; for (;;) JSON.parse(long)',
      500,
    )
    if (outcome.status === "stopped") return // V8 found a moment between two calls.
    equal(outcome.status, "died")
    match(outcome.status === "died" ? outcome.message : "", /could not be stopped within 2 s.*variables are lost/)
    ok(stoppedMs < 4000, `${stoppedMs} ms`)
    equal(await notebook.value("typeof kept"), "'undefined'")
  })
})
