import {
  CompletionItemKind,
  CompletionRequest,
  CompletionResolveRequest,
  type CompletionItem as ServerItem,
} from "vscode-languageserver-protocol/node"
import { type CellDocument, DOCUMENT_STEM, offsetAt, positionAt } from "./cell-document.ts"
import type { Completion, CompletionItem } from "./language.ts"
import { markdownOf } from "./markdown.ts"
import type { ServerSession } from "./server-session.ts"

/** Proposals at most; who sees so many types another letter. */
const MOST_ITEMS = 250
/** Proposals whose signature and documentation are asked for; each costs the server a fraction of a millisecond. */
const MOST_RESOLVED = 16

const KINDS: Readonly<Partial<Record<CompletionItemKind, string>>> = {
  [CompletionItemKind.Method]: "method",
  [CompletionItemKind.Function]: "function",
  [CompletionItemKind.Constructor]: "constructor",
  [CompletionItemKind.Field]: "property",
  [CompletionItemKind.Variable]: "variable",
  [CompletionItemKind.Class]: "class",
  [CompletionItemKind.Interface]: "interface",
  [CompletionItemKind.Module]: "module",
  [CompletionItemKind.Property]: "property",
  [CompletionItemKind.Unit]: "unit",
  [CompletionItemKind.Value]: "value",
  [CompletionItemKind.Enum]: "enum",
  [CompletionItemKind.Keyword]: "keyword",
  [CompletionItemKind.File]: "file",
  [CompletionItemKind.Reference]: "reference",
  [CompletionItemKind.Folder]: "folder",
  [CompletionItemKind.EnumMember]: "enum-member",
  [CompletionItemKind.Constant]: "constant",
  [CompletionItemKind.Struct]: "class",
  [CompletionItemKind.Event]: "event",
  [CompletionItemKind.Operator]: "operator",
  [CompletionItemKind.TypeParameter]: "type-parameter",
}

/** Proposals for what stands before the cursor, an offset in the user's text. */
export async function completeAt(session: ServerSession, document: CellDocument, cursor: number): Promise<Completion> {
  const { code, linesAbove } = document
  const { line, character } = positionAt(code, cursor)
  const answer = await session.request(CompletionRequest.type, {
    textDocument: { uri: session.uri(document.name) },
    position: { line: line + linesAbove, character },
  })
  const offered = (Array.isArray(answer) ? answer : (answer?.items ?? [])).filter(isOfUse)
  const start = startOf(offered, document, cursor)
  const typed = code.slice(start, cursor)
  const here = offered.filter((item) => (editStart(item, document) ?? start) === start)
  const fitting = startingWith(here, typed).sort(byRank).slice(0, MOST_ITEMS)
  const items = await Promise.all(fitting.map((item, index) => toItem(item, index < MOST_RESOLVED ? session : null)))
  const seen = new Set<string>()
  const unique = items.filter(({ text }) => !seen.has(text) && seen.add(text))
  return { items: unique, start, end: cursor }
}

/** A name that must be imported first is of no use, as a notebook's front end cannot add the import. */
function isOfUse(item: ServerItem): boolean {
  const needsImport = (item.additionalTextEdits?.length ?? 0) > 0 || (item.data as { autoImport?: unknown })?.autoImport
  return !needsImport && !textOf(item).includes(DOCUMENT_STEM)
}

/** Where the replaced text starts: where all proposals say so (inside strings), else at the identifier before the cursor. */
function startOf(items: readonly ServerItem[], document: CellDocument, cursor: number): number {
  const [first = null, ...others] = new Set(items.map((item) => editStart(item, document)))
  if (first !== null && others.length === 0) return first
  return wordStart(document.code, cursor)
}

/** Offset from which a proposal replaces text, or null where it leaves that open. */
function editStart({ textEdit }: ServerItem, { code, linesAbove }: CellDocument): number | null {
  if (!textEdit) return null
  const { line, character } = "range" in textEdit ? textEdit.range.start : textEdit.insert.start
  return offsetAt(code, { line: line - linesAbove, character })
}

/** Those that continue what is typed; where none does so letter by letter, those that do so apart from case. */
function startingWith(items: readonly ServerItem[], typed: string): ServerItem[] {
  const exact = items.filter((item) => textOf(item).startsWith(typed))
  if (exact.length > 0) return exact
  return items.filter((item) => textOf(item).toLowerCase().startsWith(typed.toLowerCase()))
}

function byRank(a: ServerItem, b: ServerItem): number {
  const [rankA, rankB] = [a.sortText ?? a.label, b.sortText ?? b.label]
  if (rankA !== rankB) return rankA < rankB ? -1 : 1
  return a.label < b.label ? -1 : a.label > b.label ? 1 : 0
}

function textOf(item: ServerItem): string {
  return item.textEdit?.newText ?? item.insertText ?? item.label
}

async function toItem(item: ServerItem, session: ServerSession | null): Promise<CompletionItem> {
  const text = textOf(item)
  const resolved = session === null ? item : await session.request(CompletionResolveRequest.type, item)
  const detail = signatureOf(resolved?.detail ?? "")
  const kind = kindOf(detail) ?? KINDS[item.kind ?? CompletionItemKind.Variable] ?? "text"
  const documentation = markdownOf(resolved?.documentation)
  return {
    text,
    kind,
    ...(SIGNATURES.test(detail) ? { signature: detail } : {}),
    ...(documentation === "" ? {} : { documentation }),
  }
}

/** How signatures start; keywords, modules and literals have nothing but their own name to say. */
const SIGNATURES =
  /^(?:\([\w ]+\) |(?:abstract class|async function|class|const|constructor|enum|function|import|interface|let|module|namespace|type|using|var) )/

/** Where an identifier that is being typed starts. */
export function wordStart(code: string, cursor: number): number {
  return cursor - (/[\p{ID_Continue}$\u200c\u200d]*$/u.exec(code.slice(0, cursor))?.[0].length ?? 0)
}

/** The first of several signatures; what came from an earlier cell is not an alias to the user. */
function signatureOf(detail: string): string {
  return (detail.split("\n")[0] ?? "").replace(/^\(alias\) /, "").trim()
}

/** To the server, every imported name is a variable; its signature tells more. */
function kindOf(signature: string): string | null {
  const word = /^(function|class|constructor|enum|interface|module|namespace|type|const|let) /.exec(signature)?.[1]
  if (word === undefined || word === "const" || word === "let") return null
  return word === "namespace" ? "module" : word === "constructor" ? "class" : word
}
