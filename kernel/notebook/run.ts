import { dirname, resolve } from "node:path"
import type { CellError } from "../server/cell-error.ts"
import { kernelSpec, languageInfo } from "../server/language-info.ts"
import type { Publish } from "../server/output-lanes.ts"
import { startRooms } from "../server/rooms.ts"
import type { CellReply, Session } from "../server/session.ts"
import { createNotebookOutputs } from "./cell-outputs.ts"
import { type Notebook, type NotebookCell, readNotebook, writeNotebook } from "./notebook-file.ts"

/** What `runNotebook` is given. */
export interface RunOptions {
  /** The notebook; cells run in its folder. */
  readonly file: string
  /** Where the notebook with outputs goes; by default beside the notebook, see `outputFile`. */
  readonly output?: string
  /** Writes the outputs into the notebook itself. */
  readonly inPlace?: boolean
  /** Called before each code cell that runs, with its number among them from 1. */
  readonly onProgress?: (cell: number, cells: number) => void
  /** Stops the running cell and the run. */
  readonly signal?: AbortSignal
  /** Starts what runs the cells; the real kernel by default. */
  readonly start?: (folder: string, publish: Publish) => Session
}

/** How a run ended. */
export interface RunResult {
  /** The file that was written. */
  readonly output: string
  /** Code cells that ran to their end or to an expected exception. */
  readonly cells: number
  /** The cell that ended the run before its end: its count and its error. */
  readonly failure?: { readonly count: number; readonly error: CellError }
}

/** The type check of a cell is waited for, so that the same notebook gives the same outputs. */
const checkPatienceMs = 10_000

/** Where a run writes: `notes.ipynb` gives `notes.out.ipynb` unless told otherwise. */
export function outputFile({ file, output, inPlace = false }: Pick<RunOptions, "file" | "output" | "inPlace">): string {
  if (inPlace) return file
  return output ?? `${file.replace(/\.ipynb$/, "")}.out.ipynb`
}

/**
 * Runs a notebook from top to bottom in a fresh process, without Python and without sockets.
 * Ends at the first error unless the cell is tagged `raises-exception`; cells tagged `skip-execution` are left alone.
 * The file is written once, whole, also when a cell failed: then it holds what there was until then.
 * Throws where the notebook cannot be read or the output not be written.
 */
export async function runNotebook(options: RunOptions): Promise<RunResult> {
  const output = outputFile(options)
  const notebook = await readNotebook(options.file)
  const outputs = createNotebookOutputs()
  const start =
    options.start ?? ((folder: string, publish: Publish) => startRooms({ folder, publish, checkPatienceMs }))
  const session = start(dirname(resolve(options.file)), (request, message) => {
    if (request !== null) outputs.add(request, message)
  })
  const stop = () => session.interrupt()
  options.signal?.addEventListener("abort", stop)
  try {
    for (const cell of notebook.cells) forget(cell)
    const { counts, failure } = await runCells(notebook, session, options)
    for (const [index, cell] of notebook.cells.entries()) {
      const count = counts.get(index)
      if (count === undefined) continue
      cell.execution_count = count
      cell.outputs = outputs.of(String(index))
    }
    notebook.metadata = { ...notebook.metadata, kernelspec: { ...kernelSpec }, language_info: { ...languageInfo } }
    await writeNotebook(output, notebook)
    return { output, cells: counts.size, ...(failure === undefined ? {} : { failure }) }
  } finally {
    options.signal?.removeEventListener("abort", stop)
    await session.close()
  }
}

async function runCells(
  notebook: Notebook,
  session: Session,
  { onProgress, signal }: RunOptions,
): Promise<{ counts: Map<number, number>; failure?: { count: number; error: CellError } }> {
  const counts = new Map<number, number>()
  const runnable = [...notebook.cells.entries()].filter(([, cell]) => isRunnable(cell))
  for (const [position, [index, cell]] of runnable.entries()) {
    if (signal?.aborted) break
    onProgress?.(position + 1, runnable.length)
    const reply = await runCell(session, String(index), cell.source)
    counts.set(index, reply.execution_count)
    if (reply.status === "error" && (signal?.aborted || !hasTag(cell, "raises-exception"))) {
      const { execution_count: count, ename, evalue, traceback } = reply
      return { counts, failure: { count, error: { ename, evalue, traceback } } }
    }
  }
  return { counts }
}

async function runCell(session: Session, request: string, code: string): Promise<CellReply> {
  let reply: CellReply | undefined
  await session.run({ request, code }, (answer) => {
    reply = answer
  })
  return reply!
}

/** Nothing of an earlier run stays: no outputs, no counts, no times. */
function forget(cell: NotebookCell): void {
  if (cell.cell_type !== "code" || hasTag(cell, "skip-execution")) return
  cell.outputs = []
  cell.execution_count = null
  const { execution: _times, ...metadata } = cell.metadata
  cell.metadata = metadata
}

function isRunnable(cell: NotebookCell): boolean {
  return cell.cell_type === "code" && cell.source.trim() !== "" && !hasTag(cell, "skip-execution")
}

function hasTag(cell: NotebookCell, tag: string): boolean {
  return Array.isArray(cell.metadata.tags) && cell.metadata.tags.includes(tag)
}
