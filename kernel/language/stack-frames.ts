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

/** Frames of an exception, innermost first; lines of the message that look like frames are not taken for them. */
export function stackFrames({ stack, message }: HostError): StackFrame[] {
  const start = message === "" ? -1 : stack.indexOf(message)
  const trace = start < 0 ? stack : stack.slice(start + message.length)
  return trace.split("\n").flatMap((line) => parseFrame(line) ?? [])
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
