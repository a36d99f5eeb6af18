import assert from "node:assert/strict"
import { parseNotebook } from "../../../../kernel/notebook/notebook-file.ts"
import {
  describeParameter,
  findParameterCell,
  parametersIn,
} from "../../../../kernel/notebook/parameters/parameter-cell.ts"

const told = (code: string) => parametersIn(code).map((one) => `${one.keyword} ${describeParameter(one)}`)

describe("the parameters of a notebook", () => {
  it("are the variables at the top of their cell, with type and value as they are written", () => {
    const code = `
let rate = 0.1 // per trial
const preset: "quick" | "full" = "quick"
export let animals: Array<{ id: string }> = [
  { id: "KS014" },
], seed: number
var later
let f: (x: number) => number = (x) => x`
    assert.deepEqual(told(code), [
      "let rate = 0.1",
      'const preset: "quick" | "full" = "quick"',
      'let animals: Array<{ id: string }> = [\n  { id: "KS014" },\n]',
      "let seed: number",
      "var later",
      "let f: (x: number) => number = (x) => x",
    ])
  })

  it("are nothing else: no functions, classes, patterns, or variables of blocks", () => {
    const code =
      "function f() {}\nclass C {}\nenum E { a }\nconst { a, b } = c\n{ let d = 1 }\nfor (let i = 0; i < 1; i++) {}\ne = 1"
    assert.deepEqual(told(code), [])
  })

  it("stand in the first code cell tagged parameters", () => {
    const cell = (cell_type: string, source: string, tags?: unknown) => ({ cell_type, source, metadata: { tags } })
    const find = (...cells: unknown[]) => findParameterCell(parseNotebook({ nbformat: 4, cells }))
    const declaring = cell("code", "let a = 1", ["x", "parameters"])
    const found = find(cell("markdown", "", ["parameters"]), declaring, cell("code", "let b = 1", ["parameters"]))
    assert.deepEqual([found?.index, found?.parameters.map(({ name }) => name)], [1, ["a"]])
    assert.equal(find(cell("code", "let a = 1", ["injected-parameters"]), cell("code", "", "parameters")), null)
  })
})
