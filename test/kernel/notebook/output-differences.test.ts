import assert from "node:assert/strict"
import type { Json, NotebookCell } from "../../../kernel/notebook/notebook-file.ts"
import { outputDifferences } from "../../../kernel/notebook/output-differences.ts"

const plotly = "application/vnd.plotly.v1+json"
const cell = (...outputs: Json[]): NotebookCell => ({ cell_type: "code", source: "", metadata: {}, outputs })
const stream = (text: unknown, name = "stdout") => ({ output_type: "stream", name, text })
const display = (data: Json, count?: number) => ({
  output_type: "display_data",
  data,
  metadata: {},
  execution_count: count,
})
const error = (evalue: string) => ({ output_type: "error", ename: "RangeError", evalue, traceback: ["at line 1"] })

describe("differences between outputs", () => {
  const same: [what: string, one: NotebookCell, other: NotebookCell][] = [
    ["no outputs", cell(), { cell_type: "code", source: "", metadata: {} }],
    ["counts", cell(display({ "text/plain": "1" }, 1)), cell(display({ "text/plain": "1" }, 9))],
    ["how texts are stored", cell(stream(["a\n", "b"])), cell(stream("a\n"), stream("b"))],
    ["lines that were written over", cell(stream("10 %\r20 %")), cell(stream("20 %"))],
    ["tracebacks", cell(error("x")), cell({ ...error("x"), traceback: [] })],
    [
      "the picture of a figure",
      cell(display({ [plotly]: { data: [] }, "image/svg+xml": ["<svg>1"] })),
      cell(display({ [plotly]: { data: [] }, "image/svg+xml": ["<svg>2"] })),
    ],
  ]
  for (const [what, one, other] of same)
    it(`do not count: ${what}`, () => assert.deepEqual(outputDifferences(one, other), []))

  const different: [one: NotebookCell, other: NotebookCell, sentences: string[]][] = [
    [cell(stream("a")), cell(stream("b")), ['output 1, stdout: "a" now "b"']],
    [cell(stream("a")), cell(), ["output 1 is gone: stdout"]],
    [cell(), cell(stream("a"), error("x")), ["output 1 is new: stdout", "output 2 is new: error"]],
    [cell(error("x")), cell(error("y")), ['output 1, error: "RangeError: x" now "RangeError: y"']],
    [cell(stream("a")), cell(stream("a", "stderr")), ["output 1 has no stdout any more", "output 1 has stderr now"]],
    [
      cell(display({ [plotly]: { data: [{ y: [1, 2] }] }, "text/plain": "f" })),
      cell(display({ [plotly]: { data: [{ y: [1, 3], name: "n" }] }, "text/plain": "f" })),
      [`output 1, ${plotly} at data[0].y[1]: 2 now 3`],
    ],
    [
      cell(display({ "application/json": { a: 1 } })),
      cell(display({ "application/json": {} })),
      ["output 1, application/json at a: 1 now nothing"],
    ],
    [cell(display({ "image/png": "A" })), cell(display({ "image/png": "B" })), ['output 1, image/png: "A" now "B"']],
  ]
  for (const [one, other, sentences] of different) {
    it(`are told: ${sentences.join("; ")}`, () => assert.deepEqual(outputDifferences(one, other), sentences))
  }

  it("of long texts are shown around the first place where they differ", () => {
    const text = (middle: string) => cell(stream(`${"a".repeat(100)}${middle}${"b".repeat(100)}`))
    assert.deepEqual(outputDifferences(text("1"), text("2")), [
      `output 1, stdout: …${"a".repeat(10)}1${"b".repeat(49)}… now …${"a".repeat(10)}2${"b".repeat(49)}…`,
    ])
  })
})
