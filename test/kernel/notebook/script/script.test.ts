import assert from "node:assert/strict"
import fc from "fast-check"
import { cleanNotebook } from "../../../../kernel/notebook/cleaning.ts"
import { notebookText, parseNotebook } from "../../../../kernel/notebook/notebook-file.ts"
import { parseScript, scriptText } from "../../../../kernel/notebook/script/script.ts"
import { kernelSpec, languageInfo } from "../../../../kernel/server/language-info.ts"
import { randomNotebook } from "../../../support/random-notebooks.ts"

const kernel = { kernelspec: { ...kernelSpec } }
const code = (source: string, id: string, metadata = {}) => ({
  cell_type: "code",
  id,
  metadata,
  source,
  outputs: [{ output_type: "stream", name: "stdout", text: "1\n" }],
  execution_count: 7,
})

const example = parseNotebook({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: kernel,
  cells: [
    { cell_type: "markdown", id: "head", metadata: {}, source: "# How fast?\n\nA  \nquestion" },
    code("let rate = 0.1 // per trial\n\nlet name = `Δ`", "p", { tags: ["parameters"] }),
    { cell_type: "raw", id: "r", metadata: { format: "text/latex" }, source: "\\newpage" },
    code("", "empty"),
    code("const text = `\n// %% no cell\n`", "c", { title: "The fit", execution: { "shell.execute_reply": "2026" } }),
  ],
})

const exampleText = `\
// ---
// jupyter:
//   jupytext:
//     comment_magics: false
//     text_representation:
//       extension: ".ts"
//       format_name: percent
//       format_version: "1.3"
//   kernelspec:
//     display_name: "TypeScript (Δw)"
//     language: typescript
//     name: deltaw
// ---

// %% [markdown] id="head"
// # How fast?
//
// A${"  "}
// question

// %% tags=["parameters"] id="p"
let rate = 0.1 // per trial

let name = \`Δ\`

// %% [raw] format="text/latex" id="r"
// \\newpage

// %% id="empty"

// %% The fit id="c"
const text = \`
// \\%% no cell
\`
`

/** As jupytext 1.19.6 writes it; test/golden/jupytext-percent.py says how. */
const fromJupytext = `\
// -*- coding: utf-8 -*-
// ---
// title: An essay
// jupyter:
//   jupytext:
//     text_representation:
//       extension: .ts
//       format_name: percent
//       format_version: '1.3'
//       jupytext_version: 1.19.6
//   kernelspec:
//     display_name: "TypeScript (\\u0394w)"
//     language: typescript
//     name: deltaw
// ---

// %% [markdown]
// # Title
//
// Δ text

// %% tags=["parameters", "keep"] slideshow={"slide_type": "slide"}
let rate = 0.1

// %% The fit
const a = {
  b: 1,
}

// %%

// %% [raw] format="text/x"
// raw text
`

describe("a notebook as a script", () => {
  it("has a line above each cell, prose as comments, metadata as jupytext writes them, and the id", () => {
    assert.equal(scriptText(example), exampleText)
  })

  it("gives the notebook back without its outputs", () => {
    assert.equal(notebookText(parseScript(exampleText)), notebookText(cleanNotebook(example)))
  })

  it("gives any notebook back: sources, types, ids, metadata, attachments, formats", () => {
    fc.assert(
      fc.property(randomNotebook, (notebook) => {
        const clean = notebookText(cleanNotebook(notebook))
        assert.equal(notebookText(parseScript(scriptText(notebook))), clean)
      }),
      { numRuns: 1000 },
    )
  })

  it("depends on what the notebook says, not on the order in which it is stored, and is written as it was read", () => {
    fc.assert(
      fc.property(randomNotebook, (notebook) => {
        const text = scriptText(notebook)
        assert.equal(scriptText(parseScript(text)), text)
      }),
      { numRuns: 300 },
    )
  })
})

describe("a script as a notebook", () => {
  it("may come from jupytext", () => {
    const { cells, metadata, nbformat_minor } = parseScript(fromJupytext)
    assert.deepEqual(metadata, kernel)
    assert.equal(nbformat_minor, 5)
    assert.deepEqual(
      cells.map(({ cell_type, source, metadata }) => [cell_type, source, metadata]),
      [
        ["raw", "---\ntitle: An essay\n---", {}],
        ["markdown", "# Title\n\nΔ text", {}],
        ["code", "let rate = 0.1", { tags: ["parameters", "keep"], slideshow: { slide_type: "slide" } }],
        ["code", "const a = {\n  b: 1,\n}", { title: "The fit" }],
        ["code", "", {}],
        ["raw", "raw text", { format: "text/x" }],
      ],
    )
    const ids = cells.map(({ id }) => id)
    assert.equal(new Set(ids).size, cells.length)
    for (const id of ids) assert.match(String(id), /^[0-9a-f]{8}$/)
    assert.deepEqual(
      parseScript(fromJupytext).cells.map(({ id }) => id),
      ids,
    )
  })

  it("may be plain TypeScript: then it is one cell of this kernel", () => {
    const { cells, metadata } = parseScript("\nconst a = 1\n\nconst b = 2\n")
    assert.deepEqual(
      cells.map(({ cell_type, source }) => [cell_type, source]),
      [["code", "const a = 1\n\nconst b = 2"]],
    )
    assert.deepEqual(metadata, { ...kernel, language_info: languageInfo })
    assert.deepEqual(parseScript("").cells, [])
  })

  it("may have the line ends of Windows, and a mark of its encoding", () => {
    assert.equal(
      notebookText(parseScript(`\ufeff${exampleText.replaceAll("\n", "\r\n")}`)),
      notebookText(parseScript(exampleText)),
    )
  })

  it("may be written by hand: other marks of prose, sub-cells, titles with anything in them, no blank lines", () => {
    const text =
      '//%%\na\n// %%% Deep\nb\n// %% [md]\n//c\nd\n\n// %% Fit with tau = 5 ms {x\ne\n// %% {"tags": ["t"]}\nf'
    assert.deepEqual(
      parseScript(text).cells.map(({ cell_type, source, metadata }) => [cell_type, source, metadata]),
      [
        ["code", "a", {}],
        ["code", "b", { title: "Deep", cell_depth: 1 }],
        ["markdown", "c\nd", {}],
        ["code", "e", { title: "Fit with tau = 5 ms {x" }],
        ["code", "f", { tags: ["t"] }],
      ],
    )
  })

  it("gives a cell that was copied with its line an id of its own", () => {
    const ids = parseScript('// %% id="a"\n1\n// %% id="a"\n1\n// %%\n1').cells.map(({ id }) => id)
    assert.equal(ids[0], "a")
    assert.equal(new Set(ids).size, 3)
  })

  it("is refused where its header cannot be read, with the line", () => {
    assert.throws(
      () => parseScript("// ---\n// jupyter:\n//   a: &b c\n// ---\n"),
      /the header's line "&b c" is not understood/,
    )
  })
})
