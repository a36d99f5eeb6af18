import type { MimeBundle } from "../host/messages.ts"
import type { Language } from "../language/language.ts"

/** What a cell such as `?name` or `name??` asks about. */
export interface HelpRequest {
  /** A name, or a path of names with dots. */
  readonly name: string
  /** 1 with two question marks: the source, too. */
  readonly detail: 0 | 1
}

/** A payload that clients show in their pager. */
export interface PagePayload {
  readonly source: "page"
  readonly data: MimeBundle
  /** Line to start at. */
  readonly start: 0
}

const word = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*`
const path = String.raw`${word}(?:\s*\.\s*#?${word})*`
const before = new RegExp(String.raw`^\s*(\?{1,2})\s*(${path})\s*;?\s*$`, "u")
const after = new RegExp(String.raw`^\s*(${path})\s*(\?{1,2})\s*$`, "u")

/** Reads a cell that is nothing but a request for help; null for TypeScript, which no such cell is. */
export function helpRequest(code: string): HelpRequest | null {
  const [, mark, name] = before.exec(code) ?? []
  const [, named, markBehind] = after.exec(code) ?? []
  const found = name ?? named
  if (found === undefined) return null
  return { name: found.replaceAll(/\s/g, ""), detail: (mark ?? markBehind) === "??" ? 1 : 0 }
}

/** Type, documentation and perhaps source of a name, for the pager; runs no user code. */
export async function helpPage(language: Language, { name, detail }: HelpRequest): Promise<PagePayload> {
  const data = await language.inspect(name, name.length, detail)
  return { source: "page", data: data ?? { "text/plain": `Nothing is known about "${name}".` }, start: 0 }
}
