import { isDeepStrictEqual } from "node:util"
import { jsonLine } from "../json-line.ts"
import { isRecord, type Json } from "../notebook-file.ts"

/** What the line above a cell says: everything of the cell but its source. */
export interface Marker {
  readonly cellType: string
  /** `metadata`, and where there are such `id`, `attachments` and further fields of the cell. */
  readonly fields: Json & { readonly metadata: Json }
}

const markerLine = /^\s*\/\/\s*%%(%*)(?:\s(.*))?$/
const lineLikeMarker = /^(\s*\/\/\s*)(\\*%%)/
const escapedLine = /^(\s*\/\/\s*)\\(\\*%%)/
const cellId = /^[A-Za-z0-9_-]{1,64}$/

/** The marker that a line is, or null for a line of a cell. */
export function parseMarker(line: string): Marker | null {
  const match = markerLine.exec(line)
  if (match === null) return null
  const { title, options } = splitOptions((match[2] ?? "").trim())
  const type = /\[(markdown|md|raw)\]/.exec(title)
  const name = title.replace(type?.[0] ?? "", "").trim()
  const { id, deltaw, ...metadata } = options
  const isId = typeof id === "string" && cellId.test(id)
  const fields = {
    metadata: {
      ...(name === "" ? {} : { title: name }),
      ...(match[1] === "" ? {} : { cell_depth: match[1]!.length }),
      ...metadata,
      ...(isId || id === undefined ? {} : { id }),
      ...(isRecord(deltaw) || deltaw === undefined ? {} : { deltaw }),
    },
    ...(isId ? { id } : {}),
    ...(isRecord(deltaw) ? deltaw : {}),
  }
  return { cellType: type === null ? "code" : type[1]!.replace("md", "markdown"), fields }
}

/**
 * The line of a marker in jupytext's percent format: a title, the type, `key=value` for metadata, and the id.
 * What such a line cannot say without loss stands behind `deltaw=`.
 */
export function writeMarker(marker: Marker): string {
  const { metadata, id, ...further } = marker.fields
  const { title, ...options } = metadata
  const rest = Object.keys(further).length === 0 ? {} : { deltaw: further }
  const own = id === undefined ? rest : { id, ...rest }
  const candidates = [
    ...(typeof title === "string" && !/[={]/.test(title) ? [line(marker, { ...options, ...own }, title)] : []),
    line(marker, { ...metadata, ...own }),
  ]
  return (
    candidates.find((one) => isDeepStrictEqual(parseMarker(one), marker)) ?? line(marker, { deltaw: marker.fields })
  )
}

/** A line of a cell, made different from a marker where it looks like one. */
export function escapeLine(text: string): string {
  return text.replace(lineLikeMarker, "$1\\$2")
}

/** Undoes `escapeLine`. */
export function unescapeLine(text: string): string {
  return text.replace(escapedLine, "$1$2")
}

function line({ cellType }: Marker, options: Json, title?: string): string {
  const words = Object.entries(options).map(([key, value]) => `${key}=${jsonLine(value)}`)
  return ["// %%", title, cellType === "code" ? undefined : `[${cellType}]`, ...words]
    .filter((word) => word !== undefined)
    .join(" ")
}

/** Splits at the first `key=value` or `{`; a text whose options cannot be read is a title as a whole. */
function splitOptions(text: string): { title: string; options: Json } {
  const brace = text.indexOf("{")
  const equals = text.indexOf("=")
  const usesJson = brace >= 0 && !(equals >= 0 && equals < brace)
  const start = usesJson ? brace : optionStart(text, equals)
  const options = usesJson ? parseRecord(text.slice(start)) : parseOptions(text.slice(start))
  return options === null ? { title: text, options: {} } : { title: text.slice(0, start).trim(), options }
}

function optionStart(text: string, equals: number): number {
  return equals < 0 ? text.length : text.slice(0, equals).trimEnd().lastIndexOf(" ") + 1
}

function parseRecord(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

/** Reads `key=value` pairs with JSON values and bare keys, which stand for null; null where that is not what it is. */
function parseOptions(text: string): Json | null {
  const entries: [string, unknown][] = []
  const key = /\s*([A-Za-z0-9_.@/-]+)(\s*=\s*)?/y
  for (let position = 0; position < text.length; ) {
    key.lastIndex = position
    const match = key.exec(text)
    if (match === null) return null
    position = key.lastIndex
    if (match[2] === undefined) {
      entries.push([match[1]!, null])
      continue
    }
    const end = jsonEnd(text, position)
    try {
      entries.push([match[1]!, JSON.parse(text.slice(position, end))])
    } catch {
      return null
    }
    position = end
    if (position < text.length && text[position] !== " ") return null
  }
  return Object.fromEntries(entries)
}

/** Where the JSON value that starts at a position ends. */
function jsonEnd(text: string, start: number): number {
  let depth = 0
  let isQuoted = false
  for (let i = start; i < text.length; i++) {
    const character = text[i]!
    if (isQuoted) {
      if (character === "\\") i++
      else if (character === '"') isQuoted = false
    } else if (character === '"') isQuoted = true
    else if ("[{".includes(character)) depth++
    else if ("]}".includes(character)) depth--
    if (!isQuoted && depth === 0 && (i + 1 === text.length || text[i + 1] === " ")) return i + 1
  }
  return text.length
}
