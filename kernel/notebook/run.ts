import { dirname, resolve } from "node:path"
import type { Language } from "../language/language.ts"
import { kernelSpec, languageInfo } from "../server/language-info.ts"
import type { Publish } from "../server/output-lanes.ts"
import { startLanguageRoom, startRooms } from "../server/rooms.ts"
import type { Session } from "../server/session.ts"
import { cleanNotebook } from "./cleaning.ts"
import { type CellFailure, type ExecutionOptions, executeNotebook } from "./execution.ts"
import { assertTypeScript, type Notebook, readNotebook, writeNotebook } from "./notebook-file.ts"
import { declaredParameters, fittingValues, undeclaredValues } from "./parameters/fitting-values.ts"
import type { GivenParameter } from "./parameters/given-parameters.ts"
import { injectParameters } from "./parameters/injection.ts"
import { findParameterCell } from "./parameters/parameter-cell.ts"
import { provenanceOf, withProvenance } from "./provenance.ts"

/** What `runNotebook` is given. */
export interface RunOptions extends Omit<ExecutionOptions, "start"> {
  /** The notebook; cells run in its folder. */
  readonly file: string
  /** Where the notebook with outputs goes; by default beside the notebook, see `outputFile`. */
  readonly output?: string
  /** Writes the outputs into the notebook itself. */
  readonly inPlace?: boolean
  /** Values for the parameters that the notebook declares in its cell tagged `parameters`. */
  readonly parameters?: readonly GivenParameter[]
  /** Starts what runs the cells; the real kernel by default. */
  readonly start?: (folder: string, publish: Publish) => Session
  /** Starts what checks the types of parameters; the real language service by default. */
  readonly startLanguage?: (folder: string) => Promise<Language>
}

/** How a run ended. */
export interface RunResult {
  /** The file that was written. */
  readonly output: string
  /** Code cells that ran, those that failed included. */
  readonly cells: number
  /** The cells that failed; more than one only where the run was to go on. */
  readonly failures: readonly CellFailure[]
}

/** The type check of a cell is waited for, so that the same notebook gives the same outputs. */
const checkPatienceMs = 10_000

/** Starts the real kernel for a notebook that is run without a client. */
export function startNotebookRooms(folder: string, publish: Publish): Session {
  return startRooms({ folder, publish, checkPatienceMs })
}

/** Where a run writes: `notes.ipynb` gives `notes.out.ipynb` unless told otherwise. */
export function outputFile({ file, output, inPlace = false }: Pick<RunOptions, "file" | "output" | "inPlace">): string {
  if (inPlace) return file
  return output ?? `${file.replace(/\.ipynb$/, "")}.out.ipynb`
}

/**
 * Runs a notebook from top to bottom in a fresh process, without Python and without sockets; `executeNotebook` says what ends it.
 * The file is written once, whole, also when a cell failed: then it holds what there was until then.
 * Throws where the notebook cannot be read, a parameter does not fit, or the output cannot be written; no cell ran then but in the last case.
 */
export async function runNotebook(options: RunOptions): Promise<RunResult> {
  const { file, parameters = [], start = startNotebookRooms } = options
  const output = outputFile(options)
  const folder = dirname(resolve(file))
  const read = await readNotebook(file)
  assertTypeScript(read, file)
  const fresh = { ...read, metadata: cleanNotebook(read).metadata }
  const notebook = parameters.length === 0 ? fresh : await withParameters(fresh, parameters, folder, options)
  const executed = await executeNotebook(notebook, { ...options, start: (publish) => start(folder, publish) })
  const own = { kernelspec: { ...kernelSpec }, language_info: { ...languageInfo } }
  const metadata = withProvenance({ ...notebook.metadata, ...own }, await provenanceOf(folder))
  await writeNotebook(output, { ...executed.notebook, metadata })
  return { output, cells: executed.cells, failures: executed.failures }
}

async function withParameters(
  notebook: Notebook,
  given: readonly GivenParameter[],
  folder: string,
  { startLanguage = startLanguageRoom }: RunOptions,
): Promise<Notebook> {
  const declaring = findParameterCell(notebook)
  if (declaring === null) return injectParameters(notebook, undeclaredValues(given))
  const declared = declaredParameters(given, declaring.parameters)
  const code = notebook.cells.slice(0, declaring.index + 1).filter((cell) => cell.cell_type === "code")
  const language = await startLanguage(folder)
  try {
    const sources = code.map(({ source }) => source)
    return injectParameters(notebook, await fittingValues(language, sources, declared))
  } finally {
    await language.close()
  }
}
