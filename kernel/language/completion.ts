import {
  CompletionItemKind,
  CompletionRequest,
  CompletionResolveRequest,
  type CompletionItem as ServerItem,
} from "vscode-languageserver-protocol/node"
import { type CellDocument, DOCUMENT_STEM, offsetAt, positionAt } from "./cell-document.ts"
import type { Completion, CompletionItem } from "./language.ts"
import { markdownOf } from "./markdown.ts"
import { fittingProposals, kindIn, type Proposal, signatureIn } from "./proposals.ts"
import type { ServerSession } from "./server-session.ts"

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

interface ServerProposal extends Proposal {
  readonly item: ServerItem
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
  const proposals = offered.map((item): ServerProposal => {
    return {
      item,
      text: textOf(item),
      label: item.label,
      rank: item.sortText ?? item.label,
      start: editStart(item, document),
    }
  })
  const { start, proposals: fitting } = fittingProposals(proposals, code, cursor)
  const items = fitting.map(({ item }, index) => toItem(item, index < MOST_RESOLVED ? session : null))
  return { items: await Promise.all(items), start, end: cursor }
}

/** A name that must be imported first is of no use, as a notebook's front end cannot add the import. */
function isOfUse(item: ServerItem): boolean {
  const needsImport = (item.additionalTextEdits?.length ?? 0) > 0 || (item.data as { autoImport?: unknown })?.autoImport
  return !needsImport && !textOf(item).includes(DOCUMENT_STEM)
}

/** Offset from which a proposal replaces text, or null where it leaves that open. */
function editStart({ textEdit }: ServerItem, { code, linesAbove }: CellDocument): number | null {
  if (!textEdit) return null
  const { line, character } = "range" in textEdit ? textEdit.range.start : textEdit.insert.start
  return offsetAt(code, { line: line - linesAbove, character })
}

function textOf(item: ServerItem): string {
  return item.textEdit?.newText ?? item.insertText ?? item.label
}

async function toItem(item: ServerItem, session: ServerSession | null): Promise<CompletionItem> {
  const text = textOf(item)
  const resolved = session === null ? item : await session.request(CompletionResolveRequest.type, item)
  const signature = signatureIn(resolved?.detail ?? "")
  // To the server, every imported name is a variable; its signature tells more.
  const kind = kindIn(signature) ?? KINDS[item.kind ?? CompletionItemKind.Variable] ?? "text"
  const documentation = markdownOf(resolved?.documentation)
  return {
    text,
    kind,
    ...(signature === "" ? {} : { signature }),
    ...(documentation === "" ? {} : { documentation }),
  }
}
