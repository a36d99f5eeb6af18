import { parseSync } from "oxc-parser"
import type { Dialect } from "../compile/dialect.ts"

/** A cell without its `export` keywords, every other character in its place: tslab exports all names itself. */
export function withoutExports(code: string, dialect: Dialect): string {
  if (!/\bexport\b/.test(code)) return code
  const { program } = parseSync("cell.ts", code, { lang: dialect, sourceType: "module" })
  let plain = code
  for (const statement of program.body) {
    if (statement.type === "ExportNamedDeclaration") {
      plain = blanked(plain, statement.start, statement.declaration?.start ?? statement.end)
    } else if (statement.type === "ExportDefaultDeclaration") {
      plain = blanked(plain, statement.start, statement.declaration.start)
    }
  }
  return plain
}

function blanked(code: string, start: number, end: number): string {
  return code.slice(0, start) + code.slice(start, end).replace(/[^\r\n]/g, " ") + code.slice(end)
}
