import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { rm } from "node:fs/promises"
import type { Socket } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import process from "node:process"
import { createDevtools, type Devtools, type DevtoolsCall } from "./devtools.ts"

/** A browser without a window, told what to do in the Chrome DevTools Protocol. */
export interface BrowserProcess {
  /** Calls a method; rejects with the browser's sentence where it fails, and where the browser ends. */
  readonly call: DevtoolsCall
  /** Resolves with a reason when the browser has ended. */
  readonly ended: Promise<string>
  close(): Promise<void>
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
  const child = spawnBrowser(file, profile)
  const [, , complaints, commands, answers] = child.stdio as unknown as [null, null, Socket, Socket, Socket]
  let lastWords = ""
  complaints.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS)
  })
  const handles = [child, complaints, commands, answers]
  // While it has work it keeps this process alive; idle, it does not.
  const devtools = createDevtools(commands, answers, (isAtWork) => {
    for (const handle of handles) {
      if (isAtWork) handle.ref()
      else handle.unref()
    }
  })
  for (const stream of [complaints, commands, answers]) stream.on("error", () => {})
  const ended = whenEnded(child, profile, devtools, (reason) => `the browser "${file}" ${reason}${lastLine(lastWords)}`)
  return {
    call: devtools.call,
    ended,
    async close() {
      endGroup(child)
      await ended
    },
  }
}

function spawnBrowser(file: string, profile: string): ChildProcess {
  // Chromium refuses its sandbox to root, who is alone in most containers.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : []
  return spawn(file, [...FLAGS, ...sandbox, `--user-data-dir=${profile}`, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
    // A process group of its own, so that its helpers can be ended with it.
    detached: process.platform !== "win32",
    windowsHide: true,
  })
}

async function whenEnded(
  child: ChildProcess,
  profile: string,
  devtools: Devtools,
  sentenceOn: (reason: string) => string,
): Promise<string> {
  const leave = () => {
    endGroup(child)
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 10 })
  }
  process.once("exit", leave)
  const reason = await new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`))
    child.once("error", (error) => resolve(`could not be started: ${error.message}`))
  })
  const sentence = sentenceOn(reason)
  devtools.end(sentence)
  endGroup(child)
  process.off("exit", leave)
  // Its helpers may still write for a moment.
  await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }).catch(() => {})
  return sentence
}

function endGroup(child: ChildProcess): void {
  try {
    if (process.platform === "win32" || child.pid === undefined) child.kill("SIGKILL")
    else process.kill(-child.pid, "SIGKILL")
  } catch {
    // The group is empty already.
  }
}

function lastLine(text: string): string {
  const line = text.trim().split("\n").at(-1) ?? ""
  return line === "" ? "" : ` ("${line.slice(-200)}")`
}
