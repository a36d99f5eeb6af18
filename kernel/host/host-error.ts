import { inspect } from "node:util"
import type { HostError } from "./messages.ts"
import { CELL_SUFFIX } from "./messages.ts"

/** How deep the causes of an error are told. */
const CAUSES = 5

/** An exception of user code as plain data; whatever is thrown, and however its properties misbehave. */
export function toHostError(thrown: unknown): HostError {
  const name = readText(thrown, "name") ?? nameOfKind(thrown)
  const message = readText(thrown, "message") ?? describe(thrown)
  const stack = readText(thrown, "stack") ?? `${name}: ${message}`
  return {
    name: withoutSuffix(name),
    message: withoutSuffix(message),
    stack: withoutSuffix(stack + causesOf(thrown, CAUSES)),
  }
}

function causesOf(thrown: unknown, depth: number): string {
  if (depth === 0 || typeof thrown !== "object" || thrown === null) return ""
  const cause = read(thrown, "cause")
  const errors = read(thrown, "errors")
  const causes = [...(cause === undefined ? [] : [cause]), ...(Array.isArray(errors) ? errors.slice(0, CAUSES) : [])]
  return causes
    .map((one) => `\nCaused by: ${readText(one, "stack") ?? describe(one)}${causesOf(one, depth - 1)}`)
    .join("")
}

/** `throw { code: 3 }` is named after its constructor, `throw "no"` after its type. */
function nameOfKind(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null) return `Thrown ${thrown === null ? "null" : typeof thrown}`
  const maker = read(thrown, "constructor")
  return typeof maker === "function" && maker.name ? maker.name : "Object"
}

function describe(value: unknown): string {
  if (typeof value === "string") return value
  try {
    return inspect(value)
  } catch {
    return "a value that cannot be shown"
  }
}

function readText(value: unknown, key: string): string | null {
  if (typeof value !== "object" || value === null) return null
  const text = read(value, key)
  return typeof text === "string" ? text : null
}

function read(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key)
  } catch {
    return undefined
  }
}

/** The user wrote `performance` where the cell's JavaScript says `performance$cell`. */
function withoutSuffix(text: string): string {
  return text.replaceAll(CELL_SUFFIX, "")
}
