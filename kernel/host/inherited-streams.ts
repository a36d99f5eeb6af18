import { ChildProcess } from "node:child_process"
import type { Readable } from "node:stream"
import { StringDecoder } from "node:string_decoder"
import { currentRequest } from "./contexts.ts"
import { report } from "./report.ts"

type StreamName = "stdout" | "stderr"

interface SpawnOptions {
  stdio?: unknown
}

const NAMES: readonly (StreamName | null)[] = [null, "stdout", "stderr"]

/**
 * Makes processes that a cell starts with `stdio: "inherit"` write under that cell, however late.
 * The descriptor itself could not tell: all processes would share it, and its text go to whichever cell runs.
 * `spawnSync` and its like keep the descriptor: what they write shows while they block, and their cell is the running one.
 */
export function captureInheritedStreams(): void {
  const prototype = ChildProcess.prototype as unknown as { spawn(options: SpawnOptions): unknown }
  const original = prototype.spawn
  prototype.spawn = function (this: ChildProcess, options) {
    const names = [1, 2].map((index) => inheritedName(options?.stdio, index))
    if (names.every((name) => name === null)) return Reflect.apply(original, this, [options])
    const stdio = [0, 1, 2].map((index) => entryOf(options.stdio, index))
    for (const [at, name] of names.entries()) if (name !== null) stdio[at + 1] = "pipe"
    const more = Array.isArray(options.stdio) ? options.stdio.slice(3) : []
    const result: unknown = Reflect.apply(original, this, [{ ...options, stdio: [...stdio, ...more] }])
    const request = currentRequest()
    for (const [at, name] of names.entries()) if (name !== null) forward(this, at + 1, name, request)
    return result
  }
}

/** What a child process has for a stream of ours, as `spawn` takes it. */
function entryOf(stdio: unknown, index: number): unknown {
  if (stdio === undefined || stdio === null) return "pipe"
  return Array.isArray(stdio) ? (stdio[index] ?? "pipe") : stdio
}

/** Which of our streams the child's descriptor is to be, or null. */
function inheritedName(stdio: unknown, index: number): StreamName | null {
  const entry = entryOf(stdio, index)
  const descriptor =
    entry === "inherit" ? index : typeof entry === "object" && entry !== null && "fd" in entry ? entry.fd : entry
  return typeof descriptor === "number" ? (NAMES[descriptor] ?? null) : null
}

/** Reads the pipe in place of the inherited descriptor; the user sees no stream there, as it would be. */
function forward(child: ChildProcess, index: number, name: StreamName, request: string | null): void {
  const stdio = child.stdio as unknown as (Readable | null)[] | undefined
  const stream = stdio?.[index]
  if (stdio === undefined || stream === null || stream === undefined) return
  const decoder = new StringDecoder("utf8")
  stream.on("data", (chunk: Buffer) => {
    const text = decoder.write(chunk)
    if (text !== "") report({ type: "output", output: { kind: "stream", request, name, text } })
  })
  stream.on("error", () => {})
  stdio[index] = null
  if (index === 1) child.stdout = null
  else child.stderr = null
}
