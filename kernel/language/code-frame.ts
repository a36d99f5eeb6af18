import { green, red } from "./ansi.ts"

/** A stretch of a text; lines and columns count from 1, columns in UTF-16 units. */
export interface Stretch {
  readonly line: number
  readonly column: number
  readonly endLine?: number
  readonly endColumn?: number
}

/** Columns shown of a line; what is longer is cut around the place. */
const WIDEST_LINE = 160

/**
 * Lines of code around a place, numbered, with an arrow at the line and carets under the stretch.
 * @param context lines shown above and below
 */
export function codeFrame(code: string, at: Stretch, context = 2): string[] {
  const lines = code.split(/\r\n|\r|\n/)
  const line = Math.min(Math.max(at.line, 1), lines.length)
  const [first, last] = [Math.max(1, line - context), Math.min(lines.length, line + context)]
  const gutter = String(last).length + 6
  const column = Math.max(1, at.column)
  const cut = column > WIDEST_LINE - 20 ? column - 40 : 0
  const frame: string[] = []
  for (let number = first; number <= last; number += 1) {
    const text = (lines[number - 1] ?? "").slice(cut, cut + WIDEST_LINE)
    if (number !== line) {
      frame.push(`${green(String(number).padStart(gutter))} | ${text}`.trimEnd())
      continue
    }
    const arrow = `${"-".repeat(gutter - String(number).length - 2)}> ${number}`
    frame.push(`${green(arrow)} | ${text}`.trimEnd())
    frame.push(`${" ".repeat(gutter)} | ${indentTo(text, column - cut)}${red("^".repeat(widthOf(at, text, cut)))}`)
  }
  return frame
}

/** Blanks as wide as what stands before the column; tabs stay tabs. */
function indentTo(text: string, column: number): string {
  return text
    .slice(0, column - 1)
    .replace(/[^\t]/g, " ")
    .padEnd(column - 1)
}

function widthOf({ line, column, endLine = line, endColumn = column + 1 }: Stretch, text: string, cut: number): number {
  const end = endLine > line ? text.length + 1 : Math.min(endColumn - cut, text.length + 1)
  return Math.max(1, end - (column - cut))
}
