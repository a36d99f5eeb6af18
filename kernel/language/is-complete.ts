import { parseSync } from "oxc-parser"
import { dialectOf } from "./compile/dialect.ts"
import { commentOptionLines } from "./compile/strip-types.ts"

/** Whether a text could be run, wants more lines, or can never become right. */
export interface Completeness {
  readonly status: "complete" | "incomplete" | "invalid"
  /** Blanks to start the next line with; "" unless incomplete. */
  readonly indent: string
}

const STEP = "  "

/**
 * Tells by a TypeScript parser whether a console should run the text or ask for another line.
 * @param allowsJsx whether the project uses JSX
 */
export function isComplete(code: string, allowsJsx = false): Completeness {
  const text = commentOptionLines(code)
  const { program, errors } = parseSync("cell.ts", text, { lang: dialectOf(text, allowsJsx), sourceType: "module" })
  const [error] = errors
  if (error === undefined) {
    const last = program.body.at(-1)
    // A function without a body is an overload to the parser; at the end of a console's text it is a beginning.
    const begun = last?.type === "TSDeclareFunction" && !last.declare && !text.trimEnd().endsWith(";")
    return begun ? incomplete(code) : { status: "complete", indent: "" }
  }
  const start = error.labels[0]?.start ?? 0
  if (start >= text.trimEnd().length) return incomplete(code)
  const isOpenText = error.message.startsWith("Unterminated") && /^(?:`|\/\*)/.test(text.slice(start))
  return isOpenText ? { status: "incomplete", indent: "" } : { status: "invalid", indent: "" }
}

/** The next line starts as the last one did, one step further in where that one opens something. */
function incomplete(code: string): Completeness {
  const last =
    code
      .trimEnd()
      .split(/\r\n|\r|\n/)
      .at(-1) ?? ""
  const blanks = /^[ \t]*/.exec(last)?.[0] ?? ""
  return { status: "incomplete", indent: /[([{:]$|=>$/.test(last) ? blanks + STEP : blanks }
}
