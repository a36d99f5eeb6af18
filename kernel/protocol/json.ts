import type { Json } from "./messages.ts"

const deepest = 512
const quote = 0x22
const backslash = 0x5c

/** Parses one JSON frame of a message; throws where it is not an object, is nested too deeply or names a prototype. */
export function parseObject(frame: Uint8Array, name: string): Json {
  if (nesting(frame) > deepest) throw new Error(`the ${name} is nested more than ${deepest} deep`)
  const text = new TextDecoder("utf-8", { fatal: true }).decode(frame)
  const value: unknown = JSON.parse(text)
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`the ${name} is no object`)
  if (text.includes("__proto__") || text.includes("\\u")) refusePrototypes(value, name)
  return value as Json
}

/** Deepest nesting of brackets outside strings, read off the bytes so that nothing is built for a hostile frame. */
function nesting(frame: Uint8Array): number {
  let depth = 0
  let most = 0
  let inString = false
  for (let i = 0; i < frame.length; i++) {
    const byte = frame[i]
    if (inString) {
      if (byte === backslash) i++
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === 0x5b || byte === 0x7b) most = Math.max(most, ++depth)
    else if (byte === 0x5d || byte === 0x7d) depth--
  }
  return most
}

function refusePrototypes(value: unknown, name: string): void {
  if (typeof value !== "object" || value === null) return
  if (Object.hasOwn(value, "__proto__")) throw new Error(`the ${name} has a key "__proto__"`)
  for (const inner of Object.values(value)) refusePrototypes(inner, name)
}
