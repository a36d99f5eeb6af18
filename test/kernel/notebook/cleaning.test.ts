import assert from "node:assert/strict"
import fc from "fast-check"
import { cleanNotebook } from "../../../kernel/notebook/cleaning.ts"
import { type Notebook, parseNotebook } from "../../../kernel/notebook/notebook-file.ts"
import { randomNotebook } from "../../support/random-notebooks.ts"

const ran = parseNotebook({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { name: "deltaw", display_name: "T", language: "typescript" },
    widgets: { "application/vnd.jupyter.widget-state+json": {} },
    papermill: { parameters: { rate: 0.5 }, duration: 3.2, input_path: "/home/me/a.ipynb" },
    deltaw: { provenance: { node: "20.0.0" }, typeCheck: "block" },
    signature: "hex",
    authors: [{ name: "A" }],
  },
  cells: [
    {
      cell_type: "code",
      id: "a",
      metadata: {
        tags: ["x"],
        execution: { "iopub.status.busy": "2026" },
        collapsed: true,
        scrolled: true,
        jupyter: {},
      },
      source: "1",
      outputs: [{ output_type: "stream", name: "stdout", text: "1" }],
      execution_count: 4,
    },
    {
      cell_type: "markdown",
      id: "b",
      metadata: { ExecuteTime: {}, editable: false },
      source: "# T",
      attachments: { p: {} },
    },
  ],
})

describe("a cleaned notebook", () => {
  it("has no outputs, counts, times, folding and provenance any more, and everything that was written by hand", () => {
    assert.deepEqual(cleanNotebook(ran), {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {
        kernelspec: { name: "deltaw", display_name: "T", language: "typescript" },
        authors: [{ name: "A" }],
        papermill: { parameters: { rate: 0.5 } },
        deltaw: { typeCheck: "block" },
      },
      cells: [
        {
          cell_type: "code",
          id: "a",
          metadata: { tags: ["x"], jupyter: {} },
          source: "1",
          outputs: [],
          execution_count: null,
        },
        { cell_type: "markdown", id: "b", metadata: { editable: false }, source: "# T", attachments: { p: {} } },
      ],
    })
  })

  it("is not changed by cleaning it again, and shares nothing that the first cleaning changed", () => {
    const before = structuredClone(ran)
    cleanNotebook(ran)
    assert.deepEqual(ran, before)
    const twice = (notebook: Notebook) => cleanNotebook(cleanNotebook(notebook))
    fc.assert(fc.property(randomNotebook, (notebook) => assert.deepEqual(twice(notebook), cleanNotebook(notebook))))
  })
})
