import { isDeepStrictEqual } from "node:util"
import { kernelSpec, languageInfo } from "../../server/language-info.ts"
import { isRecord, type Json, sortKeys } from "../notebook-file.ts"
import { parseYamlLines, yamlLines } from "./yaml-lines.ts"

/** What a notebook is besides its cells: `metadata`, `nbformat_minor`, and further fields where there are such. */
export type NotebookFields = Json & { readonly metadata: Json }

/** What a script starts with. */
export interface Header {
  readonly fields: NotebookFields
  /** The text of a header that is not Jupyter's; it becomes the first cell, as jupytext does. */
  readonly frontMatter: string | null
  /** Lines that the header takes. */
  readonly length: number
}

/** Tells jupytext which format this is, and to leave comments that begin with % alone. */
const format = {
  comment_magics: false,
  text_representation: { extension: ".ts", format_name: "percent", format_version: "1.3" },
}

const newest = { nbformat_minor: 5 }

/** The lines of the header that jupytext writes above a script; our own additions stand below its key. */
export function writeHeader(fields: NotebookFields): string[] {
  const { metadata, ...further } = fields
  const { jupytext, ...rest } = metadata
  const own = isRecord(jupytext) ? jupytext : {}
  const plain = headerLines({ ...rest, jupytext: { ...own, ...format } })
  if (isDeepStrictEqual(parseHeader(plain).fields, fields)) return plain
  return headerLines({
    ...rest,
    jupytext: { ...format, deltaw: { ...further, ...(jupytext === undefined ? {} : { jupytext }) } },
  })
}

function headerLines(metadata: Json): string[] {
  const block = yamlLines(sortKeys(metadata) as Json, ["jupytext", "kernelspec", "text_representation"])
  return ["---", "jupyter:", ...block.map((line) => `  ${line}`), "---"].map((line) => `// ${line}`)
}

/** Reads the header of a script; one without gets the kernel's own metadata. Throws a sentence that quotes a line it does not understand. */
export function parseHeader(lines: readonly string[]): Header {
  const first = lines.findIndex((line) => !/^\/\/.*coding[:=]/.test(line))
  const end = lines.findIndex((line, index) => index > first && isFence(line))
  const isHeader = isFence(lines[first] ?? "") && lines.slice(first, end).every((line) => line.startsWith("//"))
  if (!isHeader || end < 0) {
    const fields = { ...newest, metadata: { kernelspec: { ...kernelSpec }, language_info: { ...languageInfo } } }
    return { fields, frontMatter: null, length: Math.max(first, 0) }
  }
  const { jupyter, other } = splitSections(lines.slice(first + 1, end).map((line) => line.replace(/^\/\/ ?/, "")))
  const parsed = jupyter.length === 0 ? {} : parseYamlLines(jupyter)
  return {
    fields: fieldsOf(isRecord(parsed.jupyter) ? parsed.jupyter : {}),
    frontMatter: other.length === 0 ? null : ["---", ...other, "---"].join("\n"),
    length: end + 1,
  }
}

function isFence(line: string): boolean {
  return /^\/\/ ?---\s*$/.test(line)
}

/** The section `jupyter:` with what is indented below it, and everything else. */
function splitSections(lines: readonly string[]): { jupyter: string[]; other: string[] } {
  const sections: { jupyter: string[]; other: string[] } = { jupyter: [], other: [] }
  let isJupyter = false
  for (const line of lines) {
    if (/^jupyter\s*:\s*$/.test(line)) isJupyter = true
    else if (/^\S/.test(line)) isJupyter = false
    sections[isJupyter ? "jupyter" : "other"].push(line)
  }
  return sections
}

function fieldsOf({ jupytext, ...metadata }: Json): NotebookFields {
  if (!isRecord(jupytext)) return { ...newest, metadata }
  const { text_representation: _format, comment_magics: _magics, main_language: _language, deltaw, ...own } = jupytext
  if (isRecord(deltaw)) {
    const { jupytext: theirs, ...further } = deltaw
    return { ...newest, ...further, metadata: { ...metadata, ...(theirs === undefined ? {} : { jupytext: theirs }) } }
  }
  return { ...newest, metadata: { ...metadata, ...(Object.keys(own).length === 0 ? {} : { jupytext: own }) } }
}
