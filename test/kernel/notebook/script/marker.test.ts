import assert from "node:assert/strict"
import fc from "fast-check"
import { escapeLine, parseMarker, unescapeLine, writeMarker } from "../../../../kernel/notebook/script/marker.ts"

describe("the line above a cell", () => {
  const forms: [line: string, cellType: string, fields: Record<string, unknown>][] = [
    ["// %%", "code", { metadata: {} }],
    ["// %% [markdown]", "markdown", { metadata: {} }],
    ['// %% [raw] format="text/x"', "raw", { metadata: { format: "text/x" } }],
    ['// %% tags=["a", "b"] id="c-1"', "code", { metadata: { tags: ["a", "b"] }, id: "c-1" }],
    ["// %% A title", "code", { metadata: { title: "A title" } }],
    [
      '// %% A title [markdown] x={"a": [1, "} "]} y="\\" "',
      "markdown",
      {
        metadata: { title: "A title", x: { a: [1, "} "] }, y: '" ' },
      },
    ],
    ['// %% title="a = b"', "code", { metadata: { title: "a = b" } }],
    ['// %% deltaw={"id": "c", "metadata": {"a b": 1}}', "code", { id: "c", metadata: { "a b": 1 } }],
    ['// %% x=1 deltaw={"attachments": {}}', "code", { metadata: { x: 1 }, attachments: {} }],
    ['// %% deltaw={"metadata": {"id": "x"}}', "code", { metadata: { id: "x" } }],
  ]
  for (const [line, cellType, fields] of forms) {
    it(`is read and written: ${line}`, () => {
      assert.deepEqual(parseMarker(line), { cellType, fields })
      assert.equal(writeMarker({ cellType, fields: fields as { metadata: Record<string, unknown> } }), line)
    })
  }

  const read: [line: string, metadata: Record<string, unknown>][] = [
    ["  //%%", {}],
    ["// %%\t", {}],
    ["// %% a.b", { title: "a.b" }],
    ["// %% x = 1", { x: 1 }],
    ["// %% T hidden=true flag", { title: "T", hidden: true, flag: null }],
    ["// %% x=oops", { title: "x=oops" }],
    ["// %% x=1y", { title: "x=1y" }],
    ["// %% id=5", { id: 5 }],
  ]
  for (const [line, metadata] of read) {
    it(`is read: ${JSON.stringify(line)}`, () => assert.deepEqual(parseMarker(line)?.fields, { metadata }))
  }

  it("is no other comment", () => {
    for (const line of ["// %", "// %%time", "// \\%%", "%%", "a // %%", "/// %%", ""])
      assert.equal(parseMarker(line), null)
  })

  it("is never what a cell says: such lines are escaped, and come back", () => {
    const text = fc.string({ unit: fc.constantFrom("/", "//", " ", "%%", "%", "\\", "a", "\t"), maxLength: 8 })
    fc.assert(
      fc.property(text, (line) => {
        assert.equal(parseMarker(escapeLine(line)), null)
        assert.equal(unescapeLine(escapeLine(line)), line)
      }),
    )
  })
})
