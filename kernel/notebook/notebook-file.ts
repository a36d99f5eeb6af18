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

/** Reads a notebook of any language; throws a sentence that quotes what it cannot use. */
export async function readNotebook(file: string): Promise<Notebook> {
  return parseNotebookText(await readText(file), `"${file}"`)
}

/** Reads a file; throws a sentence where that fails. */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8")
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(code === "ENOENT" ? `There is no file "${file}".` : `Cannot read "${file}": ${message}`)
  }
}

/** The notebook that a text holds; `name` stands for it in the sentence that is thrown where it holds none. */
export function parseNotebookText(text: string, name: string): Notebook {
  try {
    return parseNotebook(JSON.parse(text))
  } catch (error) {
    throw new Error(`${name} is not a notebook: ${(error as Error).message}`)
  }
}

/** Throws where the notebook says that it is written in a language that this kernel does not run. */
export function assertTypeScript({ metadata }: Notebook, file: string): void {
  const language = isRecord(metadata.kernelspec) ? (metadata.kernelspec.language ?? "typescript") : "typescript"
  if (language === "typescript" || language === "javascript") return
  throw new Error(`The language of "${file}" is ${JSON.stringify(language)}, expected "typescript" or "javascript".`)
}

/** Whether a cell carries a tag. */
export function hasTag(cell: NotebookCell, tag: string): boolean {
  return Array.isArray(cell.metadata.tags) && cell.metadata.tags.includes(tag)
}

/** Checks the shape of a notebook and joins its sources. */
export function parseNotebook(value: unknown): Notebook {
  if (!isRecord(value)) throw new Error("it holds no JSON object")
  if (value.nbformat !== 4) throw new Error(`its nbformat is ${JSON.stringify(value.nbformat)}, expected 4`)
  if (!Array.isArray(value.cells)) throw new Error(`its cells are ${JSON.stringify(value.cells)}, expected a list`)
  const metadata = isRecord(value.metadata) ? value.metadata : {}
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

/** Writes a notebook so that whoever reads the file sees the old one or the whole new one. */
export async function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  await writeWhole(file, notebookText(notebook))
}

/** Writes beside the file and renames; throws a sentence where that fails. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`)
  try {
    await writeFile(unfinished, text)
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw new Error(`Cannot write "${file}": ${(error as Error).message}`)
  }
}

const splitTypes = ["application/javascript", "image/svg+xml"]

function splitOutput(output: Json): Json {
  if (output.output_type === "stream") {
    // A list where it is kept as it was read.
    const { text } = output
    return { ...output, text: splitLines(Array.isArray(text) ? text.join("") : String(text)) }
  }
  if (!isRecord(output.data)) return output
  const data = Object.entries(output.data).map(([type, value]) => {
    const isSplit = typeof value === "string" && (type.startsWith("text/") || splitTypes.includes(type))
    return [type, isSplit ? splitLines(value) : value]
  })
  return { ...output, data: Object.fromEntries(data) }
}

/** A JSON value whose records have their keys in order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (!isRecord(value)) return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key])]))
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
