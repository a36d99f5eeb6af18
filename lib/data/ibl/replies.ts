import { DataError } from "../data-error.ts"
import { quoted } from "./addresses.ts"
import type { Answer } from "./requests.ts"

/** A record of a reply whose fields are not yet checked. */
export type Fields = Readonly<Record<string, unknown>>

/** Largest reply that is read, bytes. */
const largestReply = 64 * 1024 * 1024

/**
 * The JSON of an answer.
 * @throws DataError where it is too large or is none, as a page of a log-in is
 */
export async function readJson(answer: Answer, place: string): Promise<unknown> {
  const text = await readText(answer, place)
  try {
    return JSON.parse(text) as unknown
  } catch {
    const kind = answer.headers.get("content-type") ?? "nothing known"
    throw new DataError(
      "malformed",
      `${place} sent ${quoted(kind)}, which is not JSON. Is it the address of an Alyx server?`,
    )
  }
}

/** The body of an answer as text, UTF-8. @throws DataError where it is too large */
export async function readText(answer: Answer, place: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ""
  let bytes = 0
  for await (const piece of answer.pieces()) {
    bytes += piece.length
    if (bytes > largestReply) {
      throw new DataError("malformed", `${place} sends more than the ${largestReply} bytes a reply may have.`)
    }
    text += decoder.decode(piece, { stream: true })
  }
  return text + decoder.decode()
}

/** A reply that is a record. @throws DataError for anything else */
export function asRecord(reply: unknown, place: string): Fields {
  if (typeof reply === "object" && reply !== null && !Array.isArray(reply)) return reply as Fields
  return refuse(place, "the reply", reply, "a record")
}

/** A field that is text; null and a missing one are the empty text only where `optional`. @throws DataError for anything else */
export function textField(record: Fields, name: string, place: string, optional = false): string {
  const value = record[name]
  if (typeof value === "string") return value
  return optional && (value === null || value === undefined) ? "" : refuse(place, name, value, "text")
}

/** A field that is a whole number from 0, or null where there is none. @throws DataError for anything else */
export function countField(record: Fields, name: string, place: string): number | null {
  const value = record[name]
  if (value === null || value === undefined) return null
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : refuse(place, name, value, "a whole number from 0, or null")
}

/** Refuses a value of a reply, quoting it. */
export function refuse(place: string, name: string, value: unknown, accepted: string): never {
  const shown = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value))
  throw new DataError("malformed", `${place}: ${name} is ${quoted(shown)}; accepted is ${accepted}.`)
}
