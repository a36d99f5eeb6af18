import { HoverRequest } from "vscode-languageserver-protocol/node"
import type { MimeBundle } from "../host/messages.ts"
import { type CellDocument, positionAt } from "./cell-document.ts"
import { codeBlock, markdownOf, plainText } from "./markdown.ts"
import type { ServerSession } from "./server-session.ts"
import { type SourceFinder, sourceOf, statementsOf } from "./source-text.ts"

/** What `inspectAt` is given. */
export interface InspectionSource extends SourceFinder {
  readonly session: ServerSession
  readonly document: CellDocument
  /** Offset in the user's text. */
  readonly cursor: number
}

/**
 * Type and documentation of the name at the cursor, or of the function whose arguments the cursor stands among.
 * @param detail 1 adds the source: the user's own statement, or the declaration in a file
 */
export async function inspectAt(source: InspectionSource, detail: 0 | 1): Promise<MimeBundle | null> {
  const { session, document, cursor } = source
  const word = wordAt(document.code, cursor)
  if (word === null) return null
  const { line, character } = positionAt(document.code, word.start)
  const at = {
    textDocument: { uri: session.uri(document.name) },
    position: { line: line + document.linesAbove, character },
  }
  const hover = await session.request(HoverRequest.type, at)
  const told = hover === null || Array.isArray(hover.contents) ? "" : withoutAlias(markdownOf(hover.contents))
  if (told === "" || told === UNKNOWN) return typeAlone(word.text, source)
  const code = detail === 1 ? await sourceOf(word.text, at, source) : null
  return bundleOf(code === null ? told : `${told}\n\n${codeBlock(code)}`)
}

/** What the server says of a name that nobody declared. */
const UNKNOWN = codeBlock("any")

/** What came from an earlier cell is no alias to the user. */
function withoutAlias(markdown: string): string {
  return markdown.replace(/^```typescript\n/, "```ts\n").replace(/^\(alias\) /gm, "")
}

/** A type has no value to hover over; its declaration says all. */
function typeAlone(name: string, source: InspectionSource): MimeBundle | null {
  const known = source.document.taken.get(name)
  const declaration = known?.value === undefined ? statementsOf(name, source) : null
  return declaration === null ? null : bundleOf(codeBlock(declaration))
}

/** Inspection as Markdown, with its twin for terminals. */
export function bundleOf(markdown: string): MimeBundle | null {
  return markdown === "" ? null : { "text/markdown": markdown, "text/plain": plainText(markdown) }
}

interface Word {
  readonly text: string
  readonly start: number
}

/** The identifier at or before the cursor; among the arguments of a call, the function's last name. */
export function wordAt(code: string, cursor: number): Word | null {
  const before = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.exec(code.slice(0, cursor))?.[0] ?? ""
  const after = /^[\p{ID_Continue}$\u200c\u200d]*/u.exec(code.slice(cursor))?.[0] ?? ""
  if (before + after !== "") return { text: before + after, start: cursor - before.length }
  const bracket = openBracketBefore(code, cursor)
  return bracket <= 0 ? null : wordAt(code, code.slice(0, bracket).trimEnd().length)
}

/** Offset of the round bracket that is still open at the cursor, or -1. */
function openBracketBefore(code: string, cursor: number): number {
  let depth = 0
  for (let at = cursor - 1; at >= 0; at -= 1) {
    const character = code[at]
    if (character === ")") depth += 1
    else if (character === "(") {
      if (depth === 0) return at
      depth -= 1
    }
  }
  return -1
}
