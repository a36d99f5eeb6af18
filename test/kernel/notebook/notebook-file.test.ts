import assert from "node:assert/strict"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import fc from "fast-check"
import {
  assertTypeScript,
  notebookText,
  parseNotebook,
  readNotebook,
  writeNotebook,
} from "../../../kernel/notebook/notebook-file.ts"
import { splitLines } from "../../../kernel/notebook/text-lines.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

const notebook = (cells: unknown[], rest: Record<string, unknown> = {}) => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells,
  ...rest,
})

describe("notebook file", () => {
  it("is stored as Jupyter stores it: sorted keys, one space, texts as lists of lines, one line end", () => {
    const cell = {
      cell_type: "code",
      source: "a\nb",
      metadata: {},
      execution_count: 1,
      outputs: [
        { output_type: "stream", name: "stdout", text: "x\ny\n" },
        {
          output_type: "display_data",
          metadata: {},
          data: {
            "text/html": "p\nq",
            "image/svg+xml": "s\nt",
            "image/png": "k\nl",
            "application/json": { z: 1, a: "m\nn" },
          },
        },
      ],
      id: "c",
    }
    const text = notebookText(parseNotebook(notebook([cell])))
    assert.equal(text, `${JSON.stringify(JSON.parse(text), null, 1)}\n`)
    const [stored] = JSON.parse(text).cells
    assert.deepEqual(Object.keys(stored), ["cell_type", "execution_count", "id", "metadata", "outputs", "source"])
    assert.deepEqual(stored.source, ["a\n", "b"])
    assert.deepEqual(stored.outputs[0].text, ["x\n", "y\n"])
    assert.equal(notebookText(parseNotebook(JSON.parse(text))), text, "what was stored is stored again as it is")
    assert.deepEqual(stored.outputs[1].data, {
      "application/json": { a: "m\nn", z: 1 },
      "image/png": "k\nl",
      "image/svg+xml": ["s\n", "t"],
      "text/html": ["p\n", "q"],
    })
  })

  it("splits lines so that they join to the text again, each with one end", () => {
    assert.deepEqual(splitLines("a\r\nb\rc\u2028d\x85e\n\n"), ["a\r\n", "b\r", "c\u2028", "d\x85", "e\n", "\n"])
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "\r", "\u2029", "\f") }), (text) => {
        assert.equal(splitLines(text).join(""), text)
        for (const line of splitLines(text)) assert.match(line, /^a*(a|\r\n|[\n\r\u2029\f])$/)
      }),
    )
  })

  it("that is none is refused with what is wrong", async () => {
    const wrong: [unknown, RegExp][] = [
      [[], /holds no JSON object/],
      [notebook([], { nbformat: 3 }), /nbformat is 3, expected 4/],
      [notebook([], { cells: 5 }), /cells are 5, expected a list/],
      [notebook([{ source: "" }]), /cell 1 has no cell_type/],
      [notebook([{ cell_type: "code", source: 7 }]), /source of cell 1 is 7/],
    ]
    for (const [value, sentence] of wrong) assert.throws(() => parseNotebook(value), sentence)
    await withScratchFolder(async (folder) => {
      const file = join(folder, "a.ipynb")
      await assert.rejects(readNotebook(file), /There is no file ".*a\.ipynb"/)
      await writeFile(file, "{")
      await assert.rejects(readNotebook(file), /a\.ipynb" is not a notebook/)
      await writeFile(file, "{}")
      await assert.rejects(readNotebook(file), /a\.ipynb" is not a notebook: its nbformat is undefined/)
    })
  })

  it("of another language is refused where it is to run", () => {
    const inLanguage = (metadata: Record<string, unknown>) =>
      assertTypeScript(parseNotebook(notebook([], { metadata })), "a.ipynb")
    for (const language of ["typescript", "javascript"]) inLanguage({ kernelspec: { language } })
    inLanguage({ kernelspec: {} })
    inLanguage({})
    assert.throws(
      () => inLanguage({ kernelspec: { language: "python" } }),
      /^Error: The language of "a\.ipynb" is "python", expected "typescript" or "javascript"\.$/,
    )
  })

  it("is replaced whole, and nothing is left beside it", async () => {
    await withScratchFolder(async (folder) => {
      const file = join(folder, "a.ipynb")
      await writeFile(file, "old")
      await writeNotebook(file, parseNotebook(notebook([{ cell_type: "markdown", source: ["# T\n", "x"] }])))
      assert.deepEqual(await readdir(folder), ["a.ipynb"])
      assert.deepEqual(JSON.parse(await readFile(file, "utf8")).cells[0].source, ["# T\n", "x"])
      await assert.rejects(
        writeNotebook(join(folder, "no", "b.ipynb"), parseNotebook(notebook([]))),
        /Cannot write ".*b\.ipynb"/,
      )
      assert.deepEqual(await readdir(folder), ["a.ipynb"])
    })
  })
})
