import assert from "node:assert/strict"
import { cleanNotebook } from "../../../kernel/notebook/cleaning.ts"
import { withKeptOutputs } from "../../../kernel/notebook/kept-outputs.ts"
import { type Notebook, type NotebookCell, parseNotebook } from "../../../kernel/notebook/notebook-file.ts"

const code = (id: string, source: string, count: number | null = null) => ({
  cell_type: "code",
  id,
  source,
  metadata: count === null ? {} : { execution: { at: count } },
  execution_count: count,
  outputs: count === null ? [] : [{ output_type: "stream", name: "stdout", text: `${count}` }],
})
const prose = (id: string, source: string) => ({ cell_type: "markdown", id, source, metadata: {} })
const notebook = (cells: unknown[], metadata = {}) => parseNotebook({ nbformat: 4, nbformat_minor: 5, metadata, cells })
const shown = ({ cells }: Notebook) =>
  cells.map(({ id, execution_count }: NotebookCell) => [id, execution_count ?? null])

const earlier = notebook([prose("t", "# T"), code("a", "1", 1), code("b", "2", 2), code("c", "2", 3)], {
  deltaw: { provenance: { node: "20" }, own: 1 },
  widgets: {},
})

describe("outputs kept where a script becomes the notebook again", () => {
  it("are those of every cell, with all that a run leaves, where nothing has changed", () => {
    assert.deepEqual(withKeptOutputs(cleanNotebook(earlier), earlier), earlier)
  })

  it("stay with cells that moved, and go with those whose source is new", () => {
    const edited = notebook([code("c", "2"), code("b", "22"), prose("t", "# T"), code("new", "3"), code("a", "1")], {
      x: 1,
    })
    const kept = withKeptOutputs(edited, earlier)
    assert.deepEqual(shown(kept), [
      ["c", 3],
      ["b", null],
      ["t", null],
      ["new", null],
      ["a", 1],
    ])
    assert.deepEqual(kept.cells[0]?.metadata, { execution: { at: 3 } })
    assert.deepEqual(kept.metadata, { x: 1 }, "a provenance of other cells would be none")
  })

  it("are found by the source alone where ids are new, each once and in order, and the ids come back", () => {
    const edited = notebook([code("x", "2"), code("y", "2"), code("z", "2"), prose("p", "# T"), prose("q", "1")])
    assert.deepEqual(shown(withKeptOutputs(edited, earlier)), [
      ["b", 2],
      ["c", 3],
      ["z", null],
      ["t", null],
      ["q", null],
    ])
  })

  it("leave what the script says otherwise as the script says it", () => {
    const edited = cleanNotebook(earlier)
    edited.metadata.deltaw = { own: 2 }
    edited.cells[1]!.metadata = { execution: "by hand", tags: ["new"] }
    const kept = withKeptOutputs(edited, earlier)
    assert.deepEqual(kept.metadata, { deltaw: { own: 2 }, widgets: {} })
    assert.deepEqual(kept.cells[1]?.metadata, { execution: "by hand", tags: ["new"] })
    assert.equal(kept.cells[1]?.execution_count, 1)
  })
})
