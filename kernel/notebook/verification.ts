import { dirname, resolve } from "node:path"
import { type ExecutionOptions, executeNotebook } from "./execution.ts"
import { assertTypeScript, notebookText, parseNotebookText, readNotebook } from "./notebook-file.ts"
import { outputDifferences } from "./output-differences.ts"
import { type RunOptions, startNotebookRooms } from "./run.ts"

/** What `verifyNotebook` is given. */
export interface VerificationOptions extends Omit<ExecutionOptions, "start" | "keepGoing"> {
  /** The notebook; it is not changed. */
  readonly file: string
  readonly start?: RunOptions["start"]
}

/** A cell that shows something else than the notebook says. */
export interface ChangedCell {
  /** Its place among the cells of the notebook, from 1. */
  readonly position: number
  readonly firstLine: string
  readonly differences: readonly string[]
}

/**
 * Runs a notebook in a fresh session from top to bottom, errors or not, and compares what its cells show with what it has stored.
 * Resolves to the cells that ran and to those that differ; throws where the notebook cannot be read.
 */
export async function verifyNotebook(
  options: VerificationOptions,
): Promise<{ cells: number; changed: readonly ChangedCell[] }> {
  const { file, start = startNotebookRooms } = options
  const folder = dirname(resolve(file))
  const stored = await readNotebook(file)
  assertTypeScript(stored, file)
  const { notebook, cells } = await executeNotebook(stored, {
    ...options,
    keepGoing: true,
    start: (publish) => start(folder, publish),
  })
  // As it would be read again: what JSON drops is no difference.
  const now = parseNotebookText(notebookText(notebook), "The notebook that ran")
  const changed = stored.cells.flatMap((cell, index) => {
    const differences = cell.cell_type === "code" ? outputDifferences(cell, now.cells[index]!) : []
    const firstLine = cell.source.split("\n").find((line) => line.trim() !== "") ?? ""
    return differences.length === 0 ? [] : [{ position: index + 1, firstLine, differences }]
  })
  return { cells, changed }
}
