import remapping from "@jridgewell/remapping"
import { type DecodedSourceMap, type EncodedSourceMap, originalPositionFor, TraceMap } from "@jridgewell/trace-mapping"
import { type Program, parse } from "acorn"
import MagicString from "magic-string"
import type { ProjectOptions } from "../project-options.ts"
import { routeThroughHost } from "./awaits.ts"
import { type Declaration, declarationsOf } from "./declarations.ts"
import type { Dialect } from "./dialect.ts"
import { restoreLastLiteral } from "./last-literal.ts"
import { PARSE_OPTIONS, type PlainCell, plainCell } from "./plain-cell.ts"
import { type CellState, isGenerated, planRenames, renameReferences } from "./rename.ts"
import { markResult, rewriteDeclarations } from "./rewrite.ts"
import { type StrippedCell, stripTypes } from "./strip-types.ts"
import { CellSyntaxError } from "./syntax-error.ts"

export { type CellState, createCellState } from "./rename.ts"

/** What `compileCell` is given beside the code. */
export interface CompileOptions {
  /** Number of the cell; its name in stack frames and maps is `cell-<number>.ts`. */
  readonly number: number
  /** What earlier cells left behind; this cell's names are added to it. */
  readonly state: CellState
  /** What the project says of decorators, class fields and JSX. */
  readonly project?: ProjectOptions
}

/** A source map, version 3. */
export type CellMap = EncodedSourceMap | DecodedSourceMap

/** A cell ready for V8's REPL mode. */
export interface CompiledJavaScript {
  readonly ok: true
  readonly javascript: string
  /** Source map (version 3) from `javascript` to the user's TypeScript. */
  readonly map: CellMap
  /** Names that later cells see. */
  readonly declarations: readonly Declaration[]
  /** Specifiers of the static imports. */
  readonly imports: readonly string[]
  readonly dialect: Dialect
}

/** Why a cell does not compile; line and column count from 1 in the user's text, columns in UTF-16 units. */
export interface CompileFailure {
  readonly ok: false
  readonly error: { readonly message: string; readonly line: number; readonly column: number }
}

/**
 * Makes a TypeScript cell into JavaScript for `Runtime.evaluate` in REPL mode. Types are not looked at.
 * A cell is strict code, as a module is; `this` at its top is the global object.
 * @param code the user's text
 */
export async function compileCell(code: string, options: CompileOptions): Promise<CompiledJavaScript | CompileFailure> {
  const sourceName = `cell-${options.number}.ts`
  try {
    // Most cells of an analysis are plain JavaScript: the stripper is another process, and its answer is waited for.
    const plain = plainCell(code)
    if (plain !== null) return transformPlain(code, plain, options)
    const stripped = await stripTypes(code, sourceName, options.project)
    return inUsersText(stripped, () => transformStripped(code, stripped, options))
  } catch (failure) {
    if (!(failure instanceof CellSyntaxError)) throw failure
    const { message, line, column } = failure
    return { ok: false, error: { message, line, column } }
  }
}

function transformPlain(code: string, { javascript, program }: PlainCell, options: CompileOptions): CompiledJavaScript {
  const text = new MagicString(javascript)
  const imports: readonly string[] = []
  const declarations = rewrite(code, text, program, null, options)
  return {
    ok: true,
    javascript: text.toString(),
    map: mapBelowBanner(text, code, options),
    declarations,
    dialect: "ts",
    imports,
  }
}

function transformStripped(code: string, stripped: StrippedCell, options: CompileOptions): CompiledJavaScript {
  const program = parse(stripped.javascript, PARSE_OPTIONS)
  const text = new MagicString(stripped.javascript)
  const declarations = rewrite(code, text, program, stripped.literal, options)
  return {
    ok: true,
    javascript: text.toString(),
    map: composeMaps(text, stripped, code),
    declarations,
    dialect: stripped.dialect,
    imports: program.body.flatMap((one) => (one.type === "ImportDeclaration" ? [String(one.source.value)] : [])),
  }
}

/** Makes a parsed cell's text what V8's REPL mode runs; the user's declarations in it. */
function rewrite(
  code: string,
  text: MagicString,
  program: Program,
  literal: string | null,
  { number, state }: CompileOptions,
): readonly Declaration[] {
  const declarations = declarationsOf(program)
  const renames = planRenames({ code, number, declarations, state })
  const nameOf = (name: string) => renames.get(name) ?? name
  rewriteDeclarations({ text, program, nameOf })
  restoreLastLiteral(text, program, literal)
  renameReferences(text, program, renames)
  routeThroughHost(text, program)
  markResult(text, program)
  return declarations.filter((one) => !isGenerated(one, code))
}

/** Gives syntax errors that are positioned in the stripped JavaScript their place in the user's text. */
function inUsersText<Result>(stripped: StrippedCell, action: () => Result): Result {
  try {
    return action()
  } catch (failure) {
    if (!(failure instanceof SyntaxError && "pos" in failure)) throw failure
    const before = stripped.javascript.slice(0, Number(failure.pos)).split("\n")
    const found = originalPositionFor(new TraceMap(stripped.map), {
      line: before.length,
      column: before.at(-1)?.length ?? 0,
    })
    // acorn ends its messages with a position in the JavaScript.
    const message = failure.message.replace(/ \(\d+:\d+\)$/, "")
    throw new CellSyntaxError(message, found.line ?? 1, (found.column ?? 0) + 1)
  }
}

/** The banner stands on a line of its own above the user's first. */
function mapBelowBanner(text: MagicString, code: string, { number }: CompileOptions): CellMap {
  const { mappings } = text.generateDecodedMap({ hires: "boundary" })
  const inUsersText = mappings.map((segments) =>
    segments.flatMap(([column, , line, userColumn]): [number, number, number, number][] =>
      line === undefined || line === 0 ? [] : [[column, 0, line - 1, userColumn!]],
    ),
  )
  return { version: 3, names: [], sources: [`cell-${number}.ts`], sourcesContent: [code], mappings: inUsersText }
}

function composeMaps(text: MagicString, stripped: StrippedCell, code: string): CellMap {
  const rewriting = text.generateMap({ hires: "boundary" }).toString()
  const map = remapping([rewriting, stripped.map], () => null) as EncodedSourceMap
  return { ...map, sourcesContent: [code] }
}
