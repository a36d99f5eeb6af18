import type { HostError } from "../host/messages.ts"
import { inspectText } from "./plain-value.ts"

/** Causes of causes told at most. */
const DEEPEST_CAUSE = 5
/** Errors of an AggregateError told at most. */
const MOST_ERRORS = 10

/** Whatever was thrown as an error that can travel, with its causes; cannot itself throw. */
export function describeThrown(thrown: unknown): HostError {
  return describe(thrown, 0)
}

function describe(thrown: unknown, depth: number): HostError {
  if (!isError(thrown)) return { name: "Uncaught", message: inspectText(thrown), stack: "" }
  const [cause, errors] = [read(thrown, "cause"), read(thrown, "errors")]
  const deeper = depth < DEEPEST_CAUSE
  return {
    name: nameOf(thrown),
    message: textOf(read(thrown, "message")),
    stack: textOf(read(thrown, "stack")),
    ...(deeper && isError(cause) ? { cause: describe(cause, depth + 1) } : {}),
    ...(deeper && Array.isArray(errors)
      ? { errors: errors.slice(0, MOST_ERRORS).map((one) => describe(one, depth + 1)) }
      : {}),
  }
}

function isError(value: unknown): value is object {
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]"
  } catch {
    return false
  }
}

/** The error's own name, or that of its class where the class did not set one. */
function nameOf(error: object): string {
  const name = textOf(read(error, "name"))
  const maker = read(error, "constructor")
  const className = typeof maker === "function" ? maker.name : ""
  return name !== "" && name !== "Error" ? name : className || name || "Error"
}

function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key]
  } catch {
    return undefined
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : inspectText(value)
}
