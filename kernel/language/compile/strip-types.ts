import type { EncodedSourceMap } from "@jridgewell/remapping"
import { type Message, type TransformOptions, transform } from "esbuild"
import type { ProjectOptions } from "../project-options.ts"
import { type Dialect, dialectOf } from "./dialect.ts"
import { protectLastLiteral, withLiteral } from "./last-literal.ts"
import { CellSyntaxError } from "./syntax-error.ts"

/** JavaScript of a cell, still with its imports and exports, and the map back to the user's text. */
export interface StrippedCell {
  readonly javascript: string
  readonly map: EncodedSourceMap
  /** What stands for the name that `protectLastLiteral` has put in, or null. */
  readonly literal: string | null
  readonly dialect: Dialect
}

/** First line of every stripped cell; what the transform hoists goes behind it. */
export const BANNER = '"use strict";'

/**
 * Removes types from a cell and lowers what V8's REPL mode lacks (enums, parameter properties, decorators, `using`).
 * @param code the user's TypeScript; leading `#|` lines count as comments
 * @param sourceName name of the cell in the map, such as `cell-3.ts`
 * @param options what the project says of decorators, class fields and JSX
 * @throws CellSyntaxError with the position in the user's text
 */
export async function stripTypes(
  code: string,
  sourceName: string,
  options: ProjectOptions = {},
): Promise<StrippedCell> {
  const { code: protectedCode, literal } = protectLastLiteral(commentOptionLines(code))
  const dialect = dialectOf(protectedCode, options.jsx !== undefined)
  try {
    const result = await transform(protectedCode, {
      loader: dialect,
      banner: BANNER,
      target: "es2024",
      supported: { "import-attributes": true },
      charset: "utf8",
      treeShaking: false,
      sourcemap: "external",
      sourcefile: sourceName,
      sourcesContent: false,
      logLevel: "silent",
      // An import that this cell does not use may serve a later one, so none may be dropped.
      tsconfigRaw: { compilerOptions: { ...compilerOptions(options), verbatimModuleSyntax: true } },
    })
    return { javascript: result.code, map: JSON.parse(result.map) as EncodedSourceMap, literal, dialect }
  } catch (failure) {
    const [message] = (failure as { errors?: readonly Message[] }).errors ?? []
    if (message === undefined) throw failure
    throw toSyntaxError(message, literal)
  }
}

type RawOptions = NonNullable<Exclude<NonNullable<TransformOptions["tsconfigRaw"]>, string>["compilerOptions"]>

/** The options in esbuild's words; JSX has to become JavaScript whatever a bundler would do with it later. */
function compilerOptions({ paths: _paths, jsx, ...options }: ProjectOptions): RawOptions {
  const isKept = jsx === "preserve" || jsx === "react-native"
  return {
    useDefineForClassFields: true,
    ...options,
    ...(jsx === undefined ? {} : { jsx: (isKept ? "react-jsx" : jsx) as NonNullable<RawOptions["jsx"]> }),
  }
}

/** Turns leading `#|` option lines (as Quarto and Jupyter write them) into comments of the same length. */
export function commentOptionLines(code: string): string {
  const lines = code.split("\n")
  for (const [index, line] of lines.entries()) {
    if (/^\s*#\|/.test(line)) lines[index] = line.replace("#|", "//")
    else if (!/^\s*(\/\/.*)?$/.test(line)) break
  }
  return lines.join("\n")
}

/** esbuild counts columns in UTF-8 bytes from 0; editors count UTF-16 units from 1. */
function toSyntaxError({ location, text }: Message, literal: string | null): CellSyntaxError {
  const message = withLiteral(text, literal)
  if (location === null) return new CellSyntaxError(message, 1, 1)
  const before = Buffer.from(location.lineText, "utf8").subarray(0, location.column)
  return new CellSyntaxError(message, location.line, before.toString("utf8").length + 1)
}
