import assert from "node:assert/strict"
import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import { initAdam, resetAdam, stepAdam } from "../../../lib/rules/adam.ts"
import { clipGlobalNorm } from "../../../lib/rules/gradient-clip.ts"

describe("descent", () => {
  for (const precision of ["f32", "f64"] as const) {
    it(`Adam's first step, and the first after a reset, has the length of the rate in each coordinate (${precision})`, () => {
      const engine = borrowEngine()
      const [parameters, gradient] = [engine.arena.matrix(1, 5, precision), engine.arena.matrix(1, 5, precision)]
      gradient.values.set([3, -0.001, 100, -7, 0.2])
      const adam = initAdam(engine.arena, 5, precision)
      for (let round = 0; round < 2; round++) {
        parameters.values.fill(0)
        stepAdam(adam, engine.primitives(precision), parameters, gradient, 0.01)
        for (const [i, p] of parameters.values.entries())
          assert.ok(Math.abs(p + 0.01 * Math.sign(gradient.values[i]!)) < 1e-6)
        resetAdam(adam)
      }
      returnEngine(engine)
    })

    it(`a long gradient is shortened to the limit and keeps its direction, a short one is left alone (${precision})`, () => {
      const engine = borrowEngine()
      const gradient = engine.arena.matrix(1, 3, precision)
      gradient.values.set([3, 0, -4])
      assert.equal(clipGlobalNorm(engine.primitives(precision), gradient, 10), 5)
      assert.deepEqual([...gradient.values], [3, 0, -4])
      assert.equal(clipGlobalNorm(engine.primitives(precision), gradient, 1), 5)
      for (const [i, value] of [0.6, 0, -0.8].entries()) assert.ok(Math.abs(gradient.values[i]! - value) < 1e-7)
      returnEngine(engine)
    })

    it(`a gradient that is not finite has a norm that is not (${precision})`, () => {
      const engine = borrowEngine()
      const gradient = engine.arena.matrix(1, 3, precision)
      for (const bad of [Number.NaN, Infinity]) {
        gradient.values.set([1, bad, 1])
        assert.ok(!Number.isFinite(clipGlobalNorm(engine.primitives(precision), gradient, 1)))
      }
      returnEngine(engine)
    })
  }
})
