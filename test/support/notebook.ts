import { tmpdir } from "node:os"
import { inspect } from "node:util"
import type { Host, HostOptions, HostOutput, InputQuestion, Outcome, RunnableCell } from "../../kernel/host/messages.ts"
import { startHost } from "../../kernel/host/supervisor.ts"
import { compileCell, createCellState } from "../../kernel/language/compile/compile-cell.ts"

/** Cells run in a real child process, without sockets and type service. */
export interface Notebook {
  readonly host: Host
  /** Everything written and shown so far. */
  readonly outputs: readonly HostOutput[]
  /** Everything that cells have asked so far. */
  readonly questions: readonly InputQuestion[]
  /** Request of the latest cell. */
  readonly latest: string
  /** Compiles and runs a cell. */
  run(code: string): Promise<Outcome>
  /** Runs a cell that must succeed; its result as plain text, or null. */
  value(code: string): Promise<string | null>
  /** Runs a cell that must throw; `name: message`. */
  failure(code: string): Promise<string>
  /** Starts a cell, interrupts it after a while; how it ended, and the ms from the interrupt to that. */
  interrupted(code: string, afterMs?: number): Promise<{ outcome: Outcome; stoppedMs: number }>
  /** Text on one stream, of one cell (the n-th run, from 1) or of all. */
  text(name: "stdout" | "stderr", cell?: number): string
  /** Waits until the condition holds; fails after 5 s. */
  until(condition: () => boolean): Promise<void>
  close(): Promise<void>
}

/** Opens a notebook in a folder. */
export async function openNotebook(
  folder = tmpdir(),
  options: Pick<HostOptions, "drawFigure"> = {},
): Promise<Notebook> {
  const outputs: HostOutput[] = []
  const questions: InputQuestion[] = []
  const host = await startHost({
    folder,
    onOutput: (output) => outputs.push(output),
    onQuestion: (question) => questions.push(question),
    ...options,
  })
  const state = createCellState()
  let cells = 0

  async function compile(code: string): Promise<RunnableCell> {
    cells += 1
    const number = cells
    const compiled = await compileCell(code, { number, state })
    if (!compiled.ok) throw new Error(`the cell does not compile: ${compiled.error.message}`)
    const { javascript } = compiled
    return { request: `cell ${number}`, javascript, sourceName: `cell-${number}.ts` }
  }

  const run = async (code: string) => host.evaluate(await compile(code))

  return {
    host,
    outputs,
    questions,
    get latest() {
      return `cell ${cells}`
    },
    run,
    async value(code) {
      const outcome = await run(code)
      if (outcome.status !== "ok") throw new Error(`${code}\nended with ${JSON.stringify(outcome)}`)
      const text = outcome.result?.data["text/plain"]
      return text === undefined ? null : String(text)
    },
    async failure(code) {
      const outcome = await run(code)
      if (outcome.status !== "error") throw new Error(`${code}\nended with ${JSON.stringify(outcome)}`)
      return `${outcome.error.name}: ${outcome.error.message}`
    },
    async interrupted(code, afterMs = 100) {
      // An interrupt that comes before the cell has reached the host would stop nothing.
      const running = host.evaluate(await compile(code))
      await sleep(afterMs)
      const start = performance.now()
      await host.interrupt()
      const outcome = await running
      return { outcome, stoppedMs: performance.now() - start }
    },
    text(name, cell) {
      const texts = outputs.map((output) => {
        const isWanted = output.kind === "stream" && output.name === name
        return isWanted && (cell === undefined || output.request === `cell ${cell}`) ? output.text : ""
      })
      return texts.join("")
    },
    async until(condition) {
      for (let tries = 0; !condition(); tries += 1) {
        if (tries > 500) throw new Error(`waited in vain; last outputs: ${inspect(outputs.slice(-5), { depth: 4 })}`)
        await sleep(10)
      }
    },
    close: () => host.close(),
  }
}

/** Waits. */
export function sleep(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}

/** The ten kinds of cells that an interrupt must stop; `sleep` is a function of the notebook. */
export const unstoppableCells: Readonly<Record<string, string>> = {
  "a synchronous endless loop": "while (true) {}",
  "a loop after an await": "await sleep(10); while (true) {}",
  "a loop in a callback of a library": "[1].forEach(() => { for (;;) {} })",
  "a loop in a timer callback": "setTimeout(() => { for (;;) {} }, 10); await sleep(1e6)",
  "a loop inside try, catch and finally":
    "for (;;) { try { for (;;) {} } catch { for (;;) {} } finally { for (;;) {} } }",
  "a flood of microtasks": "(function again() { Promise.resolve().then(again) })(); await sleep(1e6)",
  "an endless loop in WebAssembly": `
    const code = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11]
    const { Instance, Module } = (globalThis as any).WebAssembly
    new Instance(new Module(new Uint8Array(code))).exports.f()`,
  "Atomics.wait": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
  "a catastrophic regular expression": 'RegExp("^(a+)+$").test("a".repeat(60) + "b")',
  "a cell that only waits on a promise": "await sleep(1e7)",
}

/** What the cells above build on. */
export const sleepFunction =
  "const sleep = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs))"
