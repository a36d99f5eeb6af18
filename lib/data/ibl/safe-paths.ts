import { join } from "node:path"
import { DataError } from "../data-error.ts"
import { quoted } from "./addresses.ts"

/** Names Windows keeps for devices, whatever their extension. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** Whether text can be one name in a folder on every system: not empty, no separator, no way up, nothing hidden by an ending. */
export function isSafeName(name: string): boolean {
  return /^[\w#][\w#.+ @-]{0,199}$/.test(name) && !name.includes("..") && !/[. ]$/.test(name) && !devices.test(name)
}

/**
 * A path within `root` from names and relative paths that came from elsewhere.
 * @param what where they came from, for the message
 * @throws DataError where a name would lead out of the folder or is none
 */
export function pathWithin(root: string, parts: readonly string[], what: string): string {
  const names = parts.flatMap((part) => part.split("/"))
  const wrong = names.find((name) => !isSafeName(name))
  if (wrong === undefined) return join(root, ...names)
  throw new DataError(
    "impossible-value",
    `${what} names the path ${quoted(parts.join("/"))}; accepted are plain names below the folder, but one is ${quoted(wrong)}.`,
  )
}
