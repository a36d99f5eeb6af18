import process from "node:process"
import { MessageChannel, Worker } from "node:worker_threads"
import { createCellRunner } from "./cell-runner.ts"
import { comms } from "./comms.ts"
import { display } from "./display.ts"
import { createInput } from "./input.ts"
import { surviveLateErrors } from "./late-errors.ts"
import { HOST_OBJECT } from "./messages.ts"
import { createModuleImports } from "./module-imports.ts"
import { report } from "./report.ts"
import { createSharedState, type WatchMessage } from "./shared-state.ts"
import { after, before, beforeTop, check } from "./stopping.ts"
import { captureStreams } from "./streams.ts"
import { createSurroundings } from "./surroundings.ts"
import { prepareForTermination } from "./termination.ts"
import { guardTimers } from "./timers.ts"
import { offerVariables } from "./variables/variable-panels.ts"

// The process that runs user code. It may die without taking the kernel along.

const state = createSharedState()
const modules = createModuleImports(process.cwd())

captureStreams()
guardTimers()
prepareForTermination()
surviveLateErrors()
Error.stackTraceLimit = 30
// Ctrl-C in the terminal of `jupyter lab` is not meant for the user's variables.
process.on("SIGINT", () => {})
reportExit()

const { dynamicImport, importNames, meta, require } = modules
const hostObject = { import: importNames, dynamicImport, meta, require, before, beforeTop, after, check }
defineGlobal(HOST_OBJECT, Object.freeze(hostObject))
defineGlobal("display", display)
defineGlobal(Symbol.for("Jupyter.host"), Object.freeze(createSurroundings(state.stop, comms)))

offerVariables()

const { port1, port2 } = new MessageChannel()
const answers = new MessageChannel()
for (const [name, ask] of Object.entries(createInput(state, answers.port1))) defineGlobal(name, ask)
const runner = createCellRunner(state, () => modules.refresh())
port1.on("message", (message: WatchMessage) => runner.receive(message))
const watch = new Worker(new URL("./watch.js", import.meta.url), {
  workerData: { state, port: port2, answers: answers.port2 },
  transferList: [port2, answers.port2],
  execArgv: [],
})
watch.on("online", () => report({ type: "ready" }))

function defineGlobal(key: string | symbol, value: unknown): void {
  Object.defineProperty(globalThis, key, { value, configurable: true, writable: false })
}

/**
 * Tells the front process of `process.exit` once all `exit` handlers have run; it ends this process then.
 * Left alone, Node would first wait for the watching thread's inspector to disconnect, and print so.
 */
function reportExit(): void {
  const reallyExit: unknown = Reflect.get(process, "reallyExit")
  if (typeof reallyExit !== "function") return
  Reflect.set(process, "reallyExit", (code: number) => {
    report({ type: "exit", code })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
    Reflect.apply(reallyExit, process, [code])
  })
}
