import { isRecord, type Json, type Notebook, type NotebookCell } from "./notebook-file.ts"

/** What a run or a look at the notebook leaves in a cell: times, and whether its output is folded or scrolled. */
const cellTraces = ["execution", "ExecuteTime", "autoscroll", "collapsed", "papermill", "scrolled", "trusted"]

/** What a run leaves in a notebook; of `papermill` the parameters stay, of `deltaw` all but the provenance. */
const notebookTraces = ["orig_nbformat", "signature", "widgets"]

/** The notebook without outputs, counts, and whatever else a run leaves; everything that was written by hand stays. */
export function cleanNotebook(notebook: Notebook): Notebook {
  const { papermill, deltaw, ...metadata } = without(notebook.metadata, notebookTraces)
  const { provenance: _provenance, ...settings } = isRecord(deltaw) ? deltaw : {}
  const parameters = isRecord(papermill) ? papermill.parameters : undefined
  return {
    ...notebook,
    metadata: {
      ...metadata,
      ...(parameters === undefined ? {} : { papermill: { parameters } }),
      ...(Object.keys(settings).length === 0 ? {} : { deltaw: settings }),
    },
    cells: notebook.cells.map(cleanCell),
  }
}

/** The cell without outputs, count and traces. */
export function cleanCell(cell: NotebookCell): NotebookCell {
  const metadata = without(cell.metadata, cellTraces)
  return cell.cell_type === "code" ? { ...cell, metadata, execution_count: null, outputs: [] } : { ...cell, metadata }
}

function without(record: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}
