import assert from "node:assert/strict"
import * as kernelModule from "../../kernel/host/kernel-module.ts"
import { CELL_GLOBALS } from "../../kernel/language/cell-globals.ts"

describe("the module @deltaw/kernel", () => {
  it("has in the types of cells every value that the host serves", () => {
    const names = Object.keys(kernelModule)
    assert.ok(names.length > 0)
    for (const name of names) assert.match(CELL_GLOBALS, new RegExp(`^  export (?:const|function) ${name}\\b`, "m"))
  })
})
