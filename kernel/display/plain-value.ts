import { inspect } from "node:util"
import { type Showing, showing } from "./showing.ts"

/** Characters of a plain text after which it is cut; front ends slow down on more. */
const LONGEST_TEXT = 20_000

/** Any value as the text `node:util` inspect gives, cut where it is deep or long. */
export function showPlainValue(value: unknown): Showing {
  return showing({ "text/plain": inspectText(value) })
}

/** The text of a value without colours; a value whose own inspection throws is told, not thrown. */
export function inspectText(value: unknown): string {
  let text: string
  try {
    text = inspect(value, { colors: false, depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 88 })
  } catch (error) {
    return `[value whose inspection threw ${briefly(error)}]`
  }
  if (text.length <= LONGEST_TEXT) return text
  return `${text.slice(0, LONGEST_TEXT)}\n… ${text.length - LONGEST_TEXT} more characters`
}

/** Name and message of whatever was thrown, on one line, itself unable to throw. */
export function briefly(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : inspect(thrown, { depth: 0 })
    return text.replace(/\s+/g, " ").slice(0, 500)
  } catch {
    return "something that cannot be described"
  }
}
