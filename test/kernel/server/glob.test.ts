import assert from "node:assert/strict"
import fc from "fast-check"
import { matchesGlob } from "../../../kernel/server/glob.ts"

describe("glob of a history search", () => {
  it("matches whole texts with any text, any character and classes", () => {
    const matching: [string, string][] = [
      ["*", ""],
      ["", ""],
      ["a*c", "a\nb\nc"],
      ["?", "𝐚"],
      ["*let*=*", "let x = 1"],
      ["[ab]?", "b!"],
      ["x[0-9]", "x7"],
      ["x[^0-9]", "xy"],
      ["[]]", "]"],
      ["a.b", "a.b"],
      ["[", "["],
      ["**a**", "a"],
    ]
    for (const [pattern, text] of matching) assert.ok(matchesGlob(pattern, text), `${pattern} ${text}`)
    const differing: [string, string][] = [
      ["a", "ab"],
      ["a?", "a"],
      ["a.b", "axb"],
      ["x[^0-9]", "x7"],
      ["*b", "abc"],
      ["", "a"],
      ["(", ""],
    ]
    for (const [pattern, text] of differing) assert.ok(!matchesGlob(pattern, text), `${pattern} ${text}`)
  })

  it("is what the obvious recursion says", () => {
    const matches = (pattern: string, text: string): boolean => {
      if (pattern === "") return text === ""
      const rest = pattern.slice(1)
      if (pattern.startsWith("*")) return matches(rest, text) || (text !== "" && matches(pattern, text.slice(1)))
      return text !== "" && (pattern[0] === "?" || pattern[0] === text[0]) && matches(rest, text.slice(1))
    }
    const letters = (all: string) => fc.string({ unit: fc.constantFrom(...all), maxLength: 8 })
    fc.assert(
      fc.property(letters("ab*?"), letters("ab"), (pattern, text) => {
        assert.equal(matchesGlob(pattern, text), matches(pattern, text))
      }),
    )
  })

  it("with many stars on a long text comes to its end", () => {
    assert.equal(matchesGlob("*a".repeat(1000), "a".repeat(999)), false)
    assert.equal(matchesGlob("*a".repeat(100), `${"a".repeat(20_000)}b`), false)
  })
})
