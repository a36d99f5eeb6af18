import assert from "node:assert/strict"
import { once } from "node:events"
import { Worker } from "node:worker_threads"
import fc from "fast-check"
import { createArena, createMemory } from "../../../lib/engine/arena.ts"
import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"

describe("the arena", () => {
  it("lays matrices out aligned, zeroed and apart", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 }), fc.boolean())), (shapes) => {
        const arena = createArena(createMemory(), 100)
        const made = shapes.map(([rows, columns, single]) => arena.matrix(rows, columns, single ? "f32" : "f64"))
        for (const [i, { pointer, values }] of made.entries()) {
          assert.equal(pointer % 16, 0)
          assert.ok(values.every((value) => value === 0))
          values.fill(i + 1)
        }
        for (const [i, { values }] of made.entries()) assert.ok(values.every((value) => value === i + 1))
      }),
      { numRuns: 30 },
    )
  })

  it("keeps views valid when the memory grows, and compiled code sees what they show", () => {
    const engine = borrowEngine()
    const early = engine.arena.matrix(1, 5, "f64")
    early.values.set([1, 2, 3, 4, 5])
    engine.arena.matrix(1000, 1000, "f64")
    assert.equal(engine.primitives("f64").sum(early.pointer, 5), 15)
    early.values[0] = 10
    assert.equal(engine.primitives("f64").sum(early.pointer, 5), 24)
    returnEngine(engine)
  })

  it("gives back what a scope allocated, also when the scope throws", () => {
    const arena = createArena(createMemory(), 0)
    arena.matrix(3, 3, "f32")
    const before = arena.used
    assert.equal(
      arena.scope(() => arena.matrix(100, 100, "f32").rows),
      100,
    )
    assert.throws(() => arena.scope(() => assert.fail(`${arena.matrix(9, 9, "f64").rows} rows`)), /9 rows/)
    assert.equal(arena.used, before)
  })

  it("zeroes memory that an earlier scope left dirty", () => {
    const arena = createArena(createMemory(), 0)
    arena.scope(() => arena.matrix(10, 10, "f64").values.fill(Number.NaN))
    assert.ok(arena.matrix(10, 10, "f64").values.every((value) => value === 0))
  })

  it("refuses to go beyond 4 GB with the size that would be needed", () => {
    const arena = createArena(createMemory(), 0)
    assert.throws(() => arena.matrix(2 ** 15, 2 ** 15, "f64"), {
      name: "RangeError",
      message: "the engine's memory holds 4096 MB, but 8192 MB would be needed",
    })
    assert.equal(arena.used, 0)
  })

  it("refuses a mark that is not its own", () => {
    const arena = createArena(createMemory(), 64)
    assert.throws(() => arena.reset(0), /not a mark of this arena: 0/)
    assert.throws(() => arena.reset(Number.NaN), /not a mark/)
  })
})

describe("engines", () => {
  it("are lent to one borrower at a time and come back empty", () => {
    const [first, second] = [borrowEngine(), borrowEngine()]
    assert.notEqual(first, second)
    first.arena.matrix(8, 8, "f32")
    returnEngine(first)
    const again = borrowEngine()
    assert.equal(again.arena.used, 0)
    returnEngine(again)
    returnEngine(second)
    assert.throws(() => returnEngine(second), /returned before/)
  })

  it("work in a worker thread", async () => {
    const engineUrl = new URL("../../../lib/engine/engine.js", import.meta.url).href
    const code = `import { parentPort } from "node:worker_threads"
      import { borrowEngine } from ${JSON.stringify(engineUrl)}
      const engine = borrowEngine()
      const x = engine.arena.matrix(1, 3, "f32")
      x.values.set([1, 2, 4])
      parentPort.postMessage(engine.primitives("f32").sumOfSquares(x.pointer, 3))`
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`))
    assert.deepEqual(await once(worker, "message"), [21])
    await worker.terminate()
  })
})
