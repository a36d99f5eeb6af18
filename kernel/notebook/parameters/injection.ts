import { jsonLine } from "../json-line.ts"
import { hasTag, type Notebook, type NotebookCell } from "../notebook-file.ts"
import type { SetParameter } from "./fitting-values.ts"

const tag = "injected-parameters"

/**
 * The notebook with a cell that sets the parameters, placed and tagged as papermill does: in the place of an earlier such cell,
 * else behind the cell tagged `parameters`, else first. The values are kept in `metadata.papermill.parameters`, too.
 */
export function injectParameters(notebook: Notebook, set: readonly SetParameter[]): Notebook {
  const { cells, metadata } = notebook
  const earlier = cells.findIndex((cell) => hasTag(cell, tag))
  const declaring = cells.findIndex((cell) => hasTag(cell, "parameters"))
  const before = cells.slice(0, earlier >= 0 ? earlier : declaring + 1)
  const behind = cells.slice(before.length + (earlier >= 0 ? 1 : 0))
  const cell: NotebookCell = {
    cell_type: "code",
    execution_count: null,
    ...(notebook.nbformat_minor < 5 ? {} : { id: freshId([...before, ...behind]) }),
    metadata: { tags: [tag] },
    outputs: [],
    source: parameterSource(set),
  }
  const parameters = Object.fromEntries(set.map(({ parameter, value }) => [parameter.name, value]))
  return { ...notebook, metadata: { ...metadata, papermill: { parameters } }, cells: [...before, cell, ...behind] }
}

/** The cell's text: each parameter is declared again as it was, with its new value. */
function parameterSource(set: readonly SetParameter[]): string {
  const lines = set.map(({ parameter: { keyword, name, annotation }, value }) => {
    return `${keyword} ${name}${annotation === null ? "" : `: ${annotation}`} = ${jsonLine(value)}`
  })
  return ["// Parameters", ...lines].join("\n")
}

function freshId(cells: readonly NotebookCell[]): string {
  let id = tag
  for (let copy = 2; cells.some((cell) => cell.id === id); copy++) id = `${tag}-${copy}`
  return id
}
