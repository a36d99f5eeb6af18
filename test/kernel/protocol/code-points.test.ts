import assert from "node:assert/strict"
import fc from "fast-check"
import { toCodePointOffset, toUtf16Offset } from "../../../kernel/protocol/code-points.ts"

describe("cursor in code points", () => {
  it("counts an astral character once", () => {
    assert.equal(toUtf16Offset("𝐚b", 1), 2)
    assert.equal(toCodePointOffset("𝐚b", 2), 1)
    assert.equal(toUtf16Offset("ab", 9), 2)
  })

  it("agrees with the characters that iteration gives, and back", () => {
    const text = fc.string({ unit: "binary" })
    fc.assert(
      fc.property(text, fc.nat(50), (source, cursor) => {
        const offset = toUtf16Offset(source, cursor)
        const expected = [...source].slice(0, cursor).join("").length
        assert.equal(offset, expected)
        assert.equal(toCodePointOffset(source, offset), Math.min(cursor, [...source].length))
      }),
    )
  })
})
