import { HoverRequest } from "vscode-languageserver-protocol/node"
import type { MimeBundle } from "../host/messages.ts"
import { type CellDocument, positionAt } from "./cell-document.ts"
import { cellNames } from "./cell-names.ts"
import type { ServerSession } from "./server-session.ts"

/** What `inspectAt` is given. */
export interface InspectionSource {
  readonly session: ServerSession
  readonly document: CellDocument
  /** Offset in the user's text. */
  readonly cursor: number
  /** The user's text of an earlier cell, by number. */
  readonly codeOf: (cell: number) => string | undefined
}

/**
 * Type and documentation of the name at the cursor, or of the function whose arguments the cursor stands among.
 * @param detail 1 adds the statement of the cell that defined the name
 */
export async function inspectAt(source: InspectionSource, detail: 0 | 1): Promise<MimeBundle | null> {
  const { session, document, cursor } = source
  const word = wordAt(document.code, cursor)
  if (word === null) return null
  const { line, character } = positionAt(document.code, word.start)
  const hover = await session.request(HoverRequest.type, {
    textDocument: { uri: session.uri(document.name) },
    position: { line: line + document.linesAbove, character },
  })
  if (!hover || Array.isArray(hover.contents) || typeof hover.contents === "string") return null
  const markdown = hover.contents.value.trim().replace(/^```typescript\n(?:\(alias\) )?/, "```ts\n")
  if (markdown === UNKNOWN) return null
  const definition = detail === 1 ? definitionOf(word.text, source) : null
  const all = definition === null ? markdown : `${markdown}\n\n\`\`\`ts\n${definition}\n\`\`\``
  return all === "" ? null : { "text/markdown": all, "text/plain": plainText(all) }
}

/** What the server says of a name that nobody declared. */
const UNKNOWN = "```ts\nany\n```"

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

/** The statement of this or an earlier cell that defines a top-level name. */
function definitionOf(name: string, { document, codeOf }: InspectionSource): string | null {
  const known = document.taken.get(name)
  const code = known ? codeOf(known.cell) : document.code
  if (code === undefined) return null
  const found = cellNames(code).find((one) => one.name === name)
  return found ? code.slice(found.start, found.end) : null
}

/** Markdown as a terminal or a pager reads it. */
function plainText(markdown: string): string {
  return markdown
    .replace(/^```.*\n?/gm, "")
    .replace(/^\*@(\w+)\*/gm, "@$1")
    .trim()
}
