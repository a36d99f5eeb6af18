import { readFile, stat } from "node:fs/promises"
import { basename, extname } from "node:path"
import { fileURLToPath, URL } from "node:url"
import { refuseUnknownKeys } from "../numerics/options.ts"
import { alfColumns, requiredColumns, textColumns } from "./alf-columns.ts"
import { type Animal, animal } from "./animal.ts"
import type { MappingOptions, TrialColumns } from "./column-mapping.ts"
import { readCommaSeparated, type TextTable } from "./comma-separated.ts"
import { DataError } from "./data-error.ts"
import { readTrialFile, textOf } from "./formats/trial-file.ts"
import { type MappedTrials, mappedTrials } from "./mapped-trials.ts"
import { type NamedColumns, namedColumns } from "./named-columns.ts"
import { syntheticCitation } from "./synthetic-animals.ts"
import { trialTableOf } from "./trial-table.ts"

/** Options of `animals.fromFile` and `animals.fromCsv`. */
export interface FromFileOptions extends Partial<MappingOptions> {
  /** Name in tables and figures; without it the file's `subject`, else the name of the file. */
  readonly name?: string
  /** The animal to take where the file holds several. */
  readonly subject?: string
  /** Trials the file must hold, so that a shorter copy is refused. */
  readonly trials?: number
  readonly licence?: string
  readonly citation?: string
  /** True where the trials were simulated. A file with the word "synthetic" in a column `source` says so itself. */
  readonly synthetic?: boolean
  /** Path of the table in a file that holds several, such as "intervals/trials" or "data.trials". */
  readonly table?: string
}

/** Options of `animals.fromCsv`: those of `animals.fromFile`. */
export type FromCsvOptions = FromFileOptions

const optionNames = [
  "name",
  "subject",
  "trials",
  "licence",
  "citation",
  "synthetic",
  "table",
  "columns",
  "values",
  "oneSession",
  "uncertainReward",
]

/** Larger files are not of trials alone. */
const mostBytes = 2 ** 30

/**
 * An animal from a file of comma-separated text: ALF columns, or those that the option `columns` names.
 * @throws DataError where the file is not there, or what it holds is refused (which row, which value, what is accepted)
 */
export async function fromCsv(path: string | URL, options: FromFileOptions = {}): Promise<Animal> {
  refuseUnknownKeys("animals.fromCsv", options, optionNames)
  const { bytes, file } = await read(path)
  const content = readCommaSeparated(textOf(bytes, basename(file)), basename(file))
  if (options.columns === undefined) return animalOf({ content, notes: [] }, file, options)
  return animalOf(
    mappedTrials(namedColumns(content), mappingOf(options, options.columns), basename(file)),
    file,
    options,
  )
}

/**
 * An animal from a file of trials of any kind that `readTrialFile` knows: ALF columns, or those that the option `columns` names.
 * @throws DataError where the file is not there, or what it holds is refused (which row, which value, what is accepted)
 */
export async function fromFile(path: string | URL, options: FromFileOptions = {}): Promise<Animal> {
  refuseUnknownKeys("animals.fromFile", options, optionNames)
  const { bytes, file } = await read(path)
  const { columns, table } = options
  const needed = (found: readonly string[]): readonly string[] => found.filter((name) => isNeeded(name, columns))
  const named = await readTrialFile(bytes, { file: basename(file), needed, ...(table === undefined ? {} : { table }) })
  const mapped =
    columns === undefined
      ? { content: alfTable(named, basename(file)), notes: [] }
      : mappedTrials(named, mappingOf(options, columns), basename(file))
  return animalOf(mapped, file, { ...(named.subject === undefined ? {} : { name: named.subject }), ...options })
}

function mappingOf({ values, oneSession, uncertainReward }: FromFileOptions, columns: TrialColumns): MappingOptions {
  return {
    columns,
    ...(values === undefined ? {} : { values }),
    ...(oneSession === undefined ? {} : { oneSession }),
    ...(uncertainReward === undefined ? {} : { uncertainReward }),
  }
}

