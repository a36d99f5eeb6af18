import { Buffer } from "node:buffer"
import { fromLineBytes, toLineBytes } from "./line-bytes.ts"
import type {
  CommContent,
  DrawingOrder,
  DrawingResult,
  HostOutput,
  InputAnswer,
  InputQuestion,
  Outcome,
  RunnableCell,
} from "./messages.ts"

/** File descriptors of the child beside stdin, stdout and stderr. */
export const COMMAND_FD = 3
/** Where the child's main thread writes, synchronously. */
export const REPORT_FD = 4

/** What the front process tells the child; cells are numbered so that no late answer reaches the next one. */
export type Command =
  | { readonly type: "evaluate"; readonly number: number; readonly cell: RunnableCell }
  /** Stop the cell of that number, or with null whatever still runs. */
  | { readonly type: "interrupt"; readonly number: number | null }
  /** A message of a client on a comm; numbered like cells. Its buffers travel beside it. */
  | { readonly type: "comm"; readonly number: number; readonly request: string; readonly content: CommContent }
  | { readonly type: "answer"; readonly question: string; readonly answer: InputAnswer }
  | { readonly type: "close" }
  /** Answers the order of that number. */
  | { readonly type: "drawn"; readonly number: number; readonly result: DrawingResult }

/** What the child's main thread tells the front process. */
export type Report =
  | { readonly type: "ready" }
  | { readonly type: "output"; readonly output: Exclude<HostOutput, { kind: "comm" }> }
  /** User code uses a comm. The buffers travel beside it. */
  | { readonly type: "comm"; readonly request: string | null; readonly content: CommContent }
  /** User code takes comms that clients open on a target, or does so no longer. */
  | { readonly type: "target"; readonly target: string; readonly isKnown: boolean }
  /** The handlers of a comm message are done. */
  | { readonly type: "handled"; readonly number: number }
  | { readonly type: "question"; readonly question: InputQuestion }
  | { readonly type: "outcome"; readonly number: number; readonly outcome: Outcome }
  /** Asks for a picture. */
  | { readonly type: "draw"; readonly number: number; readonly order: DrawingOrder }
  /** `process.exit` was called and its handlers have run; the child waits to be ended. */
  | { readonly type: "exit"; readonly code: number }

/** What the child's watching thread tells the front process: nothing runs any more. */
export interface Quiet {
  readonly type: "quiet"
}

/** Stands before each part of a line that carries buffers: JSON, lengths, places of line breaks, bytes. */
const SEPARATOR = 0

/** One message as a line, with its buffers. The leading line break ends what a terminated write may have left unfinished. */
export function encodeLine(message: Command | Report | Quiet, buffers: readonly Uint8Array[] = []): Buffer {
  const json = JSON.stringify(message)
  if (buffers.length === 0) return Buffer.from(`\n${json}\n`, "utf8")
  const { bytes, gaps } = toLineBytes(buffers)
  const lengths = buffers.map((one) => one.length)
  return Buffer.concat([Buffer.from(`\n\0${json}\0${lengths.join()}\0${gaps.join()}\0`), bytes, Buffer.from("\n")])
}

/** Reads lines from chunks of bytes; lines that are damaged (a write cut short by an interrupt) are skipped. */
export function lineReader<Message>(
  onMessage: (message: Message, buffers: readonly Uint8Array<ArrayBuffer>[]) => void,
): (chunk: Buffer) => void {
  let pieces: Buffer[] = []
  return (chunk) => {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      pieces.push(chunk.subarray(start, end))
      const line = parseLine<Message>(Buffer.concat(pieces))
      pieces = []
      start = end + 1
      if (line !== null) onMessage(line.message, line.buffers)
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start))
  }
}

function parseLine<Message>(line: Buffer): { message: Message; buffers: Uint8Array<ArrayBuffer>[] } | null {
  if (line.length === 0) return null
  try {
    if (line[0] !== SEPARATOR) return { message: JSON.parse(line.toString("utf8")) as Message, buffers: [] }
    const jsonEnd = line.indexOf(SEPARATOR, 1)
    const lengthsEnd = line.indexOf(SEPARATOR, jsonEnd + 1)
    const gapsEnd = line.indexOf(SEPARATOR, lengthsEnd + 1)
    const lengths = numbersIn(line.toString("latin1", jsonEnd + 1, lengthsEnd))
    const gaps = numbersIn(line.toString("latin1", lengthsEnd + 1, gapsEnd))
    const buffers = fromLineBytes({ bytes: line.subarray(gapsEnd + 1), gaps }, lengths)
    return buffers && { message: JSON.parse(line.toString("utf8", 1, jsonEnd)) as Message, buffers }
  } catch {
    return null
  }
}

function numbersIn(list: string): number[] {
  return list === "" ? [] : list.split(",").map(Number)
}
