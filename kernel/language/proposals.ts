/** What a back end offers at the cursor, before it is sifted. */
export interface Proposal {
  /** What is inserted. */
  readonly text: string
  /** Under equal ranks, labels decide. */
  readonly label: string
  /** Lower comes first. */
  readonly rank: string
  /** Offset in the user's text from which text is replaced, or null where that is left open. */
  readonly start: number | null
}

/** Proposals that fit, best first, and the offset from which they replace text. */
export interface Fitting<Kind extends Proposal> {
  readonly start: number
  readonly proposals: readonly Kind[]
}

/** Proposals at most; who sees so many types another letter. */
const MOST_PROPOSALS = 250

/** Sifts what a back end offers by what is typed before the cursor. */
export function fittingProposals<Kind extends Proposal>(
  offered: readonly Kind[],
  code: string,
  cursor: number,
): Fitting<Kind> {
  const start = startOf(offered, code, cursor)
  const typed = code.slice(start, cursor)
  const here = offered.filter((one) => (one.start ?? start) === start)
  const seen = new Set<string>()
  const unique = startingWith(here, typed)
    .sort(byRank)
    .filter(({ text }) => !seen.has(text) && seen.add(text))
  return { start, proposals: unique.slice(0, MOST_PROPOSALS) }
}

/** Where an identifier that is being typed starts. */
export function wordStart(code: string, cursor: number): number {
  return cursor - (/[\p{ID_Continue}$\u200c\u200d]*$/u.exec(code.slice(0, cursor))?.[0].length ?? 0)
}

/** Where the replaced text starts: where all proposals say so (inside strings), else at the identifier before the cursor. */
function startOf(proposals: readonly Proposal[], code: string, cursor: number): number {
  const [first = null, ...others] = new Set(proposals.map(({ start }) => start))
  return first !== null && others.length === 0 ? first : wordStart(code, cursor)
}

/** Those that continue what is typed; where none does so letter by letter, those that do so apart from case. */
function startingWith<Kind extends Proposal>(proposals: readonly Kind[], typed: string): Kind[] {
  const exact = proposals.filter(({ text }) => text.startsWith(typed))
  if (exact.length > 0) return exact
  return proposals.filter(({ text }) => text.toLowerCase().startsWith(typed.toLowerCase()))
}

function byRank(a: Proposal, b: Proposal): number {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1
  return a.label < b.label ? -1 : a.label > b.label ? 1 : 0
}

/** How signatures start; keywords, modules and literals have nothing but their own name to say. */
const SIGNATURES =
  /^(?:\([\w ]+\) |(?:abstract class|async function|class|const|constructor|enum|function|import|interface|let|module|namespace|type|using|var) )/

/** The first of several signatures, or "" where the text is none; a namespace beside a function says less than that. */
export function signatureIn(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/^\(alias\) /, "").trim())
  const signatures = lines.filter((line) => SIGNATURES.test(line))
  const [first = ""] = lines
  if (!SIGNATURES.test(first)) return ""
  return signatures.find((line) => !/^(?:module|namespace) /.test(line)) ?? first
}

/** What a signature tells of its kind, in JupyterLab's words; null where that is no more than the back end says itself. */
export function kindIn(signature: string): string | null {
  const word = /^(function|class|constructor|enum|interface|module|namespace|type) /.exec(signature)?.[1]
  if (word === undefined) return null
  return word === "namespace" ? "module" : word === "constructor" ? "class" : word
}
