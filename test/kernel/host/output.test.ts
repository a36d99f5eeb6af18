import { deepEqual, equal, match, ok } from "node:assert/strict"
import type { HostOutput } from "../../../kernel/host/messages.ts"
import { type Notebook, openNotebook, sleep, sleepFunction } from "../../support/notebook.ts"

describe("output of cells", () => {
  let notebook: Notebook
  beforeEach(async () => {
    notebook = await openNotebook()
    await notebook.run(sleepFunction)
  })
  afterEach(() => notebook.close())

  const displays = () =>
    notebook.outputs.filter((output): output is HostOutput & { kind: "display" } => output.kind === "display")

  it("goes to stdout or stderr as in Node, in order, without colours", async () => {
    await notebook.run(`console.log("a", { b: [1] }); console.error("c"); console.warn("d"); console.dir({ e: 1 })
      console.table([{ f: 1 }]); process.stdout.write("g"); process.stderr.write(new Uint8Array([104]))`)
    const table = "┌─────────┬───┐\n│ (index) │ f │\n├─────────┼───┤\n│ 0       │ 1 │\n└─────────┴───┘\n"
    equal(notebook.text("stdout"), `a { b: [ 1 ] }\n{ e: 1 }\n${table}g`)
    equal(notebook.text("stderr"), "c\nd\nh")
  })

  it("shows at once while synchronous code still runs", async () => {
    const running = notebook.run('console.log("begun"); for (;;) {}')
    await notebook.until(() => notebook.text("stdout") === "begun\n")
    await notebook.host.interrupt()
    await running
  })

  it("carries the request that caused it, also when it comes late", async () => {
    await notebook.run(`setTimeout(() => console.log("timer"), 60)
      sleep(70).then(() => console.log("promise"))
      ;(async () => { await sleep(80); console.error("async") })()`)
    await notebook.run('console.log("next"); await sleep(150)')
    equal(notebook.text("stdout", 2), "timer\npromise\n")
    equal(notebook.text("stderr", 2), "async\n")
    equal(notebook.text("stdout", 3), "next\n")
  })

  it("of native code and other processes is captured at the descriptor", async () => {
    await notebook.run(`import { spawnSync } from "node:child_process"
      import { writeSync } from "node:fs"
      spawnSync(process.execPath, ["-e", "console.log('child'); console.error('of child')"], { stdio: "inherit" })
      writeSync(1, "raw")`)
    equal(notebook.text("stdout", 2), "child\nraw")
    equal(notebook.text("stderr", 2), "of child\n")
  })

  it("of worker threads arrives", async () => {
    await notebook.run(`import { Worker } from "node:worker_threads"
      const worker = new Worker("console.log('from a worker')", { eval: true })
      await new Promise((resolve) => worker.on("exit", resolve)); await sleep(50)`)
    equal(notebook.text("stdout", 2), "from a worker\n")
  })

  it("of a process that a cell started with inherited streams goes under that cell, however late", async () => {
    await notebook.run(`import { fork, spawn } from "node:child_process"
      const late = spawn(process.execPath, ["-e", "process.stdin.resume(); process.stdin.on('end', () => { console.log('late ü'); console.error('late error') })"],
        { stdio: ["pipe", "inherit", "inherit"] })
      const both = spawn(process.execPath, ["-e", "console.log('to stderr')"], { stdio: ["ignore", process.stderr, 1] })
      const ended = new Promise((resolve) => both.on("close", resolve))
      const shape = [late.stdout, late.stderr, late.stdio.slice(1).join(), both.stdout].join()`)
    await notebook.run(
      'console.log("next"); late.stdin!.end(); await new Promise((resolve) => late.on("close", resolve)); await ended',
    )
    equal(notebook.text("stdout", 2), "late ü\n")
    equal(notebook.text("stderr", 2).split("\n").sort().join(), ",late error,to stderr")
    equal(notebook.text("stdout", 3), "next\n")
    equal(await notebook.value("shape"), "',,,,'")
  })

  it("of a forked process and of a worker goes under their cell, and their messages arrive", async () => {
    await notebook.run(`import { fork } from "node:child_process"
      import { writeFileSync } from "node:fs"
      import { tmpdir } from "node:os"
      import { Worker } from "node:worker_threads"
      const file = tmpdir() + "/deltaw-fork-" + process.pid + ".cjs"
      writeFileSync(file, "process.on('message', (text) => { console.log(text); process.send('done', () => process.exit()) })")
      const forked = fork(file)
      const worker = new Worker("require('worker_threads').parentPort.once('message', (text) => console.log(text))", { eval: true })`)
    await notebook.run(`const answers = Promise.all([new Promise((resolve) => forked.on("message", resolve)),
        new Promise((resolve) => forked.on("close", resolve)), new Promise((resolve) => worker.on("exit", resolve))])
      forked.send("from the fork"); worker.postMessage("from the worker"); await answers`)
    await notebook.until(() => notebook.text("stdout", 2).split("\n").length === 3)
    equal(notebook.text("stdout", 2).split("\n").sort().join(), ",from the fork,from the worker")
    equal(notebook.text("stdout", 3), "")
  })

  it("of errors that come after other cells have run goes to the cell that caused them", async () => {
    await notebook.run(`let release = () => {}
      const gate = new Promise<void>((resolve) => { release = resolve })
      gate.then(() => { throw new RangeError("in a promise") })
      ;(async () => { await gate; throw new TypeError("in a function") })()
      import { Worker } from "node:worker_threads"
      const thrower = new Worker("require('worker_threads').parentPort.once('message', () => { throw new Error('in a worker') })", { eval: true })`)
    await notebook.run(
      'release(); thrower.postMessage("go"); await new Promise((resolve) => thrower.on("exit", resolve))',
    )
    await notebook.until(() => notebook.text("stderr", 2).match(/Uncaught/g)?.length === 3)
    match(notebook.text("stderr", 2), /Uncaught RangeError: in a promise/)
    match(notebook.text("stderr", 2), /Uncaught TypeError: in a function/)
    match(notebook.text("stderr", 2), /Uncaught Error: in a worker/)
    equal(notebook.text("stderr", 3), "")
  })

  it("loses nothing in a flood, neither of many nor of long lines", async function () {
    this.timeout(60_000)
    await notebook.run(`for (let i = 0; i < 20_000; i++) console.log(i)
      console.log("é".repeat(3_000_000)); process.stderr.write("x".repeat(1_000_000))`)
    const lines = notebook.text("stdout").split("\n")
    equal(lines.length, 20_002)
    ok(lines.slice(0, 20_000).every((line, index) => line === String(index)))
    equal(lines[20_000], "é".repeat(3_000_000))
    equal(notebook.text("stderr").length, 1_000_000)
  })

  it("of errors in timers and of promises nobody awaits goes to the stderr of their cell; the child lives on", async () => {
    await notebook.run(`let kept = 1; setTimeout(() => { throw new RangeError("in a timer") }, 30)
      Promise.reject(new TypeError("nobody awaits")); 0`)
    await notebook.run("await sleep(100)")
    match(notebook.text("stderr", 2), /Uncaught TypeError: nobody awaits\n {4}at cell-2\.ts/)
    match(notebook.text("stderr", 2), /Uncaught RangeError: in a timer/)
    equal(await notebook.value("kept"), "1")
  })

  it("keeps displays in their place between prints", async () => {
    await notebook.run('console.log("before"); display({ a: 1 }); console.log("after"); display("x", { id: "one" })')
    deepEqual(
      notebook.outputs.map((output) => (output.kind === "stream" ? output.text : output.kind)),
      ["before\n", "display", "after\n", "display"],
    )
    deepEqual(displays().at(-1), {
      kind: "display",
      request: "cell 2",
      data: { "text/plain": "'x'" },
      metadata: {},
      displayId: "one",
      update: false,
    })
    await notebook.run('display("y", { id: "one", update: true })')
    equal(displays().at(-1)?.update, true)
  })

  it("of displays that take time comes before the cell ends", async () => {
    await notebook.run(`const slow = { async [Symbol.for("Jupyter.display")]() { await sleep(50); return { "text/plain": "slow" } } }
      display(slow); 1`)
    deepEqual(
      displays().map(({ data }) => data),
      [{ "text/plain": "slow" }],
    )
  })

  it("refuses unknown options of display", async () => {
    equal(
      await notebook.failure("display(1, { name: 'x' } as any)"),
      'TypeError: display has no option "name"; it takes id, update',
    )
    match(await notebook.failure("display(1, { update: true })"), /display can only update what has an id/)
  })

  it("takes back what the cell has shown, at once or with the next output", async () => {
    await notebook.run("display.clear(); display.clear({ wait: true })")
    const cleared = notebook.outputs.filter(({ kind }) => kind === "clear")
    deepEqual(
      cleared.map((output) => output.kind === "clear" && output.wait),
      [false, true],
    )
    match(
      await notebook.failure("display.clear({ now: true } as any)"),
      /display.clear has no option "now"; it takes wait/,
    )
  })

  it("serves tslab's display", async () => {
    await notebook.run(`import { display, newDisplay } from "tslab"
      display.html("<b>bold</b>"); display.png(new Uint8Array([1, 2])); const one = newDisplay(); one.text("a"); one.text("b")`)
    deepEqual(
      displays().map(({ data, update }) => [data, update]),
      [
        [{ "text/html": "<b>bold</b>" }, false],
        [{ "image/png": "AQI=" }, false],
        [{ "text/plain": "a" }, false],
        [{ "text/plain": "b" }, true],
      ],
    )
    equal(displays()[2]?.displayId, displays()[3]?.displayId)
  })

  it("of progress is throttled, and the last state always shows", async () => {
    await notebook.run(`const { progress } = (globalThis as any)[Symbol.for("Jupyter.host")]
      for (let done = 0; done <= 5000; done++) progress("fit", { label: "fit", done, total: 6000 })`)
    const bars = displays()
    ok(bars.length >= 2 && bars.length < 50, `${bars.length} redraws`)
    equal(new Set(bars.map(({ displayId }) => displayId)).size, 1)
    deepEqual(
      bars.map(({ update }) => update),
      bars.map((_, index) => index > 0),
    )
    match(String(bars.at(-1)?.data["text/plain"]), /5,000 of 6,000/)
    await notebook.run('progress("fit", { label: "fit", done: 1, total: 2 })')
    ok(displays().at(-1)?.displayId !== bars[0]?.displayId)
  })

  it("waits for a promise that is a cell's last value, and tells its failure", async () => {
    equal(await notebook.value("sleep(20).then(() => 7)"), "7")
    await sleep(20)
    equal(await notebook.failure('(async () => { await sleep(1); throw new Error("late") })()'), "Error: late")
    equal(notebook.text("stderr"), "")
  })
})
