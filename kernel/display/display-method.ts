import { Buffer } from "node:buffer"
import { type JsonValue, toJsonValue } from "./json-value.ts"
import { briefly, inspectText } from "./plain-value.ts"
import { type Showing, showing } from "./showing.ts"

/** The convention by which a value shows itself in Jupyter kernels for JavaScript. */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display") as never

const MIME_TYPE = /^[\w\-+.]+\/[\w\-+.]+$/

/** Whether the value offers a `Symbol.for("Jupyter.display")` method; one whose lookup throws does not. */
export function showsItself(value: unknown): value is { [displaySymbol](): unknown } {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false
  try {
    return typeof (value as Record<symbol, unknown>)[displaySymbol] === "function"
  } catch {
    return false
  }
}

/** What the value's own display method answers, checked; a method that throws or answers nonsense gives a text that says so. */
export function showByMethod(value: { [displaySymbol](): unknown }): Showing | Promise<Showing> {
  const refused = (error: unknown): Showing =>
    showing({ "text/plain": `${inspectText(value)}\n[its display method failed: ${briefly(error)}]` })
  try {
    const answer = value[displaySymbol]()
    if (isThenable(answer)) return Promise.resolve(answer).then(checkedBundle).catch(refused)
    return checkedBundle(answer)
  } catch (error) {
    return refused(error)
  }
}

/**
 * A bundle in which every key is a MIME type and every value can travel: bytes as base64, records as JSON.
 * @throws TypeError that quotes the bad key or value.
 */
export function checkedBundle(answer: unknown): Showing {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw new TypeError(`a record from MIME types to data is expected, not ${briefly(answer)}`)
  }
  const data: Record<string, JsonValue> = {}
  for (const [type, item] of Object.entries(answer)) {
    if (!MIME_TYPE.test(type)) throw new TypeError(`"${type}" is not a MIME type such as "text/html"`)
    if (item === undefined || item === null) continue
    data[type] = item instanceof Uint8Array ? Buffer.from(item).toString("base64") : toJsonValue(item)
    if (type.startsWith("text/") && typeof data[type] !== "string") {
      throw new TypeError(`"${type}" takes a string, not ${briefly(item)}`)
    }
  }
  if (Object.keys(data).length === 0) throw new TypeError("the bundle has no entry; text/plain is the least")
  return showing(data)
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
}
