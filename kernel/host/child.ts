import process from "node:process"
import { MessageChannel, Worker } from "node:worker_threads"
import { createCellRunner } from "./cell-runner.ts"
import { environmentFile, variablesOf } from "./child-settings.ts"
import { comms } from "./comms.ts"
import { display } from "./display.ts"
import { receiveDrawing } from "./drawing-orders.ts"
import { captureInheritedStreams } from "./inherited-streams.ts"
import { createInput } from "./input.ts"
import { surviveLateErrors } from "./late-errors.ts"
import { HOST_OBJECT } from "./messages.ts"
import { createModuleImports } from "./module-imports.ts"
import { progress } from "./progress.ts"
import { report } from "./report.ts"
import { save } from "./save.ts"
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
captureInheritedStreams()
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
defineGlobal("progress", progress)
defineGlobal("save", save)
defineGlobal(Symbol.for("Jupyter.host"), Object.freeze(createSurroundings(state.stop, comms)))

offerVariables()

const { port1, port2 } = new MessageChannel()
const answers = new MessageChannel()
for (const [name, ask] of Object.entries(createInput(state, answers.port1))) defineGlobal(name, ask)
const runner = createCellRunner(state, () => modules.refresh())
port1.on("message", (message: WatchMessage) => {
  if (message.type === "drawn") receiveDrawing(message.number, message.result)
  else runner.receive(message)
})
const watch = new Worker(new URL("./watch.js", import.meta.url), {
  workerData: { state, port: port2, answers: answers.port2 },
  transferList: [port2, answers.port2],
  execArgv: [],
})
// Only now: the watching thread's own start is not the file's to change.
readEnvironmentFile()
watch.on("online", () => report({ type: "ready" }))

function defineGlobal(key: string | symbol, value: unknown): void {
  Object.defineProperty(globalThis, key, { value, configurable: true, writable: false })
}

function readEnvironmentFile(): void {
  const path = environmentFile(process.cwd(), process.env)
  if (path === null) return
  try {
    Object.assign(process.env, variablesOf(path, process.env))
  } catch (failure) {
    process.stderr.write(`The file ${path} was not read: ${(failure as Error).message}\n`)
  }
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
