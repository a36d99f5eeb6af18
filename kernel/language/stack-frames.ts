import type { HostError } from "../host/messages.ts"

/** One frame of V8's stack text; line and column count from 1. */
export interface StackFrame {
  /** Name of the function, or "" at the top of a script. */
  readonly functionName: string
  /** URL, path or name of the script; "" for functions built into V8. */
  readonly script: string
  readonly line: number
  readonly column: number
}

/** What one exception of a chain left in the stack text: what it says, and where it came from. */
export interface Exception {
  /** Name and message. */
  readonly headline: string
  /** Innermost first. */
  readonly frames: readonly StackFrame[]
}

/** How the host separates an exception from the one that caused it. */
const CAUSE = "\nCaused by: "

/** The exception and its causes, outermost first; lines of the first message that look like frames are not taken for them. */
export function exceptionsOf({ name, message, stack }: HostError): Exception[] {
  const start = message === "" ? -1 : stack.indexOf(message)
  const [own = "", ...causes] = stack.slice(start < 0 ? 0 : start + message.length).split(CAUSE)
  return [{ headline: message === "" ? name : `${name}: ${message}`, frames: framesIn(own) }, ...causes.map(causeIn)]
}

function causeIn(text: string): Exception {
  const lines = text.split("\n")
  const first = lines.findIndex((line) => parseFrame(line) !== null)
  return { headline: lines.slice(0, first < 0 ? lines.length : first).join("\n"), frames: framesIn(text) }
}

function framesIn(text: string): StackFrame[] {
  return text.split("\n").flatMap((line) => parseFrame(line) ?? [])
}

function parseFrame(line: string): StackFrame | null {
  const text = /^\s+at (?:async )?(.+)$/.exec(line)?.[1]
  if (text === undefined) return null
  const called = /^(.*?) \((.*)\)$/.exec(text)
  const [name, location] = called ? [called[1]!, called[2]!] : ["", text]
  const place = /^(.*):(\d+):(\d+)$/.exec(location)
  const functionName = readableName(name)
  if (place === null) return { functionName, script: "", line: 0, column: 0 }
  return { functionName, script: place[1]!, line: Number(place[2]), column: Number(place[3]) }
}

/** V8's name without the receivers that mean nothing to a reader, such as `Object.<anonymous>`. */
function readableName(name: string): string {
  return name
    .replace(/ \[as [^\]]*\]$/, "")
    .replace(/^(?:Object|Module|process)\./, "")
    .replace(/^(?:<anonymous>|eval)$/, "")
}
