import assert from "node:assert/strict"
import type { Mode } from "../../../lib/engine/compiled-module.ts"
import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import type { Precision, Primitives } from "../../../lib/engine/primitives.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { entries } from "../../support/shapes.ts"

/** What a primitive leaves of 101 elements, in a mode. */
function outcome(
  mode: Mode,
  precision: Precision,
  run: (call: Primitives, x: number, y: number, n: number) => number | undefined,
): readonly number[] {
  const engine = borrowEngine(mode)
  const n = 101
  const [x, y] = [engine.arena.matrix(1, n, precision), engine.arena.matrix(1, n, precision)]
  x.values.set(entries(1, n))
  y.values.set(entries(2, n))
  const returned = run(engine.primitives(precision), x.pointer, y.pointer, n) ?? 0
  const left = [returned, ...x.values]
  returnEngine(engine)
  return left
}

describe("the fast module", () => {
  for (const precision of ["f32", "f64"] as const) {
    it(`draws the numbers and forms the sums of the exact one, bit for bit (${precision})`, () => {
      const rows: readonly ((call: Primitives, x: number, y: number, n: number) => number | undefined)[] = [
        (call, x, _, n) => void call.uniformFill(x, n, ...key(5).words, 0),
        (call, x, _, n) => void call.normalFill(x, n, ...key(5).words, 0),
        (call, x, _, n) => call.sum(x, n),
        (call, x, _, n) => call.sumOfSquares(x, n),
        (call, x, y, n) => call.dotProduct(x, y, n),
        (call, x, _, n) => call.maxAbs(x, n),
      ]
      for (const run of rows) assert.deepEqual(outcome("fast", precision, run), outcome("exact", precision, run))
    })

    it(`takes the steps of the exact one, but for the rounding of a product (${precision})`, () => {
      const unit = precision === "f32" ? 2 ** -23 : 2 ** -52
      const rows: readonly ((call: Primitives, x: number, y: number, n: number) => undefined)[] = [
        (call, x, y, n) => void call.sgd(x, y, n, 0.3, 0.1),
        (call, x, y, n) => void call.momentum(x, y, y, n, 0.3, 0.9, 0.1),
        (call, x, y, _) => void call.rankOne(x, 10, 0.3, y, y, 10, 10),
        (call, x, y, _) => void call.matrixVector(x, x, y, 10, y, 10, 10),
      ]
      for (const run of rows) {
        const exact = outcome("exact", precision, run)
        for (const [i, value] of outcome("fast", precision, run).entries())
          assert.ok(Math.abs(value - exact[i]!) <= 64 * unit * Math.max(1, Math.abs(exact[i]!)))
      }
    })
  }
})
