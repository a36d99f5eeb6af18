import { deepEqual, equal, match, ok } from "node:assert/strict"
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping"
import { compileCell, createCellState } from "../../../../kernel/language/compile/compile-cell.ts"

async function compiled(code: string, number = 1, state = createCellState()) {
  const cell = await compileCell(code, { number, state })
  if (!cell.ok) throw new Error(cell.error.message)
  return cell
}

async function failure(code: string) {
  const cell = await compileCell(code, { number: 1, state: createCellState() })
  if (cell.ok) throw new Error(`compiles to ${cell.javascript}`)
  return cell.error
}

describe("compileCell", () => {
  it("names what a cell declares, by kind, and what it imports", async () => {
    const cell = await compiled(`import a, { b as c, type T } from "one"; import * as d from "two"; import "three"
      import type { U } from "four"
      const e = 1, { f, g: [h] } = e as any; let i; var j = 1; for (var k in {}) { var l = 1; let no = 1 }
      function m(n: number) { var inner = n } class O {} enum P { Q } export const r = 1; export default class S {}
      interface V {} declare const w: number`)
    const kinds = Object.fromEntries(cell.declarations.map(({ name, kind }) => [name, kind]))
    deepEqual(kinds, {
      ...{ a: "import", c: "import", d: "import", e: "const", f: "const", h: "const", i: "let", j: "var" },
      ...{ k: "var", l: "var", m: "function", O: "class", P: "var", r: "const", S: "class" },
    })
    deepEqual(cell.imports, ["one", "two", "three"])
  })

  it("leaves the type stripper's own helpers out, and gives each cell its own", async () => {
    const code = "const mark = (value: any, context: any) => value; class A { @mark method() {} }"
    const [first, second] = [await compiled(code, 1), await compiled(code, 2)]
    deepEqual(first.declarations.map(({ name }) => name).sort(), ["A", "mark"])
    match(first.javascript, /__decorateElement\$1/)
    match(second.javascript, /__decorateElement\$2/)
  })

  const place = { line: 2, column: 7 }
  for (const [code, wanted] of [
    ["const a = 1\nconst b: = 2", { line: 2, column: 10 }],
    ['const é = "ü"\nlet ø = "𝐚" +;', { line: 2, column: 15 }],
    ["let a: number\nlet b; let a", { line: 2, column: 12 }],
    ['let a: string\nexport * from "other"', { line: 2, column: 1 }],
    ["let a: string\nif (a) return 5", place],
    ["interface A {}\nlet b; \u0061wait = 1;", { line: 2, column: 14 }],
  ] as const) {
    it(`places the error of ${JSON.stringify(code)} in the user's text`, async () => {
      const { line, column } = await failure(code)
      deepEqual({ line, column }, wanted === place ? { line: 2, column: 8 } : wanted)
    })
  }

  it("quotes what the user wrote in messages", async () => {
    equal((await failure("let a 12")).message, 'Expected ";" but found "12"')
  })

  it("accepts option lines at the top as comments, and nowhere else", async () => {
    ok(
      (await compileCell("#| label: fig-1\n//| echo: false\n\n#| more\n1", { number: 1, state: createCellState() })).ok,
    )
    equal((await failure("1\n#| label")).line, 2)
  })

  it("maps every identifier back to where the user wrote it", async () => {
    const code = `#| label: x
import { deep } from "somewhere"
interface Nothing { really: string }
class Point { constructor(private readonly across: number) {} }
function hoisted<T>(value: T): T { return unknownOne(value) }
const performance: number = await unknownTwo
export const last = [performance, unknownThree] as const`
    const { javascript, map } = await compiled(code)
    const trace = new TraceMap(map)
    const lines = javascript.split("\n")
    for (const name of ["unknownOne", "unknownTwo", "unknownThree"]) {
      const row = lines.findIndex((line) => line.includes(name))
      const found = originalPositionFor(trace, { line: row + 1, column: lines[row]?.indexOf(name) ?? 0 })
      const wanted = code.split("\n").findIndex((line) => line.includes(name))
      deepEqual(
        [found.source, found.line, found.column],
        ["cell-1.ts", wanted + 1, code.split("\n")[wanted]?.indexOf(name)],
      )
    }
    deepEqual(map.sourcesContent, [code])
  })

  it("maps a cell of plain JavaScript back as well", async () => {
    const code =
      "#| label: x\nlet kept = 1, other = unknownOne\nfor (const each of [kept]) other += unknownTwo(each)\nother"
    const { javascript, map } = await compiled(code)
    for (const name of ["unknownOne", "unknownTwo"]) {
      const lines = javascript.split("\n")
      const row = lines.findIndex((line) => line.includes(name))
      const found = originalPositionFor(new TraceMap(map), { line: row + 1, column: lines[row]!.indexOf(name) })
      const wanted = code.split("\n").findIndex((line) => line.includes(name))
      deepEqual(
        [found.source, found.line, found.column],
        ["cell-1.ts", wanted + 1, code.split("\n")[wanted]!.indexOf(name)],
      )
    }
    deepEqual(map.sourcesContent, [code])
  })

  for (const [typescript, javascript] of [
    ["call<string>(1)", "call(1)"],
    ["using file = open()", "__using"],
    ["class Kept { count = 1 }", "Kept = class"],
  ] as const)
    it(`has \`${typescript}\`, which JavaScript would read or run otherwise, stripped or lowered`, async () => {
      const result = (await compiled(typescript)).javascript
      ok(result.includes(javascript), result)
    })

  it("renames what hides a global in this cell and all later ones, but no other state's", async () => {
    const state = createCellState()
    match((await compiled("const performance = 1", 1, state)).javascript, /let performance\$cell = 1/)
    match((await compiled("performance + 1", 2, state)).javascript, /performance\$cell \+ 1/)
    match((await compiled("performance.now()", 1)).javascript, /\nperformance\.now\(\)/)
  })
})
