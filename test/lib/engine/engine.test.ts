import assert from "node:assert/strict"
import { once } from "node:events"
import { Worker } from "node:worker_threads"
import { borrowEngine, type Engine, returnEngine } from "../../../lib/engine/engine.ts"
import { plainNativeProducts } from "../../support/plain-native-products.ts"
import { callPrimitive, primitiveNames } from "../../support/primitive-calls.ts"

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

  it("of mode fast have relaxed SIMD on every supported Node, those of mode exact never", () => {
    for (const [mode, relaxedSimd] of [
      ["fast", true],
      ["exact", false],
    ] as const) {
      const engine = borrowEngine(mode)
      assert.equal(engine.mode, mode)
      assert.deepEqual(engine.features, { relaxedSimd, blas: null })
      returnEngine(engine)
    }
  })

  it("of different modes, with and without a BLAS, are never taken for each other", () => {
    const blas = plainNativeProducts("for engine.test", () => false)
    const borrow = {
      exact: () => borrowEngine("exact"),
      fast: () => borrowEngine("fast"),
      blas: () => borrowEngine("fast", blas),
    }
    const made = Object.values(borrow).map((take) => take())
    for (const engine of made) returnEngine(engine)
    for (const [i, take] of Object.values(borrow).entries()) {
      const engine = take()
      assert.equal(engine, made[i])
      assert.deepEqual([engine.mode, engine.features.blas], [i === 0 ? "exact" : "fast", i === 2 ? blas.name : null])
      returnEngine(engine)
    }
  })

  it("of mode exact give the same bits before, beside and after one of mode fast", () => {
    const bits = (engine: Engine) =>
      primitiveNames.flatMap((name) =>
        (["f32", "f64"] as const).flatMap((precision) => {
          const sizes = { m: 17, n: 19, k: 300, seed: 3, special: false }
          return callPrimitive(engine.primitives(precision), engine.arena, precision, name, sizes)
        }),
      )
    const exact = borrowEngine("exact")
    const before = bits(exact)
    const fast = borrowEngine("fast")
    bits(fast)
    assert.deepEqual(bits(exact), before)
    const another = borrowEngine("exact")
    assert.notEqual(another, exact)
    assert.deepEqual(bits(another), before)
    for (const engine of [exact, fast, another]) returnEngine(engine)
  })

  it("are dropped where nobody needs so many", () => {
    const many = Array.from({ length: 6 }, () => borrowEngine("fast"))
    for (const engine of many) returnEngine(engine)
    const again = Array.from({ length: 6 }, () => borrowEngine("fast"))
    assert.equal(again.filter((engine) => many.includes(engine)).length, 4)
    for (const engine of again) returnEngine(engine)
  })
})
