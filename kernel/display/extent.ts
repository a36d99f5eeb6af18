/** How much of a long value is shown. */
export interface Extent {
  /** Characters of a text. */
  readonly characters: number
  /** Items of an array, a Map or a Set. */
  readonly items: number
  /** Levels of what lies within each other. */
  readonly depth: number
  /** Rows of a table that has more than `rowsShownWhole`. */
  readonly rows: number
  readonly rowsShownWhole: number
  /** Columns of a table. */
  readonly columns: number
  /** How a cut value can be seen whole. */
  readonly advice: string
}

/** What `display` and results show: front ends slow down on more. */
export const USUAL_EXTENT: Extent = {
  characters: 20_000,
  items: 100,
  depth: 4,
  rows: 10,
  rowsShownWhole: 30,
  columns: 20,
  advice: "display.full(value) shows all",
}

/** What `display.full` shows: as much as a browser bears. */
export const FULL_EXTENT: Extent = {
  characters: 5_000_000,
  items: 1_000_000,
  depth: 100,
  rows: 20_000,
  rowsShownWhole: 20_000,
  columns: 1000,
  advice: "save(value, file) keeps tables whole",
}
