import assert from "node:assert/strict"
import fc from "fast-check"
import { parseYamlLines, yamlLines } from "../../../../kernel/notebook/script/yaml-lines.ts"

const read = (text: string) => parseYamlLines(text.split("\n"))

describe("the YAML of a script's header", () => {
  it("gives back any record of JSON", () => {
    const record = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom("a", "yes", "null", "-", "a b", "kernelspec")),
      fc.oneof(fc.jsonValue(), fc.constantFrom("no", "1", "~", "a: b", "- x", "x # y", "\u0085")),
    )
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("kernelspec", "other"), record), (value) => {
        const text = yamlLines(value, ["kernelspec"])
        assert.equal(JSON.stringify(parseYamlLines(text)), JSON.stringify(value))
        // The marks of a line's end and of other controls would end or break the comment that the header stands in.
        for (const line of text) assert.doesNotMatch(line, /[\n\r\x7f-\x9f\u2028\u2029]/)
      }),
    )
  })

  it("is read as Python writes it: nested mappings, lists, quotes of both kinds, escapes", () => {
    const text = [
      "a: plain text",
      "b: 'it''s'",
      'c: "\\u0394\\xE9\\U0001F600\\_\\n"',
      "d:",
      "  e: 1.5",
      "  f:",
      "  - x",
      "  - name: y",
      "    size: 2",
      "  -",
      "g: null",
      "h: ~",
      "i: true",
      "j: 2026-11-26",
      "'k l': {\"m\": [1]}",
      "n:",
      "",
    ]
    assert.deepEqual(read(text.join("\n")), {
      ...{ a: "plain text", b: "it's", c: "Δé😀\u00a0\n" },
      ...{ d: { e: 1.5, f: ["x", { name: "y", size: 2 }, null] }, g: null, h: null, i: true, j: "2026-11-26" },
      ...{ "k l": { m: [1] }, n: null },
    })
    assert.deepEqual(read(""), {})
  })

  it("is refused with the line where it goes beyond that", () => {
    const wrong = [
      "a: &x 1",
      "a: |",
      "a: {b: 1}",
      'a: "open',
      "a: 'open",
      "- x",
      "just text",
      "a: 1\n   b: 2",
      'a: "\\q"',
    ]
    for (const text of wrong) assert.throws(() => read(text), /the header's line ".*" is not understood/, text)
  })
})
