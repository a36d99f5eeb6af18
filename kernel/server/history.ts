import { matchesGlob } from "./glob.ts"

/** One counted cell: session number, count, source. */
export type HistoryEntry = readonly [session: number, line: number, source: string]

/** An entry with the text of the cell's result beside its source. */
export type HistoryEntryWithOutput = readonly [session: number, line: number, source: readonly [string, string | null]]

/** Which entries a history request asks for. */
export type HistoryQuery = { readonly output: boolean } & (
  | { readonly kind: "tail"; readonly n: number }
  | { readonly kind: "range"; readonly session: number; readonly start: number; readonly stop: number }
  | { readonly kind: "search"; readonly pattern: string; readonly n: number; readonly unique: boolean }
)

/** The cells that ran in this process, in memory. */
export interface History {
  add(line: number, source: string): void
  /** Text of the result of the cell with this count. */
  result(line: number, text: string): void
  query(query: HistoryQuery): readonly (HistoryEntry | HistoryEntryWithOutput)[]
}

/** Number of the session; what ran in earlier processes is not kept. */
const session = 1
const longest = 10_000

/** Makes an empty history. */
export function createHistory(): History {
  const entries: { line: number; source: string; result: string | null }[] = []

  function select(query: HistoryQuery): typeof entries {
    if (query.kind === "tail") return query.n > 0 ? entries.slice(-query.n) : []
    if (query.kind === "range") {
      if (query.session !== session && query.session !== 0) return []
      return entries.filter(({ line }) => line >= query.start && line < query.stop)
    }
    const found = entries.filter(({ source }) => matchesGlob(query.pattern, source))
    const kept = query.unique
      ? found.filter(({ source }, i) => !found.slice(i + 1).some((later) => later.source === source))
      : found
    return query.n > 0 ? kept.slice(-query.n) : kept
  }

  return {
    add(line, source) {
      entries.push({ line, source, result: null })
      if (entries.length > longest) entries.shift()
    },
    result(line, text) {
      const entry = entries.findLast((one) => one.line === line)
      if (entry !== undefined) entry.result = text
    },
    query: (query) =>
      select(query).map(({ line, source, result }) =>
        query.output ? ([session, line, [source, result]] as const) : ([session, line, source] as const),
      ),
  }
}
