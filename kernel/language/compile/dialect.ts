import { parseSync } from "oxc-parser"

/** What a cell is written in: TypeScript, or TypeScript with JSX, where `<T>x` means an element. */
export type Dialect = "ts" | "tsx"

/**
 * The dialect of a cell: with JSX only where that parses better than without, as most cells of a project with JSX have none.
 * @param allowsJsx whether the project uses JSX at all
 */
export function dialectOf(code: string, allowsJsx: boolean): Dialect {
  if (!allowsJsx || !/<[\p{ID_Start}$_>]/u.test(code)) return "ts"
  const faults = faultsIn(code, "ts")
  return faults > 0 && faultsIn(code, "tsx") < faults ? "tsx" : "ts"
}

function faultsIn(code: string, dialect: Dialect): number {
  return parseSync(`cell.${dialect}`, code, { lang: dialect, sourceType: "module" }).errors.length
}
