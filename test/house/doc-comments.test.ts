import assert from "node:assert/strict"
import { parseSource, sourceTree } from "../support/source-tree.ts"

describe("doc comments", () => {
  it("stand above every exported declaration of lib and kernel", () => {
    const bare = sourceTree().flatMap(({ path, exports }) =>
      exports
        // The comment above the first of several overloads speaks for all.
        .filter(({ name, documented }, i) => !documented && exports.findIndex((entry) => entry.name === name) === i)
        .map(({ name, line }) => `${path}:${line} ${name}`),
    )
    assert.deepEqual(bare, [])
  })

  it("are missed where only a line comment or a distant one stands", () => {
    const file = parseSource(
      "lib/a.ts",
      `/** far */\nconst a = 1\nexport const b = a\n// no\nexport function c() {}\n/** yes */\nexport type D = 1\n`,
    )
    assert.deepEqual(
      file.exports.map(({ name, documented }) => [name, documented]),
      [
        ["b", false],
        ["c", false],
        ["D", true],
      ],
    )
  })
})
