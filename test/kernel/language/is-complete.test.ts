import assert from "node:assert/strict"
import { isComplete } from "../../../kernel/language/is-complete.ts"

const table: readonly [code: string, status: string, indent?: string][] = [
  ["", "complete"],
  ["1 + 1", "complete"],
  ["const f = (x: number): number => 2 * x", "complete"],
  ["await Promise.resolve(1)", "complete"],
  ["for await (const x of [1]) {}", "complete"],
  ["interface Animal { weight: number }", "complete"],
  ["#| label: fig\n1", "complete"],
  ["`a${1}`", "complete"],
  ["declare function f(): void", "complete"],
  ["f(", "incomplete", "  "],
  ["const x =", "incomplete", ""],
  ["function f() {", "incomplete", "  "],
  ["function f() {\n  if (x) {", "incomplete", "    "],
  ["function f() {\n  g()", "incomplete", "  "],
  ["function f(x: number): number", "incomplete", ""],
  ["if (x)", "incomplete", ""],
  ["class A {", "incomplete", "  "],
  ["const a = { b: 1,", "incomplete", ""],
  ["const f = async () =>", "incomplete", "  "],
  ["type Stage = 'early' |", "incomplete", ""],
  ["[1, 2].map((x) => {", "incomplete", "  "],
  ["mouse.", "incomplete", ""],
  ["`a\n  b", "incomplete", ""],
  ["`a${", "incomplete", "  "],
  ["/* a", "incomplete", ""],
  ["import { table } from", "incomplete", ""],
  ["f( // a comment", "incomplete", ""],
  ["𝐚 = (", "incomplete", "  "],
  ["}", "invalid"],
  ["f(]", "invalid"],
  ["f(1, 2))", "invalid"],
  ["'abc", "invalid"],
  ["const const = 3", "invalid"],
  ["const x", "invalid"],
  ["mouse weight", "invalid"],
  ["1 = 2 +* 3", "invalid"],
]

describe("completeness of a console's text", () => {
  for (const [code, status, indent = ""] of table) {
    it(`${JSON.stringify(code)} is ${status}${status === "incomplete" ? `, to go on at "${indent}"` : ""}`, () => {
      assert.deepEqual(isComplete(code), { status, indent })
    })
  }

  it("with JSX is told in a project that uses it, where other cells mean what they always do", () => {
    const status = (code: string) => isComplete(code, true).status
    assert.deepEqual(["<b>2</b>", "<b>", "<b>{", "<T>(x: T) => x", "<number>x"].map(status), [
      "complete",
      "incomplete",
      "incomplete",
      "complete",
      "complete",
    ])
    assert.equal(isComplete("<b>2</b>").status, "invalid")
  })
})
