import { inspect } from "node:util"
import { type Extent, USUAL_EXTENT } from "./extent.ts"
import { type Showing, showing } from "./showing.ts"

/** Any value as the text `node:util` inspect gives, cut where it is deep or long; the last line says so. */
export function showPlainValue(value: unknown, extent: Extent = USUAL_EXTENT): Showing {
  const text = inspectText(value, extent)
  const isCut =
    typeof value === "string" ? value.length > extent.characters / 2 : text.length > extent.characters || CUT.test(text)
  return showing({ "text/plain": isCut ? `${text}\n(cut: ${extent.advice})` : text })
}

/** The text of a value without colours; a value whose own inspection throws is told, not thrown. Getters do not run. */
export function inspectText(value: unknown, { characters, items, depth }: Extent = USUAL_EXTENT): string {
  const options = { colors: false, depth, maxArrayLength: items, maxStringLength: characters / 2, breakLength: 88 }
  let text: string
  try {
    text = inspect(value, options).replace(STACK_LINES, "")
  } catch (error) {
    return `[value whose inspection threw ${briefly(error)}]`
  }
  if (text.length <= characters) return text
  return `${text.slice(0, characters)}\n… ${text.length - characters} more characters`
}

/** What `inspect` writes in the place of what it leaves out. */
const CUT = /\.\.\. \d+ more (?:item|character)s?|: \[(?:Object|Array)\][,\s]/

/** The stack of an error inside another value: its places are those of compiled code. */
const STACK_LINES =
  /\n +(?:at (?:[^\n]*?:\d+:\d+\)?|[^\n]*\((?:<anonymous>|index \d+|native)\)|<anonymous>)|\.\.\. \d+ lines matching cause stack trace \.\.\.)(?=[\n, \]}]|$)/g

/** Name and message of whatever was thrown, on one line, itself unable to throw. */
export function briefly(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : inspect(thrown, { depth: 0 })
    return text.replace(/\s+/g, " ").slice(0, 500)
  } catch {
    return "something that cannot be described"
  }
}
