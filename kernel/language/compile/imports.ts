import type { ImportDeclaration, ImportSpecifier, Program } from "acorn"
import { HOST_OBJECT } from "../../host/messages.ts"
import { freeReferences } from "./scopes.ts"

/** Name under which the host hands over the whole namespace of a module. */
const NAMESPACE = "*"

/** Local names of imports that the cell itself uses as values; the others may be types. */
export function usedImports(program: Program): Set<string> {
  const locals = program.body.flatMap((statement) =>
    statement.type === "ImportDeclaration" ? statement.specifiers.map((one) => one.local.name) : [],
  )
  const declared = new Set<unknown>(
    program.body.flatMap((statement) =>
      statement.type === "ImportDeclaration" ? statement.specifiers.map((one) => one.local) : [],
    ),
  )
  const references = freeReferences(program, new Set(locals))
  return new Set(references.filter(({ node }) => !declared.has(node)).map(({ node }) => node.name))
}

/**
 * JavaScript that takes an import's names from the host.
 * A name that is missing and unused is left undefined: `import { SomeInterface } from` is how people write types.
 * @param nameOf the name that a local one has in REPL mode
 */
export function importStatement(
  node: ImportDeclaration,
  used: ReadonlySet<string>,
  nameOf: (name: string) => string,
): string {
  const locals = node.specifiers.map((one) => one.local.name)
  const names = node.specifiers.map(importedName)
  const optional = names.filter((_, index) => !used.has(locals[index] ?? ""))
  const argumentList = [node.source.value, names, optional, attributesOf(node)]
  const call = `${HOST_OBJECT}.import(${argumentList.map((one) => JSON.stringify(one)).join(", ")})`
  const guarded = `${HOST_OBJECT}.after(await ${HOST_OBJECT}.beforeTop(${call}))`
  return locals.length === 0 ? `${guarded};` : `let [${locals.map(nameOf).join(", ")}] = ${guarded};`
}

function importedName(specifier: ImportDeclaration["specifiers"][number]): string {
  if (specifier.type === "ImportDefaultSpecifier") return "default"
  if (specifier.type === "ImportNamespaceSpecifier") return NAMESPACE
  return moduleExportName(specifier.imported)
}

function attributesOf(node: ImportDeclaration): Record<string, string> {
  return Object.fromEntries(node.attributes.map(({ key, value }) => [moduleExportName(key), String(value.value)]))
}

function moduleExportName(node: ImportSpecifier["imported"]): string {
  return node.type === "Identifier" ? node.name : String(node.value)
}
