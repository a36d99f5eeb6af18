import fc from "fast-check"
import { type Notebook, parseNotebook } from "../../kernel/notebook/notebook-file.ts"

/** Texts made of what markers, comments, headers and escapes are made of. */
const hostileText = fc.string({
  unit: fc.constantFrom(
    ...[
      "a",
      " ",
      "\t",
      "\n",
      "\n\n",
      "//",
      "// ",
      "%%",
      "// %%",
      "\\",
      "`",
      '"',
      "'",
      "---",
      "[markdown]",
      "=",
      "{",
      "}",
    ],
    ...["title", "Δ", "𝐚", "\r", "\r\n", "\u2028", "\x7f", "\ufeff", "%", "jupyter:", "coding: utf-8", "deltaw=", ":"],
  ),
  maxLength: 12,
})

const key = fc.oneof(
  fc.constantFrom(
    "tags",
    "title",
    "name",
    "id",
    "deltaw",
    "cell_depth",
    "a b",
    "__proto__",
    "collapsed",
    "editable",
    "-x",
  ),
  hostileText,
)
const value = fc.oneof(
  fc.constantFrom("parameters", "[raw]", null, true, [], {}, 3.5, ["a", "b"]),
  hostileText,
  fc.jsonValue({ maxDepth: 2 }),
)
const metadata = fc.dictionary(key, value, { maxKeys: 3 })

const cell = fc.oneof(
  fc.record({ cell_type: fc.constant("code"), source: hostileText, metadata }),
  fc.record({ cell_type: fc.constantFrom("markdown", "raw"), source: hostileText, metadata }),
  fc.record({
    cell_type: fc.constant("markdown"),
    source: hostileText,
    metadata,
    attachments: fc.constant({ "a.png": { "image/png": "AAAA" } }),
  }),
)

const own = fc.dictionary(
  fc.constantFrom("formats", "comment_magics", "text_representation", "deltaw", "main_language", "x"),
  value,
  { maxKeys: 2 },
)
const notebookMetadata = fc
  .tuple(metadata, fc.option(own, { nil: undefined }), fc.boolean())
  .map(([rest, jupytext, hasKernel]) => ({
    ...rest,
    ...(jupytext === undefined ? {} : { jupytext }),
    ...(hasKernel ? { kernelspec: { name: "deltaw", display_name: "TypeScript (Δw)", language: "typescript" } } : {}),
  }))

/** Notebooks of nbformat 4.4 or 4.5 with sources and metadata that a text format finds hard. */
export const randomNotebook: fc.Arbitrary<Notebook> = fc
  .record({
    cells: fc.array(cell, { maxLength: 4 }),
    metadata: notebookMetadata,
    minor: fc.constantFrom(4, 5),
  })
  .map(({ cells, metadata, minor }) => {
    const notebook = {
      nbformat: 4,
      nbformat_minor: minor,
      metadata,
      cells: cells.map((one, index) => ({
        ...one,
        ...(minor === 5 ? { id: `cell-${index}` } : {}),
        ...(one.cell_type === "code" ? { execution_count: null, outputs: [] } : {}),
      })),
    }
    // As it comes from a file: plain objects, no -0.
    return parseNotebook(JSON.parse(JSON.stringify(notebook)))
  })
