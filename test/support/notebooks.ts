/** A cell of a notebook to be made: its source, and outputs where it was run before. */
export interface CellToMake {
  readonly source: string
  readonly outputs?: readonly Readonly<Record<string, unknown>>[]
}

/** The text of a notebook for our kernel with these code cells. */
export function notebookText(cells: readonly CellToMake[]): string {
  return JSON.stringify({
    cells: cells.map(({ source, outputs = [] }, index) => ({
      cell_type: "code",
      execution_count: null,
      id: `cell-${index}`,
      metadata: {},
      outputs,
      source,
    })),
    metadata: { kernelspec: { name: "deltaw", display_name: "TypeScript (Δw)", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  })
}

/** The saved output of a cell that showed a Plotly figure. */
export function figureOutput(figure: object): Record<string, unknown> {
  return {
    output_type: "display_data",
    metadata: {},
    data: { "application/vnd.plotly.v1+json": figure, "text/plain": "[figure]" },
  }
}
