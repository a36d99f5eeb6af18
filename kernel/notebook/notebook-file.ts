import { randomUUID } from "node:crypto"
import { readFile, rename, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { splitLines } from "./text-lines.ts"

/** Any JSON object. */
export type Json = Record<string, unknown>

/** A cell of a notebook; `source` is one text. */
export interface NotebookCell extends Json {
  cell_type: string
  source: string
  metadata: Json
  execution_count?: number | null
  outputs?: Json[]
}

/** A notebook of nbformat 4. */
export interface Notebook extends Json {
  nbformat: number
  nbformat_minor: number
  metadata: Json
  cells: NotebookCell[]
}

/** Reads a notebook; throws a sentence that quotes what it cannot use. */
export async function readNotebook(file: string): Promise<Notebook> {
  let text: string
  try {
    text = await readFile(file, "utf8")
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(code === "ENOENT" ? `There is no file "${file}".` : `Cannot read "${file}": ${message}`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(`"${file}" is not a notebook: ${(error as Error).message}`)
  }
  try {
    return parseNotebook(value)
  } catch (error) {
    throw new Error(`"${file}" cannot be run: ${(error as Error).message}`)
  }
}

/** Checks the shape of a notebook and joins its sources. */
export function parseNotebook(value: unknown): Notebook {
  if (!isRecord(value)) throw new Error("it holds no JSON object")
  if (value.nbformat !== 4) throw new Error(`its nbformat is ${JSON.stringify(value.nbformat)}, expected 4`)
  if (!Array.isArray(value.cells)) throw new Error(`its cells are ${JSON.stringify(value.cells)}, expected a list`)
  const metadata = isRecord(value.metadata) ? value.metadata : {}
  const language = isRecord(metadata.kernelspec) ? (metadata.kernelspec.language ?? "typescript") : "typescript"
  if (language !== "typescript" && language !== "javascript") {
    throw new Error(`its language is ${JSON.stringify(language)}, expected "typescript" or "javascript"`)
  }
  const minor = typeof value.nbformat_minor === "number" ? value.nbformat_minor : 5
  return { ...value, nbformat: 4, nbformat_minor: minor, metadata, cells: value.cells.map(parseCell) }
}

function parseCell(value: unknown, index: number): NotebookCell {
  if (!isRecord(value) || typeof value.cell_type !== "string") throw new Error(`cell ${index + 1} has no cell_type`)
  const { source = "", metadata = {} } = value
  const text = Array.isArray(source) ? source.join("") : source
  if (typeof text !== "string") throw new Error(`the source of cell ${index + 1} is ${JSON.stringify(source)}`)
  if (!isRecord(metadata)) throw new Error(`the metadata of cell ${index + 1} are ${JSON.stringify(metadata)}`)
  return { ...value, cell_type: value.cell_type, source: text, metadata }
}

/** The text of a notebook file as Jupyter itself would store it, so that saving it there changes nothing. */
export function notebookText(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: splitLines(cell.source),
    ...(cell.outputs === undefined ? {} : { outputs: cell.outputs.map(splitOutput) }),
  }))
  return `${JSON.stringify(sortKeys({ ...notebook, cells }), null, 1)}\n`
}

/** Writes beside the file and renames: whoever reads it sees the old notebook or the whole new one. */
export async function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  const unfinished = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`)
  try {
    await writeFile(unfinished, notebookText(notebook))
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw new Error(`Cannot write "${file}": ${(error as Error).message}`)
  }
}

const splitTypes = ["application/javascript", "image/svg+xml"]

function splitOutput(output: Json): Json {
  if (output.output_type === "stream") return { ...output, text: splitLines(output.text as string) }
  if (!isRecord(output.data)) return output
  const data = Object.entries(output.data).map(([type, value]) => {
    const isSplit = typeof value === "string" && (type.startsWith("text/") || splitTypes.includes(type))
    return [type, isSplit ? splitLines(value) : value]
  })
  return { ...output, data: Object.fromEntries(data) }
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (!isRecord(value)) return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key])]))
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
