import { deepEqual, equal, match } from "node:assert/strict"
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping"
import { toHostError } from "../../../kernel/host/host-error.ts"
import type { HostError } from "../../../kernel/host/messages.ts"
import { compileCell, createCellState } from "../../../kernel/language/compile/compile-cell.ts"
import { type Notebook, openNotebook } from "../../support/notebook.ts"

describe("an exception of a cell", () => {
  let notebook: Notebook
  before(async () => {
    notebook = await openNotebook()
  })
  after(() => notebook.close())

  async function errorOf(code: string): Promise<HostError> {
    const outcome = await notebook.run(code)
    if (outcome.status !== "error") throw new Error(JSON.stringify(outcome))
    return outcome.error
  }

  it("keeps its name, message and stack", async () => {
    const error = await errorOf("class OwnError extends Error { name = 'OwnError' }; throw new OwnError('what')")
    deepEqual([error.name, error.message], ["OwnError", "what"])
    match(error.stack, /at cell-1\.ts:\d+:\d+/)
  })

  it("of any other value is described", async () => {
    deepEqual(await errorOf("throw 'text'").then(({ name, message }) => [name, message]), ["Thrown string", "text"])
    deepEqual(await errorOf("throw { code: 3 }").then(({ name, message }) => [name, message]), [
      "Object",
      "{ code: 3 }",
    ])
  })

  it("tells its causes", async () => {
    const { stack } = await errorOf(
      "throw new Error('outer', { cause: new AggregateError([new TypeError('one')], 'inner') })",
    )
    match(stack, /Error: outer[\s\S]*Caused by: AggregateError: inner[\s\S]*Caused by: TypeError: one/)
  })

  it("that misbehaves itself does no harm", () => {
    const hostile = {
      get name() {
        throw new Error("no")
      },
      get message() {
        throw new Error("no")
      },
      get stack() {
        throw new Error("no")
      },
    }
    equal(typeof toHostError(hostile).stack, "string")
    equal(toHostError(null).message, "null")
    equal(toHostError(undefined).message, "undefined")
  })

  it("points into the user's line of a cell of 25 lines with parameter properties", async () => {
    const lines = Array.from({ length: 25 }, (_, index) => `const line${index}: number = ${index}`)
    lines[3] =
      "class Session { constructor(private readonly mouse: string, public trials = 0) {} name() { return this.mouse } }"
    lines[4] = "enum Choice { Left, Right }"
    lines[9] = "interface Gone { a: string; b: number }"
    lines[18] = "throw new Error(new Session('KS014').name() + Choice.Left)"
    const code = lines.join("\n")
    const { stack } = await errorOf(code)
    const [, line, column] = /cell-\d+\.ts:(\d+):(\d+)/.exec(stack) ?? []
    const cell = await compileCell(code, { number: 1, state: createCellState() })
    if (!cell.ok) throw new Error(cell.error.message)
    const found = originalPositionFor(new TraceMap(cell.map), { line: Number(line), column: Number(column) - 1 })
    deepEqual([found.line, found.column], [19, 6])
  })
})
