import assert from "node:assert/strict"
import { display } from "../../kernel/host/tslab-shim.ts"
import { CELL_GLOBALS } from "../../kernel/language/cell-globals.ts"

describe("tslab's display", () => {
  it("has in the types of cells the very functions that the host serves", () => {
    const declared = /export interface Display \{([^}]*)\}/.exec(CELL_GLOBALS)![1]!
    const names = [...declared.matchAll(/(\w+)\(/g)].map(([, name]) => name)
    assert.deepEqual(names, Object.keys(display))
  })
})
