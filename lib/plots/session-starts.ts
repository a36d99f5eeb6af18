import type { Row } from "./tables.ts"
import { faint } from "./theme.ts"

/** Upright lines at the first trial of every session but the first, from rows in order of trials with `session` and `trial`. */
export function sessionStarts(rows: readonly Row[]): readonly Row[] {
  const starts = rows.filter((row, index) => index > 0 && row.session !== rows[index - 1]!.session)
  return starts.map(({ trial }) => ({
    type: "line",
    layer: "below",
    xref: "x",
    yref: "paper",
    x0: trial,
    x1: trial,
    y0: 0,
    y1: 1,
    line: { color: faint, width: 1 },
  }))
}
