import { doesNotMatch, equal, match, ok } from "node:assert/strict"
import { createRequire } from "node:module"
import process from "node:process"
import { createCrashFilter } from "../../../kernel/host/crash-report.ts"
import { deathMessage } from "../../../kernel/host/death.ts"
import { type Notebook, openNotebook, sleepFunction } from "../../support/notebook.ts"

const koffi = createRequire(import.meta.url).resolve("koffi")

describe("the death of the child process", function () {
  this.timeout(60_000)

  let notebook: Notebook
  const heapBefore = process.env.DELTAW_HEAP_MB
  before(() => {
    // The smallest heap that Node itself starts with: it is full within a second.
    process.env.DELTAW_HEAP_MB = "64"
  })
  after(() => {
    if (heapBefore === undefined) delete process.env.DELTAW_HEAP_MB
    else process.env.DELTAW_HEAP_MB = heapBefore
  })
  beforeEach(async () => {
    notebook = await openNotebook()
    await notebook.run(sleepFunction)
  })
  afterEach(() => notebook.close())

  async function deathOf(code: string): Promise<string> {
    const outcome = await notebook.run(code)
    return outcome.status === "died" ? outcome.message : JSON.stringify(outcome)
  }

  const deaths: readonly [string, string, RegExp][] = [
    [
      "of a full heap",
      "const hog: unknown[] = []; for (;;) hog.push(Array.from({ length: 1000 }, () => ({})))",
      /ran out of memory \(JavaScript's heap had reached its limit at \d+ MB\) and ended\. DELTAW_HEAP_MB sets/,
    ],
    [
      "of a full heap in a promise",
      "const hog: unknown[] = []; for (;;) { hog.push(Array.from({ length: 1000 }, () => ({}))); await null }",
      /ran out of memory/,
    ],
    [
      "of a fault in native code",
      `const koffi = require(${JSON.stringify(koffi)}); koffi.decode(8n as any, "int")`,
      /crashed in native code \(SIG(?:SEGV|BUS)\), of Node or of an addon in a package/,
    ],
    ["of an abort", "process.abort()", /aborted \(SIGABRT\)/],
    ["of an illegal instruction", 'process.kill(process.pid, "SIGILL"); await sleep(1e6)', /native code \(SIGILL\)/],
    [
      "by process.exit in the midst of a loop",
      "for (let i = 0; ; i++) if (i === 1e6) process.exit(7)",
      /process\.exit\(7\)/,
    ],
    ["by kill -9", 'process.kill(process.pid, "SIGKILL"); await sleep(1e6)', /was killed \(SIGKILL\)/],
    ["by a signal", 'process.kill(process.pid, "SIGTERM"); await sleep(1e6)', /ended by the signal SIGTERM/],
  ]
  for (const [title, code, cause] of deaths) {
    it(`${title} is told in the cell with what is lost, without Node's report, and the next cell runs`, async function () {
      if (process.platform === "win32" && /SIG/.test(code)) this.skip()
      await notebook.run("let kept = 1")
      const message = await deathOf(code)
      match(message, cause)
      match(message, /All variables are lost, those of all 3 cells that had run in it; a new process/)
      doesNotMatch(notebook.text("stderr"), /stack trace|Last few GCs|FATAL ERROR/)
      equal(await notebook.value("typeof kept"), "'undefined'")
    })
  }

  it("what the cell printed before it died stays, text of native code included", async () => {
    await notebook.run(`import { writeSync } from "node:fs"
      console.log("printed"); writeSync(1, "raw\\n"); writeSync(2, "raw error\\n"); process.abort()`)
    equal(notebook.text("stdout", 2).split("\n").sort().join(), ",printed,raw")
    equal(notebook.text("stderr", 2), "raw error\n")
  })

  it("by an exit in a timer of an ended cell is told there at once, and to the next cell, which does not run", async () => {
    await notebook.run("let kept = 1; setTimeout(() => process.exit(4), 10)")
    await notebook.until(() => /process\.exit\(4\)/.test(notebook.text("stderr", 2)))
    match(await deathOf("kept"), /process\.exit\(4\).*Run the cell again, after those it builds on/)
    equal(await notebook.value("typeof kept"), "'undefined'")
  })

  const ended = `import { Worker } from "node:worker_threads"
      const ended = (code: string, options = {}) => new Promise<string>((resolve) => {
        const worker = new Worker(code, { eval: true, ...options })
        worker.on("error", (error: any) => resolve(error.code ?? error.message)); worker.on("exit", (code) => resolve("exit " + code)) })`

  it("a worker thread that exits or throws ends alone", async () => {
    const ends = `[await ended("process.exit(3)"), await ended("throw new Error('mine')")]`
    equal((await notebook.run(`${ended}\nvar ends = ${ends}`)).status, "ok")
    equal(await notebook.value("ends.join()"), "'exit 3,mine'")
  })

  it("a worker thread that runs out of memory ends alone, or its end is told where Node 24 ends the process with it", async () => {
    const limits = "{ resourceLimits: { maxOldGenerationSizeMb: 16 } }"
    const outcome = await notebook.run(
      `${ended}\nvar end = await ended("const a = []; for (;;) a.push(Array(1000).fill({}))", ${limits})`,
    )
    // nodejs/node#47224; on Node 20 the worker always ends alone.
    if (outcome.status === "died" && Number(process.versions.node.split(".")[0]) > 20) match(outcome.message, /memory/)
    else {
      equal(outcome.status, "ok")
      equal(await notebook.value("end"), "'ERR_WORKER_OUT_OF_MEMORY'")
    }
    equal(await notebook.value("1 + 1"), "2")
  })
})

describe("the sentence about a death", () => {
  const death = { code: null, signal: null, exitCall: null, reason: null, lastWords: "" }

  it("quotes a fatal error of native code", () => {
    const lastWords = "FATAL ERROR: Error::New napi_get_last_error_info\n 1: 0xb7\n"
    match(
      deathMessage({ ...death, signal: "SIGABRT", lastWords }, 1),
      /^The process .* ended with a fatal error: Error::New napi_get_last_error_info\. All variables are lost; a new/,
    )
  })

  it("tells of native memory that has run out", () => {
    const lastWords = "terminate called after throwing an instance of 'std::bad_alloc'\n"
    match(deathMessage({ ...death, signal: "SIGABRT", lastWords }, 1), /ran out of memory and ended\. All/)
  })
})

describe("the report with which Node dies", () => {
  const passing = () => {
    let text = ""
    const filter = createCrashFilter((one) => {
      text += one
    }, 20)
    return { filter, text: () => text }
  }

  it("is left out, and what came before it is not", () => {
    const { filter, text } = passing()
    filter.take("mine\n")
    filter.take("also mine\nFATAL ERROR: no\n")
    filter.take(" 1: 0xb7\n")
    filter.end()
    equal(text(), "mine\nalso mine\n")
  })

  it("of another process is shown after all, in its place", async () => {
    const { filter, text } = passing()
    filter.take("FATAL ERROR: of another\n")
    filter.take("and more\n")
    while (text() === "") await new Promise((resolve) => setTimeout(resolve, 5))
    equal(text(), "FATAL ERROR: of another\nand more\n")
    filter.take("later\n")
    ok(text().endsWith("later\n"))
  })
})
