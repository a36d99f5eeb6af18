// What both back ends of types have to do, as tables. Where tslab's converter, on TypeScript 5.0, gives something else,
// the row says what and why.

/** What tslab gives instead, and why. */
export interface Exception<Given> {
  readonly gives: Given
  readonly because: string
}

/** One behaviour. */
export interface Row<Given> {
  readonly title: string
  /** Code; `|` marks the cursor where there is one. */
  readonly code: string
  readonly gives: Given
  readonly tslab?: Exception<Given>
}
