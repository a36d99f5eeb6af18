import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { rm } from "node:fs/promises"
import type { Socket } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import process from "node:process"
import type { Readable, Writable } from "node:stream"

/** A browser without a window, told what to do in the Chrome DevTools Protocol. */
export interface BrowserProcess {
  /** Calls a method; rejects with the browser's sentence where it fails, and where the browser ends. */
  call(method: string, parameters?: Record<string, unknown>, sessionId?: string): Promise<Record<string, unknown>>
  /** Resolves with a reason when the browser has ended. */
  readonly ended: Promise<string>
  close(): Promise<void>
}

interface Call {
  resolve(result: Record<string, unknown>): void
  reject(error: Error): void
}

interface Answer {
  readonly id?: number
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}

const FLAGS = [
  "--headless=new",
  "--remote-debugging-pipe",
  "--no-first-run",
  "--no-default-browser-check",
  "--mute-audio",
  "--hide-scrollbars",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--disable-extensions",
  "--disable-quic",
  "--disable-sync",
  // A figure has nothing to fetch.
  "--no-proxy-server",
  "--host-resolver-rules=MAP * ~NOTFOUND",
  // WebGL on machines without a graphics card.
  "--ignore-gpu-blocklist",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
]

/** How much of what a browser complains of is kept for the sentence about its end. */
const LAST_WORDS = 2000

/** Starts a browser with a profile of its own. It ends with this process, however that ends, as the pipes to it close then. */
export function startBrowser(file: string): BrowserProcess {
  const profile = mkdtempSync(path.join(tmpdir(), "deltaw-browser-"))
  // Chromium refuses its sandbox to root, who is alone in most containers.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : []
  const child = spawn(file, [...FLAGS, ...sandbox, `--user-data-dir=${profile}`, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
    // A process group of its own, so that its helpers can be ended with it.
    detached: process.platform !== "win32",
    windowsHide: true,
  })
  const [, , complaints, commands, answers] = child.stdio as unknown as [null, null, Readable, Writable, Readable]
  const calls = new Map<number, Call>()
  let lastWords = ""
  complaints.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS)
  })
  onMessages(answers, ({ id, result, error }) => {
    const call = calls.get(id ?? 0)
    calls.delete(id ?? 0)
    if (calls.size === 0) rest()
    if (error === undefined) call?.resolve(result ?? {})
    else call?.reject(new Error(error.message))
  })
  const handles = [complaints, commands, answers] as unknown as Socket[]
  for (const handle of handles) handle.on("error", () => {})
  // While it has work it keeps this process alive; idle, it does not.
  const rest = () => {
    for (const handle of [child, ...handles]) handle.unref()
  }
  const work = () => {
    for (const handle of [child, ...handles]) handle.ref()
  }
  const leave = () => {
    endGroup(child)
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 10 })
  }
  process.once("exit", leave)
  const ended = untilEnded(child).then(async (reason) => {
    const sentence = `the browser "${file}" ${reason}${lastLine(lastWords)}`
    for (const call of calls.values()) call.reject(new Error(sentence))
    calls.clear()
    endGroup(child)
    process.off("exit", leave)
    // Its helpers may still write for a moment.
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }).catch(() => {})
    return sentence
  })
  let lastId = 0
  return {
    call(method, parameters = {}, sessionId) {
      lastId += 1
      const id = lastId
      return new Promise((resolve, reject) => {
        if (child.exitCode !== null || child.signalCode !== null) {
          ended.then((sentence) => reject(new Error(sentence)))
          return
        }
        work()
        calls.set(id, { resolve, reject })
        commands.write(`${JSON.stringify({ id, method, params: parameters, sessionId })}\0`)
      })
    },
    ended,
    async close() {
      endGroup(child)
      await ended
    },
  }
}

function endGroup(child: ChildProcess): void {
  try {
    if (process.platform === "win32" || child.pid === undefined) child.kill("SIGKILL")
    else process.kill(-child.pid, "SIGKILL")
  } catch {
    // The group is empty already.
  }
}

function untilEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`))
    child.once("error", (error) => resolve(`could not be started: ${error.message}`))
  })
}

/** Messages are JSON, each ended by a zero byte. */
function onMessages(stream: Readable, onMessage: (answer: Answer) => void): void {
  let pieces: Buffer[] = []
  stream.on("data", (chunk: Buffer) => {
    let start = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      pieces.push(chunk.subarray(start, end))
      onMessage(JSON.parse(Buffer.concat(pieces).toString("utf8")) as Answer)
      pieces = []
      start = end + 1
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start))
  })
}

function lastLine(text: string): string {
  const line = text.trim().split("\n").at(-1) ?? ""
  return line === "" ? "" : ` ("${line.slice(-200)}")`
}
