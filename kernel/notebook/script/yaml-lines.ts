import { jsonLine } from "../json-line.ts"
import { isRecord, type Json } from "../notebook-file.ts"

/** Words that YAML takes for something else than text. */
const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i
const plainText = /^[A-Za-z_][\w.-]*$/

/** A record as lines of YAML: records in the fields of `nested` on lines of their own, everything else on one line as JSON. */
export function yamlLines(record: Json, nested: readonly string[]): string[] {
  return Object.entries(record).flatMap(([key, value]) => {
    const isBlock = isRecord(value) && nested.includes(key) && Object.keys(value).length > 0
    if (!isBlock) return [`${scalarText(key)}: ${scalarText(value)}`]
    return [`${scalarText(key)}:`, ...yamlLines(value, nested).map((line) => `  ${line}`)]
  })
}

function scalarText(value: unknown): string {
  return typeof value === "string" && plainText.test(value) && !reserved.test(value) ? value : jsonLine(value)
}

interface Line {
  readonly indent: number
  readonly text: string
}

/**
 * Reads a record from YAML as the headers of notebooks have it: nested mappings, lists, and scalars that end with their line.
 * Throws a sentence that quotes a line which goes beyond that.
 */
export function parseYamlLines(lines: readonly string[]): Json {
  const left = lines
    .filter((line) => line.trim() !== "")
    .map((line) => ({ indent: line.search(/\S/), text: line.trim() }))
  const value = parseBlock(left, left[0]?.indent ?? 0)
  if (left.length > 0 || !isRecord(value)) throw notUnderstood(left[0]?.text ?? lines.join("\n"))
  return value
}

/** Takes the lines of one block from the front. */
function parseBlock(left: Line[], indent: number): unknown {
  return left[0]?.text.startsWith("- ") || left[0]?.text === "-" ? parseList(left, indent) : parseMapping(left, indent)
}

function parseMapping(left: Line[], indent: number): Json {
  const entries: [string, unknown][] = []
  for (let line = left[0]; line?.indent === indent; line = left[0]) {
    const match = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'{[#&*!|>%@`-][^:]*|-[^\s:][^:]*)\s*:(?:\s+(.*))?$/.exec(
      line.text,
    )
    if (match === null) break
    left.shift()
    entries.push([String(quotedOrPlain(match[1]!)), parseValue(left, indent, match[2] ?? "")])
  }
  return Object.fromEntries(entries)
}

function parseList(left: Line[], indent: number): unknown[] {
  const items: unknown[] = []
  for (let line = left[0]; line?.indent === indent && /^-(\s|$)/.test(line.text); line = left[0]) {
    const text = line.text.slice(1).trimStart()
    if (/^[\w-]+:(\s|$)|^- /.test(text)) {
      // The item is a block that begins on the line of its dash.
      const inner = indent + line.text.length - text.length
      left[0] = { indent: inner, text }
      items.push(parseBlock(left, inner))
      continue
    }
    left.shift()
    items.push(parseValue(left, indent, text))
  }
  return items
}

function parseValue(left: Line[], indent: number, text: string): unknown {
  const next = left[0]
  if (text !== "") return parseScalar(text)
  if (next === undefined) return null
  // A list may stand at the indent of its key.
  if (next.indent > indent || (next.indent === indent && /^-(\s|$)/.test(next.text)))
    return parseBlock(left, next.indent)
  return null
}

function parseScalar(text: string): unknown {
  if (/^[{[]/.test(text)) return parseJson(text, text)
  if (/^[&*!|>%@`]/.test(text)) throw notUnderstood(text)
  return quotedOrPlain(text)
}

function quotedOrPlain(text: string): unknown {
  if (text.startsWith("'")) {
    if (!/^'(?:[^']|'')*'$/.test(text)) throw notUnderstood(text)
    return text.slice(1, -1).replaceAll("''", "'")
  }
  if (text.startsWith('"')) {
    if (!/^"(?:[^"\\]|\\.)*"$/.test(text)) throw notUnderstood(text)
    return parseJson(inJson(text), text)
  }
  if (/^(?:~|null)$/i.test(text)) return null
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true"
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : text
}

/** Escapes of one letter that YAML knows and JSON does not. */
const letters: Readonly<Record<string, string>> = {
  ...{ "0": "\\u0000", a: "\\u0007", v: "\\u000b", e: "\\u001b", " ": " " },
  ...{ N: "\\u0085", _: "\\u00a0", L: "\\u2028", P: "\\u2029" },
}

/** JSON lacks a few of YAML's escapes: letters, and characters by two or eight hexadecimal digits. */
function inJson(text: string): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|U([0-9a-fA-F]{8})|(.))/g, (whole, two, eight, letter) => {
    if (letter !== undefined) return letters[letter as string] ?? whole
    return JSON.stringify(String.fromCodePoint(Number.parseInt(two ?? eight, 16))).slice(1, -1)
  })
}

function parseJson(json: string, text: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw notUnderstood(text)
  }
}

function notUnderstood(text: string): Error {
  return new Error(`the header's line ${JSON.stringify(text)} is not understood`)
}
