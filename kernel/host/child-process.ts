import { type ChildProcess, spawn } from "node:child_process"
import { statSync } from "node:fs"
import process from "node:process"
import type { Duplex, Readable } from "node:stream"
import { StringDecoder } from "node:string_decoder"
import { fileURLToPath } from "node:url"
import { environmentFile, nodeArguments } from "./child-settings.ts"
import { createCrashFilter } from "./crash-report.ts"
import type { Death } from "./death.ts"
import { type Command, encodeLine, lineReader, type Quiet, type Report } from "./wire.ts"

/** What a child tells its supervisor. */
export interface ChildEvents {
  onReport(report: Report, buffers: readonly Uint8Array[]): void
  /** Nothing runs any more, after an interrupt that named no cell. */
  onQuiet(): void
  /** Bytes that native code or a process of the user wrote to the descriptor itself. */
  onNativeOutput(name: "stdout" | "stderr", text: string): void
  onDeath(death: Death): void
}

/** A running child. */
export interface Child {
  send(command: Command, buffers?: readonly Uint8Array[]): void
  /** Ends it and what it started, now; `reason` goes into the sentence about its death. */
  kill(reason: string): void
  readonly ended: Promise<void>
}

const CHILD_ENTRY = fileURLToPath(new URL("./child.js", import.meta.url))

/** What Node says where a process that is inspected, as ours is for interrupts, ends itself. */
const DEBUGGER_NOTE = "Waiting for the debugger to disconnect...\n"

/** How much of stderr is kept for the sentence about a death. */
const LAST_WORDS = 16_000

/**
 * Starts a process that runs cells in a folder.
 * @throws Error where there is no such folder, or a setting of the child cannot be followed
 */
export function startChild(folder: string, events: ChildEvents): Child {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`The notebook's folder "${folder}" is not a folder that exists.`)
  }
  // The child reads the file; that it is there is told before it starts.
  environmentFile(folder, process.env)
  const settings = nodeArguments(process.env)
  const child = spawn(process.execPath, ["--no-force-async-hooks-checks", ...settings, CHILD_ENTRY], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    // A process group of its own, so that what user code starts can be ended with it.
    detached: process.platform !== "win32",
    windowsHide: true,
  })
  const life = { exitCall: null as number | null, reason: null as string | null, lastWords: "" }
  const [, stdout, stderr, commands, reports] = child.stdio as unknown as [null, Readable, Readable, Duplex, Readable]
  const errors = createCrashFilter((text) => events.onNativeOutput("stderr", text))
  const onNative = (name: "stdout" | "stderr") => (written: string) => {
    const text = written.replace(DEBUGGER_NOTE, "")
    if (text === "") return
    if (name === "stdout") events.onNativeOutput(name, text)
    else {
      life.lastWords = (life.lastWords + text).slice(-LAST_WORDS)
      errors.take(text)
    }
  }
  readText(stdout, onNative("stdout"))
  readText(stderr, onNative("stderr"))
  commands.on(
    "data",
    lineReader<Quiet>(() => events.onQuiet()),
  )
  reports.on(
    "data",
    lineReader<Report>((report, buffers) => {
      if (report.type !== "exit") return events.onReport(report, buffers)
      life.exitCall = report.code
      endProcessTree(child)
    }),
  )
  // A dead child closes its pipes; `onDeath` tells.
  commands.on("error", () => {})
  reports.on("error", () => {})
  const kill = (reason: string) => {
    life.reason ??= reason
    endProcessTree(child)
  }
  const ended = new Promise<void>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      endProcessTree(child)
      errors.end()
      events.onDeath({ code, signal, ...life })
      resolve()
    }
    child.once("exit", (code, signal) => {
      afterReading([stdout, stderr, reports]).then(() => end(code, signal))
    })
    child.once("error", (failure) => {
      life.reason ??= `The process that runs the cells could not be started: ${failure.message}.`
      end(null, null)
    })
  })
  return { send: (command, buffers) => void commands.write(encodeLine(command, buffers)), kill, ended }
}

function readText(stream: Readable, onText: (text: string) => void): void {
  const decoder = new StringDecoder("utf8")
  stream.on("data", (chunk: Buffer) => {
    const text = decoder.write(chunk)
    if (text !== "") onText(text)
  })
  stream.on("error", () => {})
}

/** What the child wrote before its end is still in the pipes; a process that it started may hold them open, though. */
async function afterReading(streams: readonly Readable[]): Promise<void> {
  const allEnded = Promise.all(
    streams.map((stream) => new Promise<void>((resolve) => stream.once("close", () => resolve()))),
  )
  const limit = new Promise<void>((resolve) => setTimeout(resolve, 100))
  await Promise.race([allEnded, limit])
}

function endProcessTree(child: ChildProcess): void {
  const { pid } = child
  if (pid === undefined) return
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true }).on("error", () =>
      child.kill("SIGKILL"),
    )
    return
  }
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // The group is empty already.
  }
}
