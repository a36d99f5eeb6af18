import { readFileSync } from "node:fs"
import { join, sep } from "node:path"
import { fileURLToPath } from "node:url"
import { LEAST_UPPER_BOUND, originalPositionFor, TraceMap } from "@jridgewell/trace-mapping"
import type { HostError } from "../host/messages.ts"
import { bold, cyan, green, red } from "./ansi.ts"
import { codeFrame, type Stretch } from "./code-frame.ts"
import type { CellMap } from "./compile/compile-cell.ts"
import { shortPath } from "./short-path.ts"
import { exceptionsOf, type StackFrame } from "./stack-frames.ts"

/** A cell that may stand in a stack. */
export interface TracedCell {
  /** What the user calls it: `Cell 3`. */
  readonly label: string
  /** The user's TypeScript. */
  readonly code: string
  /** From the cell's JavaScript to `code`. */
  readonly map: CellMap
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

const SOURCE_FILE = /\.(?:[cm]?[jt]s|[jt]sx)$/
const PACKAGE_FOLDER = fileURLToPath(new URL("../..", import.meta.url))
/** Compiled, and as source maps tell of it in a checkout. */
const OWN_FOLDERS = [
  PACKAGE_FOLDER,
  ...["lib", "kernel"].map((room) => join(PACKAGE_FOLDER.replace(/[\\/]\.build[\\/]?$/, ""), room) + sep),
]
const KERNEL_FOLDER = fileURLToPath(new URL("..", import.meta.url))

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
      const code = localCode(frame, isInnermost ? CONTEXT : 0)
      lines.push(filePlace(frame, sources.folder), ...code)
      if (code.length > 0) isInnermost = false
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

/** The code of a user's own file around a frame, whose line Node has already told from the file's source map. */
function localCode({ script, line, column }: StackFrame, context: number): string[] {
  const path = filePath(script)
  if (!isLocal(path)) return []
  try {
    const text = readFileSync(path, "utf8")
    // A file that was cut since it was loaded has no such line.
    return line <= text.split("\n").length ? codeFrame(text, { line, column }, context) : []
  } catch {
    return []
  }
}

/** Whether a file is the user's, and neither a package's nor ours. */
function isLocal(path: string): boolean {
  const isOurs = OWN_FOLDERS.some((folder) => path.startsWith(folder))
  return SOURCE_FILE.test(path) && !isOurs && !/[\\/]node_modules[\\/]/.test(path)
}

function filePlace({ script, line, column, functionName }: StackFrame, folder: string): string {
  const inside = functionName === "" ? "" : `, in ${cyan(functionName)}`
  return `${green(shortPath(filePath(script), folder))}:${line}:${column}${inside}`
}

function scriptName(script: string): string {
  return script.slice(Math.max(script.lastIndexOf("/"), script.lastIndexOf("\\")) + 1)
}

/** Path of a script; the version of an edited file is none of the reader's business. */
function filePath(script: string): string {
  const plain = script.replace(/\?deltaw-version=\d+$/, "")
  if (!plain.startsWith("file:")) return plain
  try {
    return fileURLToPath(plain)
  } catch {
    return script
  }
}
