import assert from "node:assert/strict"
import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import * as twin from "../../../lib/engine/reference/basic.ts"

describe("the logistic loss", () => {
  it("has the bits of its twin at logits that saturate, vanish, are not finite or not numbers, in rows alone and in pairs", () => {
    const logits = [0, -0, 1e-320, 1e-17, -0.4, 0.88, 36.7, -709.8, 745.1, -745.2, 745.3, 1e5, -1e300]
    const all = [...logits, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    const engine = borrowEngine()
    const { logisticLoss } = engine.primitives("f64")
    for (const first of all)
      for (const second of [null, ...all]) {
        const w = second === null ? [first] : [first, second]
        const rows = w.length
        const x = w.map(() => 1)
        const y = w.map((_, i) => i % 2)
        engine.arena.scope(() => {
          const [W, X, Y, E] = [w, x, y, x].map((values) => {
            const matrix = engine.arena.matrix(rows, 1, "f64")
            matrix.values.set(values)
            return matrix
          })
          const pointers = [E!.pointer, 1, W!.pointer, 1, X!.pointer, 1, Y!.pointer, 1] as const
          const total = logisticLoss(...pointers, rows, 1, 0.25, 0.5)
          const expected = twin.logisticLoss(w, x, y, rows, 1, 0.25, 0.5)
          assert.ok(Object.is(total, expected.total), `${total} for ${w}, its twin ${expected.total}`)
          assert.deepEqual(Float64Array.from(E!.values), expected.errors)
        })
      }
    returnEngine(engine)
  })
})
