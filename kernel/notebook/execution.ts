import { type CellError, kernelError } from "../server/cell-error.ts"
import type { Publish } from "../server/output-lanes.ts"
import type { CellReply, Session } from "../server/session.ts"
import { createNotebookOutputs, type NotebookOutputs } from "./cell-outputs.ts"
import { hasTag, type Notebook, type NotebookCell } from "./notebook-file.ts"

/** How the cells of a notebook are run. */
export interface ExecutionOptions {
  /** Starts what runs the cells. */
  readonly start: (publish: Publish) => Session
  /** Called before each code cell that runs, with its number among them from 1. */
  readonly onProgress?: (cell: number, cells: number) => void
  /** Stops the running cell and the run. */
  readonly signal?: AbortSignal
  /** How long a cell may run, in ms; then it is stopped and counts as failed. */
  readonly cellTimeoutMs?: number
  /** Goes on behind a cell that failed. */
  readonly keepGoing?: boolean
}

/** A cell that threw, was stopped or ran too long: its count and its error. */
export interface CellFailure {
  readonly count: number
  readonly error: CellError
}

/** A notebook with its outputs. */
export interface ExecutedNotebook {
  readonly notebook: Notebook
  /** Code cells that ran, those that failed included. */
  readonly cells: number
  readonly failures: readonly CellFailure[]
}

/**
 * Runs the code cells from top to bottom in a fresh session.
 * Ends at the first error unless the cell is tagged `raises-exception`; cells tagged `skip-execution` are left alone.
 */
export async function executeNotebook(notebook: Notebook, options: ExecutionOptions): Promise<ExecutedNotebook> {
  const outputs = createNotebookOutputs()
  const session = options.start((request, message) => {
    if (request !== null) outputs.add(request, message)
  })
  const stop = () => session.interrupt()
  options.signal?.addEventListener("abort", stop)
  try {
    const { counts, failures } = await runCells(notebook.cells, session, outputs, options)
    const cells = notebook.cells.map((cell, index) => {
      const count = counts.get(index)
      const forgotten = forget(cell)
      return count === undefined
        ? forgotten
        : { ...forgotten, execution_count: count, outputs: outputs.of(String(index)) }
    })
    return { notebook: { ...notebook, cells }, cells: counts.size, failures }
  } finally {
    options.signal?.removeEventListener("abort", stop)
    await session.close()
  }
}

async function runCells(
  cells: readonly NotebookCell[],
  session: Session,
  outputs: NotebookOutputs,
  { onProgress, signal, cellTimeoutMs, keepGoing = false }: ExecutionOptions,
): Promise<{ counts: Map<number, number>; failures: CellFailure[] }> {
  const counts = new Map<number, number>()
  const failures: CellFailure[] = []
  const runnable = [...cells.entries()].filter(([, cell]) => isRunnable(cell))
  // The time of the first cell does not include that of the start.
  if (cellTimeoutMs !== undefined) await session.run({ request: "start", code: "", silent: true }, () => {})
  for (const [position, [index, cell]] of runnable.entries()) {
    if (signal?.aborted || (failures.length > 0 && !keepGoing)) break
    onProgress?.(position + 1, runnable.length)
    const { reply, isLate } = await runCell(session, String(index), cell.source, cellTimeoutMs)
    const { execution_count: count } = reply
    counts.set(index, count)
    if (isLate) {
      const error = tooLong(cellTimeoutMs!)
      outputs.end(String(index), error)
      failures.push({ count, error })
    } else if (reply.status === "error" && (signal?.aborted || !hasTag(cell, "raises-exception"))) {
      const { ename, evalue, traceback } = reply
      failures.push({ count, error: { ename, evalue, traceback } })
    }
  }
  return { counts, failures }
}

async function runCell(
  session: Session,
  request: string,
  code: string,
  timeoutMs: number | undefined,
): Promise<{ reply: CellReply; isLate: boolean }> {
  let reply: CellReply | undefined
  let isLate = false
  const onLate = () => {
    if (reply !== undefined) return
    isLate = true
    session.interrupt()
  }
  const timer = timeoutMs === undefined ? undefined : setTimeout(onLate, timeoutMs)
  try {
    await session.run({ request, code }, (answer) => {
      reply = answer
    })
  } finally {
    clearTimeout(timer)
  }
  return { reply: reply!, isLate }
}

function tooLong(timeoutMs: number): CellError {
  return kernelError("Timeout", `The cell ran longer than ${timeoutMs / 1000} s and was stopped.`)
}

/** Nothing of an earlier run stays: no outputs, no counts, no times. */
function forget(cell: NotebookCell): NotebookCell {
  if (cell.cell_type !== "code" || hasTag(cell, "skip-execution")) return cell
  const { execution: _times, ...metadata } = cell.metadata
  return { ...cell, metadata, outputs: [], execution_count: null }
}

function isRunnable(cell: NotebookCell): boolean {
  return cell.cell_type === "code" && cell.source.trim() !== "" && !hasTag(cell, "skip-execution")
}
