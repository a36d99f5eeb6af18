import process from "node:process"
import type {
  Answered,
  Asked,
  Complaint,
  Converted,
  ConverterEntry,
  ConverterStart,
  Description,
  FileDeclaration,
  Question,
} from "./converter-messages.ts"
import { CELL_FILE, createPatchedConverter, type PatchedConverter } from "./patched-converter.ts"
import { type ForkDescription, type ForkEntry, type ForkNode, NEVER_CANCELLED } from "./typescript-fork.ts"

// A process of its own for tslab's converter: it takes its folder from the working directory, and thinks for long.

/** What tslab puts above the text of a cell. */
const PREFIX = "export {};\n"
/** Proposals that are described; each costs some milliseconds. */
const MOST_DESCRIBED = 16
/** Declarations told of one name. */
const MOST_DECLARATIONS = 3

let start: ConverterStart | null = null
let patched: PatchedConverter | null = null

process.on("message", (message: ConverterStart | Asked) => {
  if ("type" in message) {
    start = message
    return
  }
  const { id, question } = message
  let answered: Answered
  try {
    answered = { id, answer: answer(question) }
  } catch (failure) {
    answered = { id, failure: failure instanceof Error ? String(failure.stack) : String(failure) }
  }
  process.send?.(answered)
})
process.on("disconnect", () => process.exit(0))

function answer(question: Question): unknown {
  if (question.type === "changed") return changed(question.paths, question.anew)
  patched ??= createPatchedConverter({ path: start!.converter, documents: start!.documents })
  if (question.type === "convert") return convert(patched, question.declarations, question.code)
  if (question.type === "complete") {
    return complete(patched, question.declarations, question.code, question.cursor)
  }
  const { declarations, code, cursor } = question
  const found = patched.converter.inspect(declarations, code, cursor)
  return found === undefined ? null : describe(patched, found, declarationsAt(patched, cursor))
}

/** What came or went changes what imports lead to: only a new converter looks for them anew. */
function changed(paths: readonly string[], anew: boolean): null {
  if (patched === null) return null
  if (anew) {
    patched.converter.close()
    patched = null
  } else {
    for (const path of paths) patched.edited(path)
  }
  return null
}

function convert(one: PatchedConverter, declarations: string, code: string): Converted {
  const { declOutput } = one.converter.convert(declarations, code)
  return { complaints: complaintsOf(one), declarations: declOutput ?? declarations }
}

function complaintsOf({ typescript, complaints }: PatchedConverter): Complaint[] {
  const { Error: error, Warning: warning } = typescript.DiagnosticCategory
  return complaints().flatMap(({ file, start: from, length, messageText, category, code }) => {
    if (!file?.fileName.endsWith(`/${CELL_FILE}`) || (category !== error && category !== warning)) return []
    const begin = file.getLineAndCharacterOfPosition(from)
    const end = file.getLineAndCharacterOfPosition(from + length)
    const place = { line: begin.line - 1, column: begin.character, endLine: end.line - 1, endColumn: end.character }
    const message = typescript.flattenDiagnosticMessageText(messageText, "\n")
    return [{ ...place, code, message, isError: category === error }]
  })
}

function complete(one: PatchedConverter, declarations: string, code: string, cursor: number): ConverterEntry[] {
  const { original } = one.converter.complete(declarations, code, cursor)
  const word = /[\p{ID_Continue}$\u200c\u200d]*$/u.exec(code.slice(0, cursor))?.[0].toLowerCase() ?? ""
  const entries = (original?.entries ?? []).filter(({ source }) => source === undefined)
  const isFitting = ({ name }: ForkEntry) =>
    name
      .toLowerCase()
      .replace(/^["'`]/, "")
      .startsWith(word)
  const described = new Set(entries.filter(isFitting).sort(byRank).slice(0, MOST_DESCRIBED))
  return entries.map((entry) => {
    const { name, insertText = name, kind, sortText, replacementSpan } = entry
    const start = replacementSpan === undefined ? null : replacementSpan.start - PREFIX.length
    const description = described.has(entry) ? describeEntry(one, name) : null
    return {
      text: insertText,
      label: name,
      kind,
      rank: sortText,
      start,
      ...(description === null ? {} : { description }),
    }
  })
}

function byRank(a: ForkEntry, b: ForkEntry): number {
  if (a.sortText !== b.sortText) return a.sortText < b.sortText ? -1 : 1
  return a.name < b.name ? -1 : 1
}

function describeEntry(one: PatchedConverter, name: string): Description | null {
  const at = one.completed()
  if (at === null) return null
  const { getCompletionEntryDetails } = one.typescript.Completions
  const ignore = () => {}
  const found = getCompletionEntryDetails(
    one.program(),
    ignore,
    at.file,
    at.offset,
    { name },
    one.completionHost,
    {},
    {},
    NEVER_CANCELLED,
  )
  return found === undefined ? null : describe(one, found, [])
}

function describe(
  { typescript }: PatchedConverter,
  { displayParts, documentation, tags = [] }: ForkDescription,
  declarations: readonly FileDeclaration[],
): Description {
  const text = typescript.displayPartsToString(documentation)
  const told = tags.map(({ name, text: parts = [] }) => {
    const [first = "", ...rest] = parts.map((part) => part.text)
    const isParameter = name === "param" && rest.length > 0
    const words = isParameter ? `\`${first}\` — ${rest.join("").trim()}` : [first, ...rest].join("").trim()
    if (name === "example") return `*@example*\n${words}`
    return words === "" ? `*@${name}*` : `*@${name}*${isParameter ? " " : " — "}${words}`
  })
  const signature = typescript
    .displayPartsToString(displayParts)
    .replace(/^\(alias\) /, "")
    .replace(/\n(?:import|export) .*$/s, "")
  return { signature, documentation: [text, ...told].filter((one) => one !== "").join("\n\n"), declarations }
}

/** Code in files, that of the cells' own declarations left out. */
function declarationsAt({ typescript, program }: PatchedConverter, cursor: number): FileDeclaration[] {
  const file = (program() as unknown as { getSourceFiles(): readonly ForkNode[] })
    .getSourceFiles()
    .map((one) => one.getSourceFile())
    .find(({ fileName }) => fileName.endsWith(`/${CELL_FILE}`))
  if (file === undefined) return []
  const checker = program().getTypeChecker()
  const node = typescript.getTouchingPropertyName(file, cursor + PREFIX.length)
  const named = checker.getSymbolAtLocation(node)
  const isAlias = named !== undefined && (named.flags & typescript.SymbolFlags.Alias) !== 0
  const symbol = isAlias ? checker.getAliasedSymbol(named) : named
  return (symbol?.declarations ?? []).slice(0, MOST_DECLARATIONS).flatMap((declaration) => {
    const source = declaration.getSourceFile()
    if (/\/(?:__tslab__\.ts|__prev__\.d\.ts)$/.test(source.fileName)) return []
    const { line } = source.getLineAndCharacterOfPosition(declaration.getStart())
    return [{ path: source.fileName, line: line + 1, code: declaration.getText() }]
  })
}