function isNeeded(name: string, columns: TrialColumns | undefined): boolean {
  if (columns === undefined) return Object.hasOwn(alfColumns, name) || textColumns.has(name)
  const { inputs = [], ...roles } = columns
  return [...Object.values(roles), ...(Array.isArray(inputs) ? inputs : Object.values(inputs))].includes(name)
}

/** The columns with ALF names as text, so that one set of checks holds for every kind of file. */
function alfTable({ columns, lines, date }: NamedColumns, file: string): TextTable {
  // The check of names lists all that were found.
  if (!requiredColumns.every((name) => columns.has(name))) return { header: [...columns.keys()], rows: [] }
  const known = [...columns].filter(([name]) => Object.hasOwn(alfColumns, name) || textColumns.has(name))
  const { length } = columns.get("choice")!
  const other = known.find(([, values]) => values.length !== length)
  if (other !== undefined) {
    throw new DataError(
      "malformed",
      `${file}: choice has ${length} values but ${other[0]} has ${other[1].length}; accepted is one value a trial.`,
    )
  }
  if (length === 0) throw new DataError("empty", `${file} has the columns of trials, but no trials in them.`)
  const dated = date !== undefined && !known.some(([name]) => name === "date" || name === "session")
  const rows = Array.from({ length }, (_, row) => ({
    line: lines?.[row] ?? 0,
    fields: [...known.map(([, values]) => String(values[row])), ...(dated ? [date] : [])],
  }))
  return { header: [...known.map(([name]) => name), ...(dated ? ["date"] : [])], rows }
}

/** Trials of one session need no column that says so. */
function asOneSession({ header, rows }: TextTable): TextTable {
  if (header.includes("session") || header.includes("date")) return { header, rows }
  return { header: [...header, "session"], rows: rows.map(({ line, fields }) => ({ line, fields: [...fields, "0"] })) }
}

function animalOf({ content, evidence, inputs, notes }: MappedTrials, path: string, options: FromFileOptions): Animal {
  const { trials, subject, uncertainReward, oneSession } = options
  const read = trialTableOf(oneSession === true ? asOneSession(content) : content, {
    file: basename(path),
    ...(trials === undefined ? {} : { trials }),
    ...(subject === undefined ? {} : { subject }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(uncertainReward === undefined ? {} : { uncertainReward }),
  })
  const text = (column: string): string | undefined =>
    read.table.columnNames().includes(column) ? String(read.table.get(column, 0)) : undefined
  const source = options.synthetic === true || text("source") === "synthetic" ? "synthetic" : "recorded"
  return animal({
    name: options.name ?? text("subject") ?? basename(path, extname(path)),
    source,
    dataset: null,
    table: read.table,
    licence: options.licence ?? "not stated",
    citation: options.citation ?? (source === "synthetic" ? syntheticCitation : "not stated"),
    notes: [...notes, ...read.notes],
    movedContrasts: read.movedContrasts,
    ...(evidence === undefined ? {} : { evidence }),
    ...(inputs === undefined ? {} : { inputs }),
  })
}

async function read(path: string | URL): Promise<{ readonly bytes: Uint8Array; readonly file: string }> {
  const file = path instanceof URL ? fileURLToPath(path) : path
  try {
    const about = await stat(file)
    // Reading from a pipe or a device may never end.
    if (!about.isFile()) throw new DataError("malformed", `${file} cannot be read: it is no file.`)
    if (about.size <= mostBytes) return { bytes: await readFile(file), file }
    const remedy = `accepted are ${mostBytes}: export its trials alone`
    throw new DataError("malformed", `${file} has ${about.size} bytes; ${remedy}.`)
  } catch (error) {
    if (error instanceof DataError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    if (code === "ENOENT") throw new DataError("not-found", `There is no file ${file}.`)
    throw new DataError("malformed", `${file} cannot be read: ${message}.`)
  }
}
