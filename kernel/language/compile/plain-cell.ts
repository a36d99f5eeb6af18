import { type Options, type Program, parse } from "acorn"
import { BANNER, commentOptionLines } from "./strip-types.ts"

/** How every cell is parsed once its types are gone. */
export const PARSE_OPTIONS: Options = {
  ecmaVersion: "latest",
  sourceType: "module",
  allowAwaitOutsideFunction: true,
  allowHashBang: true,
}

/** A cell that is JavaScript as it stands. */
export interface PlainCell {
  readonly javascript: string
  readonly program: Program
}

/**
 * What may be TypeScript and parse as JavaScript all the same (`f<string>(x)` compares), or has to be lowered for V8's REPL mode: brackets of
 * type arguments and of elements, decorators, classes with a project's semantics of fields, `using`, and whatever concerns modules.
 */
const NEEDS_STRIPPING = /[<@]|\b(?:class|using|import|export)\b/

/** The cell behind the banner, where it has nothing to strip; null where it may have, or does not parse. */
export function plainCell(code: string): PlainCell | null {
  if (NEEDS_STRIPPING.test(code)) return null
  const javascript = `${BANNER}\n${commentOptionLines(code)}`
  try {
    return { javascript, program: parse(javascript, PARSE_OPTIONS) }
  } catch {
    // Types, or a mistake: the stripper tells which.
    return null
  }
}
