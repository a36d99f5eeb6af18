import { relative, sep } from "node:path"
import { fileURLToPath } from "node:url"
import type { EncodedSourceMap } from "@jridgewell/remapping"
import { LEAST_UPPER_BOUND, originalPositionFor, TraceMap } from "@jridgewell/trace-mapping"
import type { HostError } from "../host/messages.ts"
import { bold, cyan, green, red } from "./ansi.ts"
import { codeFrame, type Stretch } from "./code-frame.ts"
import { exceptionsOf, type StackFrame } from "./stack-frames.ts"

/** A cell that may stand in a stack. */
export interface TracedCell {
  /** What the user calls it: `Cell 3`. */
  readonly label: string
  /** The user's TypeScript. */
  readonly code: string
  /** From the cell's JavaScript to `code`. */
  readonly map: EncodedSourceMap
}

/** What a traceback is drawn from. */
export interface TracebackSources {
  /** Cells by their names in stack frames, such as `cell-3.ts`. */
  readonly cells: ReadonlyMap<string, TracedCell>
  /** Folder of the notebook; paths are told from here. */
  readonly folder: string
}

/** Lines shown above and below the place of the innermost cell; outer cells show one line. */
const CONTEXT = 2
/** Places outside cells told of one exception; places in cells are always told. */
const MOST_FILES = 8

const KERNEL_FOLDER = fileURLToPath(new URL("..", import.meta.url))
const PACKAGE_FOLDER = fileURLToPath(new URL("../..", import.meta.url))

/** Lines of a traceback: name and message, then places from the innermost outwards, cells with their TypeScript; then the causes. */
export function formatTraceback(error: HostError, sources: TracebackSources): string[] {
  const lines = exceptionsOf(error).flatMap(({ headline, frames }, depth) => [
    ...(depth === 0 ? [] : ["", "Caused by:"]),
    headlineOf(headline),
    ...placeLines(frames, sources),
  ])
  return lines.flatMap((line) => line.split("\n"))
}

/** `TypeError: what is wrong`, as the first line of a traceback shows it. */
export function headlineOf(text: string): string {
  const [, name = text, rest = ""] = /^([\w$.]*)(:.*)$/s.exec(text) ?? []
  return bold(`${red(name)}${rest}`)
}

/** Where in a cell: `Cell 3, line 7, column 5, in f`, with the code around it. */
export function cellPlace(
  cell: Pick<TracedCell, "label" | "code">,
  at: Stretch,
  name = "",
  context = CONTEXT,
): string[] {
  const inside = name === "" ? "" : `, in ${cyan(name)}`
  return [`${green(cell.label)}, line ${at.line}, column ${at.column}${inside}`, ...codeFrame(cell.code, at, context)]
}

function placeLines(frames: readonly StackFrame[], sources: TracebackSources): string[] {
  const places = withoutRepeats(frames, sources)
  const lines: string[] = []
  let isInnermost = true
  let [files, omitted] = [0, 0]
  for (const { frame, times } of places) {
    const cell = sources.cells.get(scriptName(frame.script))
    if (cell) {
      lines.push(...cellPlace(cell, userPosition(cell, frame), frame.functionName, isInnermost ? CONTEXT : 0))
      isInnermost = false
    } else if (files < MOST_FILES) {
      lines.push(filePlace(frame, sources.folder))
      files += 1
    } else {
      omitted += 1
      continue
    }
    if (times > 1) lines.push(`  (${times} times)`)
  }
  if (omitted > 0) lines.push(`… and ${omitted} more places outside cells`)
  return lines
}

/** Frames worth telling; the same place in succession, as recursion leaves it, counts once. */
function withoutRepeats(
  frames: readonly StackFrame[],
  sources: TracebackSources,
): { frame: StackFrame; times: number }[] {
  const places: { frame: StackFrame; times: number }[] = []
  for (const frame of frames) {
    if (!sources.cells.has(scriptName(frame.script)) && isInternal(frame)) continue
    const last = places.at(-1)
    if (last && last.frame.script === frame.script && last.frame.line === frame.line) last.times += 1
    else places.push({ frame, times: 1 })
  }
  return places
}

function isInternal({ script }: StackFrame): boolean {
  if (script === "" || script.startsWith("node:") || !/[\\/]/.test(script)) return true
  return filePath(script).startsWith(KERNEL_FOLDER)
}

function userPosition(cell: TracedCell, { line, column }: StackFrame): { line: number; column: number } {
  const map = new TraceMap(cell.map)
  const needle = { line, column: Math.max(0, column - 1) }
  const found = originalPositionFor(map, needle)
  const { line: userLine, column: userColumn } =
    found.line === null ? originalPositionFor(map, { ...needle, bias: LEAST_UPPER_BOUND }) : found
  return { line: userLine ?? 1, column: (userColumn ?? 0) + 1 }
}

function filePlace({ script, line, column, functionName }: StackFrame, folder: string): string {
  const inside = functionName === "" ? "" : `, in ${cyan(functionName)}`
  return `${green(shortPath(filePath(script), folder))}:${line}:${column}${inside}`
}

/** A path as a reader knows it: from the package, from the library, or from the notebook's folder. */
function shortPath(path: string, folder: string): string {
  const inPackage = path.split(/[\\/]node_modules[\\/]/)
  if (inPackage.length > 1) return slashed(inPackage.at(-1)!)
  const shown = path.startsWith(PACKAGE_FOLDER)
    ? `deltaw/${path.slice(PACKAGE_FOLDER.length).replace(/^\.build[\\/]/, "")}`
    : relative(folder, path)
  return slashed(shown.length < path.length ? shown : path)
}

function slashed(path: string): string {
  return path.split(sep).join("/")
}

function scriptName(script: string): string {
  return script.slice(Math.max(script.lastIndexOf("/"), script.lastIndexOf("\\")) + 1)
}

function filePath(script: string): string {
  if (!script.startsWith("file:")) return script
  try {
    return fileURLToPath(script)
  } catch {
    return script
  }
}
