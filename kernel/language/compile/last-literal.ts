import type { Program } from "acorn"
import type MagicString from "magic-string"
import { freeReferences } from "./scopes.ts"

// esbuild drops statements such as `-5` or `undefined`, which say nothing to it, but are the result of a cell.
// So the literal that a cell ends with travels through it as a name.

const STAND_IN = "__lastLiteral"

/** A number or constant behind which only semicolons, blanks and line comments follow. */
const LAST_LITERAL =
  /(?<![\w$.])(?:0[xob][\da-f_]+n?|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?n?|undefined|Infinity|NaN|true|false)(?=(?:[\s;]|\/\/[^\n]*(?:\n|$))*$)/i

/** A cell's code with a name for its last literal, if it ends with one. */
export interface ProtectedCode {
  readonly code: string
  readonly literal: string | null
}

/** Puts a name in place of the literal that the code ends with. */
export function protectLastLiteral(code: string): ProtectedCode {
  const found = LAST_LITERAL.exec(code)
  if (found === null) return { code, literal: null }
  const [literal] = found
  const rest = code.slice(found.index + literal.length)
  return { code: code.slice(0, found.index) + STAND_IN + rest, literal }
}

/** Puts the literal back into a text of the type stripper, such as a message. */
export function withLiteral(text: string, literal: string | null): string {
  return literal === null ? text : text.replaceAll(STAND_IN, literal)
}

/** Puts the literal back into the JavaScript. */
export function restoreLastLiteral(text: MagicString, program: Program, literal: string | null): void {
  if (literal === null) return
  for (const { node } of freeReferences(program, new Set([STAND_IN]))) {
    text.update(node.start, node.end, literal)
  }
}
