import assert from "node:assert/strict"
import { setImmediate } from "node:timers/promises"
import { beside } from "../../../kernel/server/beside.ts"

describe("work beside a cell", () => {
  it("begins when it is called for, once", async () => {
    let runs = 0
    const { begin, result } = beside(async () => ++runs, 60_000)
    await setImmediate()
    assert.equal(runs, 0)
    begin()
    begin()
    assert.equal(await result, 1)
    assert.equal(runs, 1)
  })

  it("begins by itself after a while", async () => {
    assert.equal(await beside(async () => "done", 1).result, "done")
  })

  it("fails as the work fails", async () => {
    const { begin, result } = beside(() => Promise.reject(new Error("no")), 60_000)
    begin()
    await assert.rejects(result, /no/)
  })
})
