import { isDeepStrictEqual } from "node:util"
import { PLOTLY_TYPE } from "../display/plotly-figure.ts"
import { isRecord, type Json, type NotebookCell } from "./notebook-file.ts"
import { overwriteLines } from "./text-lines.ts"

/**
 * What differs between the outputs of a cell, one sentence each: streams by their text, errors by name and message, values by MIME type.
 * Counts, metadata, and pictures that stand beside a figure's data are not compared.
 */
export function outputDifferences(stored: NotebookCell, now: NotebookCell): string[] {
  const [before, after] = [comparable(stored), comparable(now)]
  const length = Math.max(before.length, after.length)
  return Array.from({ length }, (_, index) => index).flatMap((index) => {
    const [one, other] = [before[index], after[index]]
    const place = `output ${index + 1}`
    if (one === undefined) return [`${place} is new: ${kindsOf(other!)}`]
    if (other === undefined) return [`${place} is gone: ${kindsOf(one)}`]
    const kinds = [...new Set([...Object.keys(one), ...Object.keys(other)])]
    return kinds
      .filter((kind) => !isDeepStrictEqual(one[kind], other[kind]))
      .map((kind) => differs(place, kind, one, other))
  })
}

function differs(place: string, kind: string, one: Json, other: Json): string {
  if (!(kind in one)) return `${place} has ${kind} now`
  if (!(kind in other)) return `${place} has no ${kind} any more`
  const { path, before, after } = firstDifference(one[kind], other[kind], "")
  return `${place}, ${kind}${path === "" ? "" : ` at ${path.replace(/^\./, "")}`}: ${shown(before, after)} now ${shown(after, before)}`
}

/** Outputs as records from what is compared to its value. */
function comparable({ outputs = [] }: NotebookCell): Json[] {
  return joinStreams(outputs).map((output) => {
    if (output.output_type === "stream") return { [String(output.name)]: overwriteLines(String(output.text)) }
    if (output.output_type === "error") return { error: `${output.ename}: ${output.evalue}` }
    return comparableBundle(isRecord(output.data) ? output.data : {})
  })
}

/** Adjacent writes to one stream are one output, however they were stored. */
function joinStreams(outputs: readonly Json[]): Json[] {
  const found: Json[] = []
  for (const output of outputs) {
    const last = found.at(-1)
    if (output.output_type !== "stream") found.push(output)
    else if (last?.output_type !== "stream" || last.name !== output.name) {
      found.push({ ...output, text: joined(output.text) })
    } else last.text = `${last.text}${joined(output.text)}`
  }
  return found
}

function comparableBundle(data: Json): Json {
  const entries = Object.entries(data).filter(([type]) => !(PLOTLY_TYPE in data && type.startsWith("image/")))
  return Object.fromEntries(entries.map(([type, value]) => [type, /\bjson$/.test(type) ? value : joined(value)]))
}

/** Notebooks store texts as lists of lines. */
function joined(text: unknown): unknown {
  return Array.isArray(text) ? text.join("") : text
}

function kindsOf(output: Json): string {
  return Object.keys(output).join(", ")
}

/** Where two values first differ: a path such as `.data[0].y[3]`. */
function firstDifference(
  before: unknown,
  after: unknown,
  path: string,
): { path: string; before: unknown; after: unknown } {
  const isList = Array.isArray(before) && Array.isArray(after)
  if (isList || (isRecord(before) && isRecord(after))) {
    const [one, other] = [before as Json, after as Json]
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      if (isDeepStrictEqual(one[key], other[key])) continue
      return firstDifference(one[key], other[key], isList ? `${path}[${key}]` : `${path}.${key}`)
    }
  }
  return { path, before, after }
}

const shownLength = 60

/** A value in one line, from shortly before the place where it differs from another. */
function shown(value: unknown, other: unknown): string {
  if (value === undefined) return "nothing"
  const [text, rival] = [JSON.stringify(value), JSON.stringify(other) ?? ""]
  if (text.length <= shownLength) return text
  let start = 0
  while (text[start] === rival[start]) start++
  const from = Math.max(0, start - 10)
  return `${from > 0 ? "…" : ""}${text.slice(from, from + shownLength)}${from + shownLength < text.length ? "…" : ""}`
}
