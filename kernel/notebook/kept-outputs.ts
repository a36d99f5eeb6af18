import { isDeepStrictEqual } from "node:util"
import { cleanCell, cleanNotebook } from "./cleaning.ts"
import type { Json, Notebook, NotebookCell } from "./notebook-file.ts"

/**
 * The notebook `edited` with what cells of `earlier` have shown: a cell with the same source keeps outputs, count and traces of its run.
 * A cell is looked for by its id, else by its source, each at most once; one that is found by its source alone takes over the id.
 * What the run left in the notebook's own metadata stays where no cell has changed.
 */
export function withKeptOutputs(edited: Notebook, earlier: Notebook): Notebook {
  const matches = matchCells(edited.cells, earlier.cells)
  const ids = new Set(edited.cells.map(({ id }) => id))
  const isUnchanged = matches.size === edited.cells.length && matches.size === earlier.cells.length
  return {
    ...edited,
    metadata: isUnchanged
      ? withTraces(edited.metadata, earlier.metadata, cleanNotebook(earlier).metadata)
      : edited.metadata,
    cells: edited.cells.map((cell) => {
      const match = matches.get(cell)
      return match === undefined
        ? cell
        : { ...withOutputs(cell, match), ...(ids.has(match.id) ? {} : { id: match.id }) }
    }),
  }
}

/** Edited cell to earlier cell. */
function matchCells(
  edited: readonly NotebookCell[],
  earlier: readonly NotebookCell[],
): Map<NotebookCell, NotebookCell> {
  const left = new Set(earlier)
  const matches = new Map<NotebookCell, NotebookCell>()
  for (const isMatch of [hasSameId, () => true]) {
    for (const cell of edited) {
      if (matches.has(cell)) continue
      const match = [...left].find((one) => hasSameSource(one, cell) && isMatch(one, cell))
      if (match === undefined) continue
      left.delete(match)
      matches.set(cell, match)
    }
  }
  return matches
}

function hasSameSource(one: NotebookCell, other: NotebookCell): boolean {
  return one.cell_type === other.cell_type && one.source === other.source
}

function hasSameId(one: NotebookCell, other: NotebookCell): boolean {
  return one.id !== undefined && one.id === other.id
}

function withOutputs(cell: NotebookCell, match: NotebookCell): NotebookCell {
  const metadata = withTraces(cell.metadata, match.metadata, cleanCell(match).metadata)
  const { outputs = [], execution_count = null } = match
  return { ...cell, metadata, ...(cell.cell_type === "code" ? { outputs, execution_count } : {}) }
}

/** Brings back what cleaning took, except where the edited text says something new. */
function withTraces(edited: Json, earlier: Json, cleaned: Json): Json {
  const traces = Object.entries(earlier).filter(
    ([name, value]) => !isDeepStrictEqual(cleaned[name], value) && isDeepStrictEqual(edited[name], cleaned[name]),
  )
  return { ...edited, ...Object.fromEntries(traces) }
}
