import { createHash } from "node:crypto"
import { cleanNotebook } from "../cleaning.ts"
import { type Notebook, type NotebookCell, parseNotebook, sortKeys } from "../notebook-file.ts"
import { parseHeader, writeHeader } from "./header.ts"
import { escapeLine, type Marker, parseMarker, unescapeLine, writeMarker } from "./marker.ts"

/**
 * A notebook as a TypeScript file in jupytext's percent format: `// %%` above each cell, prose as comments.
 * Everything but what `cleanNotebook` removes is kept: `parseScript` gives the cleaned notebook back exactly.
 */
export function scriptText(notebook: Notebook): string {
  // Jupyter's programs keep metadata in different orders; the text is to depend on what they say alone.
  const { cells, nbformat: _four, ...fields } = sortKeys(cleanNotebook(notebook)) as Notebook
  const blocks = [writeHeader(fields), ...cells.map(cellLines)]
  return blocks.map((lines) => [...lines, ""].join("\n")).join("\n")
}

function cellLines(cell: NotebookCell): string[] {
  const { cell_type, source, outputs: _outputs, execution_count: _count, ...fields } = cell
  const marker = writeMarker({ cellType: cell_type, fields })
  const lines = source.split("\n")
  if (cell_type === "code") return [marker, ...(source === "" ? [] : lines.map(escapeLine))]
  return [marker, ...lines.map((line) => escapeLine(line === "" ? "//" : `// ${line}`))]
}

/** Reads a script in the percent format, ours or jupytext's; throws a sentence where its header is not understood. */
export function parseScript(text: string): Notebook {
  const bare = text.replace(/^\ufeff/, "")
  // Git may have changed the ends of lines; a text of ours never starts with a line that ends in a carriage return.
  const lines = (/^[^\n]*\r\n/.test(bare) ? bare.replaceAll("\r\n", "\n") : bare).split("\n")
  const { fields, frontMatter, length } = parseHeader(lines)
  const cells = parseCells(lines.slice(length))
  if (frontMatter !== null) cells.unshift(newCell({ cellType: "raw", fields: { metadata: {} } }, frontMatter))
  return withIds(parseNotebook({ nbformat: 4, ...fields, cells }))
}

function parseCells(lines: readonly string[]): NotebookCell[] {
  const cells: NotebookCell[] = []
  let marker: Marker | null = null
  let body: string[] = []
  const close = () => {
    if (marker !== null) cells.push(newCell(marker, sourceOf(marker.cellType, body)))
    else if (body.some((line) => line.trim() !== "")) {
      // What stands above the first marker is a cell, too.
      const start = body.findIndex((line) => line.trim() !== "")
      cells.push(newCell({ cellType: "code", fields: { metadata: {} } }, sourceOf("code", body.slice(start))))
    }
    body = []
  }
  for (const line of lines) {
    const found = parseMarker(line)
    if (found === null) {
      body.push(line)
      continue
    }
    close()
    marker = found
  }
  close()
  return cells
}

function sourceOf(cellType: string, lines: readonly string[]): string {
  const text = lines.map(unescapeLine)
  if (cellType === "code") return (text.at(-1) === "" ? text.slice(0, -1) : text).join("\n")
  const length = text.findLastIndex((line) => line !== "") + 1
  return text
    .slice(0, length)
    .map((line) => line.replace(/^\/\/ ?/, ""))
    .join("\n")
}

function newCell({ cellType, fields }: Marker, source: string): NotebookCell {
  const cell = { ...fields, cell_type: cellType, source }
  return cellType === "code" ? { ...cell, execution_count: null, outputs: [] } : cell
}

/** From format 4.5 on each cell has an id; one that was left out, or copied along with its cell, is made from the source. */
function withIds(notebook: Notebook): Notebook {
  if (notebook.nbformat_minor < 5) return notebook
  const given = new Set(notebook.cells.map(({ id }) => id))
  const taken = new Set<unknown>()
  const cells = notebook.cells.map((cell) => {
    const isGiven = typeof cell.id === "string" && !taken.has(cell.id)
    const id = isGiven ? cell.id : freshId(cell.source, (one) => given.has(one) || taken.has(one))
    taken.add(id)
    return { ...cell, id }
  })
  return { ...notebook, cells }
}

function freshId(source: string, isTaken: (id: string) => boolean): string {
  for (let copy = 0; ; copy++) {
    const id = createHash("sha256").update(`${copy}\n${source}`).digest("hex").slice(0, 8)
    if (!isTaken(id)) return id
  }
}
