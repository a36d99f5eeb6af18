import assert from "node:assert/strict"
import { createRecent } from "../../../kernel/protocol/recent.ts"

describe("recent entries", () => {
  it("are kept up to a number, the latest ones, however often one is set", () => {
    const recent = createRecent<number>(3)
    for (const [key, value] of [
      ["a", 1],
      ["b", 2],
      ["a", 3],
      ["c", 4],
      ["d", 5],
    ] as const)
      recent.set(key, value)
    assert.deepEqual(
      ["a", "b", "c", "d"].map((key) => recent.get(key)),
      [3, undefined, 4, 5],
    )
    assert.equal(recent.has("b"), false)
  })
})
