import { URL } from "node:url"
import { DataError } from "../data-error.ts"

/** Whether an address leads to this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

/**
 * An address that may be asked: https anywhere else; http only on this machine, and this machine only where `local` says that
 * the server chosen is on it too, so that no server can point a client at what runs beside it.
 * @param what whose address it is, for the message
 * @throws DataError for another scheme, a login within the address, or text that is no address
 */
export function checkedAddress(address: string, what: string, local: boolean): URL {
  if (!URL.canParse(address)) throw new DataError("unreachable", `${what} is ${quoted(address)}, which is no address.`)
  const url = new URL(address)
  const shown = quoted(`${url.origin}${url.pathname}`)
  if (url.username !== "" || url.password !== "") {
    throw new DataError(
      "unreachable",
      `${what}, ${shown}, has a login within it; accepted is an address without one, the login in its own settings.`,
    )
  }
  if (isLoopback(url) && !local) {
    throw new DataError(
      "unreachable",
      `${what} is ${shown} on this machine, but the server chosen is elsewhere; it is not asked.`,
    )
  }
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url))) return url
  throw new DataError(
    "unreachable",
    `${what} is ${shown}; accepted are addresses of https (http on this machine only).`,
  )
}

/** Old records name public file servers by http; these answer https as well. */
export function secured(address: string): string {
  if (!URL.canParse(address) || isLoopback(new URL(address))) return address
  return address.replace(/^http:/, "https:")
}

/** Text from elsewhere for a message: quoted, without control characters, cut short. */
export function quoted(text: string): string {
  const short = text.length > 200 ? `${text.slice(0, 200)}…` : text
  // Beyond JSON's own escapes: C1 controls and directions of writing, which terminals and pages obey too.
  return JSON.stringify(short).replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "?")
}
