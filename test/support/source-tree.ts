import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, posix, relative, sep } from "node:path"
import { fileURLToPath } from "node:url"
import { parseSync } from "oxc-parser"

/** Folder of the checkout. */
export const root = fileURLToPath(new URL("../../../", import.meta.url))

/** An import of a source file: the specifier and, where it is one of ours, the file it names. */
export interface SourceImport {
  readonly specifier: string
  /** Path from the checkout with forward slashes, or null for a package. */
  readonly file: string | null
}

/** An exported declaration and whether a doc comment stands right above it. */
export interface SourceExport {
  readonly name: string
  readonly line: number
  readonly documented: boolean
}

/** What the rules of the house look at in one file. */
export interface SourceFile {
  /** Path from the checkout with forward slashes. */
  readonly path: string
  readonly text: string
  readonly imports: readonly SourceImport[]
  readonly exports: readonly SourceExport[]
}

/** Every TypeScript source of `lib` and `kernel` that tsc compiles, parsed. */
export function sourceTree(): readonly SourceFile[] {
  return ["lib", "kernel"].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts"))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
      .filter((path) => !/^(kernel\/labextension|lib\/engine\/assembly)\/|node_modules/.test(path))
      .map((path) => parseSource(path, readFileSync(join(root, path), "utf8"))),
  )
}

/** Parses one file; `path` gives relative imports their place. */
export function parseSource(path: string, text: string): SourceFile {
  const { program, comments, module } = parseSync(path, text)
  const documented = (start: number): boolean =>
    comments.some(
      (comment) =>
        comment.type === "Block" &&
        comment.value.startsWith("*") &&
        comment.end <= start &&
        text.slice(comment.end, start).trim() === "",
    )
  const requests = [
    ...module.staticImports.map((entry) => entry.moduleRequest.value),
    ...module.staticExports.flatMap((entry) => entry.entries.flatMap((e) => e.moduleRequest?.value ?? [])),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const literal = /^["'](.*)["']$/.exec(text.slice(start, end))
      return literal ? [literal[1]!] : []
    }),
  ]
  const exports = program.body.flatMap((node) => {
    if (node.type !== "ExportNamedDeclaration" && node.type !== "ExportDefaultDeclaration") return []
    if (!node.declaration) return []
    const declared = text.slice(node.declaration.start, node.declaration.end)
    const name = /(?:function\*?|class|interface|type|const|let|var)\s+(\w+)/.exec(declared)?.[1] ?? "default"
    return [{ name, line: text.slice(0, node.start).split("\n").length, documented: documented(node.start) }]
  })
  return {
    path,
    text,
    imports: [...new Set(requests)].map((specifier) => ({
      specifier,
      file: specifier.startsWith(".") ? posix.join(dirname(path), specifier) : null,
    })),
    exports,
  }
}
