import { Buffer } from "node:buffer"
import type { HostOutput, Outcome, RunnableCell } from "./messages.ts"

/** File descriptors of the child beside stdin, stdout and stderr. */
export const COMMAND_FD = 3
/** Where the child's main thread writes, synchronously. */
export const REPORT_FD = 4

/** What the front process tells the child; cells are numbered so that no late answer reaches the next one. */
export type Command =
  | { readonly type: "evaluate"; readonly number: number; readonly cell: RunnableCell }
  /** Stop the cell of that number, or with null whatever still runs. */
  | { readonly type: "interrupt"; readonly number: number | null }
  | { readonly type: "close" }

/** What the child's main thread tells the front process. */
export type Report =
  | { readonly type: "ready" }
  | { readonly type: "output"; readonly output: HostOutput }
  | { readonly type: "outcome"; readonly number: number; readonly outcome: Outcome }
  /** `process.exit` was called and its handlers have run; the child waits to be ended. */
  | { readonly type: "exit"; readonly code: number }

/** What the child's watching thread tells the front process: nothing runs any more. */
export interface Quiet {
  readonly type: "quiet"
}

/** One message as a line. The leading line break ends what a terminated write may have left unfinished. */
export function encodeLine(message: Command | Report | Quiet): Buffer {
  return Buffer.from(`\n${JSON.stringify(message)}\n`, "utf8")
}

/** Reads lines from chunks of bytes; lines that are not JSON (a write cut short by an interrupt) are skipped. */
export function lineReader<Message>(onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let pieces: Buffer[] = []
  return (chunk) => {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      pieces.push(chunk.subarray(start, end))
      const message = parseLine<Message>(Buffer.concat(pieces).toString("utf8"))
      pieces = []
      start = end + 1
      if (message !== null) onMessage(message)
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start))
  }
}

function parseLine<Message>(line: string): Message | null {
  if (line === "") return null
  try {
    return JSON.parse(line) as Message
  } catch {
    return null
  }
}
