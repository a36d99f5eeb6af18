import { Buffer } from "node:buffer"
import { randomUUID } from "node:crypto"
import fs from "node:fs/promises"
import path from "node:path"
import process from "node:process"
import { inspect } from "node:util"
import { isTable, type Table } from "../display/arquero-table.ts"
import { dataProperty } from "../display/data-property.ts"
import { showByMethod, showsItself } from "../display/display-method.ts"
import { figurePage } from "../display/files/figure-page.ts"
import { tableParquet } from "../display/files/table-parquet.ts"
import { tableCsv, tableJson } from "../display/files/table-text-files.ts"
import { briefly } from "../display/plain-value.ts"
import { figureJson, isPlotlyFigure, PLOTLY_TYPE, type PlotlyJson } from "../display/plotly-figure.ts"
import { contexts } from "./contexts.ts"
import { orderDrawing } from "./drawing-orders.ts"
import { refuseUnknown } from "./options.ts"

/** Options of `save` in cells; all concern pictures of figures. */
export interface SaveOptions {
  /** Width and height in pixels, a 96th of an inch on paper; by default what the figure's layout says. */
  readonly width?: number
  readonly height?: number
  /** Pixels of a PNG for one of the figure; 2 by default. */
  readonly scale?: number
}

type Content = string | Uint8Array
type FigureWriter = (figure: PlotlyJson, options: SaveOptions) => Promise<Content>
type TableWriter = (table: Table) => Content | Promise<Content>

const FIGURES: Readonly<Record<string, FigureWriter>> = {
  ".svg": (figure, options) => drawn(figure, "svg", options),
  ".pdf": (figure, options) => drawn(figure, "pdf", options),
  ".png": (figure, options) => drawn(figure, "png", options),
  ".html": (figure) => figurePage(figure),
  ".json": async (figure) => `${JSON.stringify(figure)}\n`,
}

const TABLES: Readonly<Record<string, TableWriter>> = {
  ".csv": tableCsv,
  ".json": tableJson,
  ".parquet": tableParquet,
}

/** Where relative paths begin, wherever user code may go. */
const notebookFolder = process.cwd()

/**
 * Saves a figure or a table in the format that the file's ending names; a global function in cells.
 * The file is written whole or not at all, relative to the notebook's folder; one that is there is replaced.
 * @returns the file as it was named
 * @throws TypeError for another value, ending or option, Error where the file cannot be written or the figure not be drawn
 */
export function save(value: unknown, file: string, options: SaveOptions = {}): Promise<string> {
  let settle = () => {}
  const settled = new Promise<void>((resolve) => {
    settle = resolve
  })
  const context = contexts.getStore()
  // The cell ends when the file is there, awaited or not; a failure that nobody awaits is still heard of.
  context?.pending.add(settled)
  return saveNow(value, file, options).finally(() => {
    context?.pending.delete(settled)
    settle()
  })
}

async function saveNow(value: unknown, file: string, options: SaveOptions): Promise<string> {
  if (typeof file !== "string" || file === "") {
    throw new TypeError(`save(value, file) takes the name of a file, such as "figure.svg", not ${inspect(file)}`)
  }
  checkOptions(options)
  const content = await contentOf(value, file, options)
  await writeWhole(path.resolve(notebookFolder, file), file, content)
  return file
}

async function contentOf(value: unknown, file: string, options: SaveOptions): Promise<Content> {
  const table = typeof value === "object" && value !== null && isTable(value) ? value : null
  const figure = table === null ? await figureOf(value) : null
  if (table === null && figure === null) throw new TypeError(`save takes a figure or a table, not ${named(value)}`)
  const writers: Readonly<Record<string, unknown>> = table === null ? FIGURES : TABLES
  const ending = path.extname(file).toLowerCase()
  if (!Object.hasOwn(writers, ending)) {
    const known = Object.keys(writers).join(", ")
    const what = table === null ? "a figure" : "a table"
    throw new TypeError(`"${file}" ends in "${ending}": ${what} is saved as ${known}`)
  }
  const pictures = [".svg", ".pdf", ".png"]
  const [option] = Object.keys(options)
  if (option !== undefined && !pictures.includes(ending)) {
    throw new TypeError(`the ${option} is for pictures (${pictures.join(", ")}), not for "${file}"`)
  }
  if (table !== null) return await (writers[ending] as TableWriter)(table)
  try {
    return await (writers[ending] as FigureWriter)(figure!, options)
  } catch (error) {
    throw new Error(`"${file}" was not written: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A figure as it stands, or in what a value shows of itself. */
async function figureOf(value: unknown): Promise<PlotlyJson | null> {
  if (typeof value === "object" && value !== null && isPlotlyFigure(value)) return figureJson(value)
  if (!showsItself(value)) return null
  const figure = (await showByMethod(value)).data[PLOTLY_TYPE]
  return typeof figure === "object" && figure !== null && isPlotlyFigure(figure) ? figureJson(figure) : null
}

async function drawn(figure: PlotlyJson, format: "svg" | "png" | "pdf", options: SaveOptions): Promise<Content> {
  const result = await orderDrawing({ figure, format, ...options })
  if (!result.ok) throw new Error(result.reason)
  return format === "svg" ? result.data : Buffer.from(result.data, "base64")
}

/** Written beside and renamed: whoever reads the file sees the old one or the whole new one. */
async function writeWhole(target: string, file: string, content: Content): Promise<void> {
  const folder = path.dirname(target)
  const isFolder = async (place: string) => (await fs.stat(place).catch(() => null))?.isDirectory() === true
  if (!(await isFolder(folder))) {
    throw new Error(`"${file}" was not written: there is no folder "${path.dirname(file)}"`)
  }
  if (await isFolder(target)) throw new Error(`"${file}" was not written: it is a folder`)
  const unfinished = path.join(folder, `.${path.basename(target)}.${randomUUID()}.tmp`)
  try {
    await fs.writeFile(unfinished, content)
    await fs.rename(unfinished, target)
  } catch (error) {
    await fs.rm(unfinished, { force: true })
    throw new Error(`"${file}" was not written: ${(error as Error).message}`)
  }
}

function checkOptions(options: SaveOptions): void {
  refuseUnknown("save", options, ["width", "height", "scale"])
  for (const name of ["width", "height", "scale"] as const) {
    const value: unknown = options[name]
    const [least, most] = name === "scale" ? [0.1, 20] : [10, 10_000]
    if (value === undefined || (typeof value === "number" && value >= least && value <= most)) continue
    throw new TypeError(`the ${name} of a picture is a number from ${least} to ${most}, not ${inspect(value)}`)
  }
}

function named(value: unknown): string {
  const table = typeof value === "object" && value !== null ? dataProperty(value, "table") : undefined
  const part = typeof table === "object" && table !== null && isTable(table) ? "; perhaps its .table is meant" : ""
  return `${briefly(value)}${part}`
}
