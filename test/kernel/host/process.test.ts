import { equal, match, ok, rejects } from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import process from "node:process"
import { startHost } from "../../../kernel/host/supervisor.ts"
import { type Notebook, openNotebook, sleep, sleepFunction } from "../../support/notebook.ts"

describe("the child process", () => {
  let notebook: Notebook
  beforeEach(async () => {
    notebook = await openNotebook()
    await notebook.run(sleepFunction)
  })
  afterEach(() => notebook.close())

  async function deathOf(code: string): Promise<string> {
    const outcome = await notebook.run(code)
    return outcome.status === "died" ? outcome.message : JSON.stringify(outcome)
  }
  const childId = async () => Number(await notebook.value("process.pid"))

  it("killed in the midst of a cell is reported in the cell, and the next cell runs", async () => {
    const id = await childId()
    const running = deathOf("await sleep(1e6)")
    await sleep(50)
    process.kill(id, "SIGKILL")
    match(await running, /ended|killed/)
    match(await running, /All variables are lost/)
    equal(await notebook.value("1 + 1"), "2")
  })

  it("that kills itself is reported, without what Node says to a debugger", async () => {
    match(await deathOf("process.kill(process.pid, 'SIGKILL'); await sleep(1e6)"), /All variables are lost/)
    equal(notebook.text("stderr"), "")
  })

  it("killed between two cells is told to the next one, which does not run on lost variables", async () => {
    process.kill(await childId(), "SIGKILL")
    await notebook.until(() => /variables are lost/.test(notebook.text("stderr")))
    match(await deathOf("1 + 1"), /variables are lost/)
    equal(await notebook.value("1 + 1"), "2")
  })

  it("ended by process.exit is reported with the code, after exit handlers ran", async () => {
    const message = await deathOf('process.on("exit", () => console.log("handled")); process.exit(3)')
    match(message, /^The cell called process\.exit\(3\)/)
    equal(notebook.text("stdout"), "handled\n")
    equal(notebook.text("stderr"), "")
    equal(await notebook.value("1 + 1"), "2")
  })

  it("that aborts is reported", async () => {
    match(await deathOf("process.abort()"), /^The process that runs the cells .*ended/)
    equal(await notebook.value("1 + 1"), "2")
  })

  for (const [title, code] of Object.entries({
    "while nothing runs": "1",
    "with timers, sockets and workers open": `
      import { createServer } from "node:net"
      import { Worker } from "node:worker_threads"
      setInterval(() => {}, 10)
      createServer().listen(0)
      new Worker("setInterval(() => {}, 10)", { eval: true })
      await sleep(50)`,
  })) {
    it(`is gone within 1 s of a close ${title}`, async () => {
      await notebook.run(code)
      await closesInTime(await childId())
    })
  }

  it("is gone within 1 s of a close while a cell spins", async () => {
    const id = await childId()
    const running = notebook.run("for (;;) {}")
    await sleep(100)
    await closesInTime(id)
    equal((await running).status, "died")
  })

  it("takes along what a cell has started", async function () {
    if (process.platform === "win32") this.skip()
    const id = Number(await notebook.value('import { spawn } from "node:child_process"; spawn("sleep", ["1000"]).pid'))
    ok(isAlive(id))
    await notebook.close()
    for (let tries = 0; isAlive(id) && tries < 100; tries += 1) await sleep(20)
    ok(!isAlive(id))
  })

  async function closesInTime(id: number): Promise<void> {
    const start = performance.now()
    await notebook.close()
    ok(performance.now() - start < 1000, `${performance.now() - start} ms`)
    ok(!isAlive(id))
  }

  it("is gone within 2 s of a kill -9 of the front process, even while a cell spins", async () => {
    const supervisor = new URL("../../../kernel/host/supervisor.js", import.meta.url).href
    const javascript = "console.log(process.pid); await new Promise((go) => setTimeout(go, 20)); for (;;) {}"
    const front = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `const { startHost } = await import(${JSON.stringify(supervisor)})
         const host = await startHost({ folder: ".", onOutput: ({ text }) => process.stdout.write(text) })
         await host.evaluate({ request: "1", javascript: ${JSON.stringify(javascript)}, sourceName: "cell-1.ts" })`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    )
    const id = Number(await firstOutput(front))
    await sleep(200)
    ok(isAlive(id))
    front.kill("SIGKILL")
    const start = performance.now()
    while (isAlive(id) && performance.now() - start < 2000) await sleep(20)
    ok(!isAlive(id))
  })

  it("needs a folder that exists", async () => {
    await rejects(startHost({ folder: "/no/such/folder", onOutput() {} }), /"\/no\/such\/folder"/)
  })
})

function firstOutput(front: ChildProcess): Promise<string> {
  return new Promise((resolve) => front.stdout?.once("data", (chunk) => resolve(String(chunk))))
}

/** A zombie, which waits for a slow init to read its exit code, is dead. */
function isAlive(id: number): boolean {
  try {
    process.kill(id, 0)
    return process.platform !== "linux" || !/\) Z /.test(readFileSync(`/proc/${id}/stat`, "utf8"))
  } catch {
    return false
  }
}
