import assert from "node:assert/strict"
import { borrowEngine, type Engine, returnEngine } from "../../../lib/engine/engine.ts"
import { initMomentum, resetMomentum, stepMomentum } from "../../../lib/rules/momentum.ts"
import { stepSgd } from "../../../lib/rules/sgd.ts"

for (const precision of ["f32", "f64"] as const)
  describe(`plain descent in ${precision}`, () => {
    const n = 7
    const unit = precision === "f32" ? 2 ** -23 : 2 ** -52
    let engine: Engine
    beforeEach(() => {
      engine = borrowEngine()
    })
    afterEach(() => returnEngine(engine))

    const row = (value: (i: number) => number) => {
      const matrix = engine.arena.matrix(1, n, precision)
      for (let i = 0; i < n; i++) matrix.values[i] = value(i)
      return matrix
    }

    it("on a quadratic p^2 / 2 shrinks p by the factor 1 - rate a step", () => {
      const primitives = engine.primitives(precision)
      const parameters = row((i) => i - 3)
      for (let step = 0; step < 20; step++) stepSgd(primitives, parameters, parameters, 0.25)
      for (const [i, p] of parameters.values.entries())
        assert.ok(Math.abs(p - (i - 3) * 0.75 ** 20) <= 20 * unit * Math.abs(p))
    })

    it("weight decay is the slope of decay p^2 / 2, with and without momentum", () => {
      const primitives = engine.primitives(precision)
      const [decayed, explicit, zero] = [row((i) => i - 3), row((i) => i - 3), row(() => 0)]
      stepSgd(primitives, decayed, zero, 0.5, 0.25)
      stepSgd(
        primitives,
        explicit,
        row((i) => 0.25 * (i - 3)),
        0.5,
      )
      assert.deepEqual(decayed.values, explicit.values)
      const state = initMomentum(engine.arena, n, precision)
      stepMomentum(
        state,
        primitives,
        row((i) => i - 3),
        zero,
        0.5,
        { momentum: 0.9, decay: 0.25 },
      )
      assert.deepEqual(
        [...state.moment.values],
        Array.from({ length: n }, (_, i) => 0.25 * (i - 3)),
      )
    })

    it("the first step with momentum, and the first after a reset, is one of plain descent", () => {
      const primitives = engine.primitives(precision)
      const state = initMomentum(engine.arena, n, precision)
      const gradient = row((i) => 0.1 * i - 0.2)
      for (let round = 0; round < 2; round++) {
        const [plain, heavy] = [row((i) => i), row((i) => i)]
        stepSgd(primitives, plain, gradient, 0.3)
        stepMomentum(state, primitives, heavy, gradient, 0.3, { momentum: 0.9 })
        assert.deepEqual(heavy.values, plain.values)
        stepMomentum(state, primitives, heavy, gradient, 0.3, { momentum: 0.9 })
        resetMomentum(state)
      }
    })

    it("with momentum a constant slope moves p by rate / (1 - momentum) times it in the end", () => {
      const primitives = engine.primitives(precision)
      const state = initMomentum(engine.arena, n, precision)
      const [parameters, gradient] = [row(() => 0), row((i) => i - 3)]
      for (let step = 0; step < 80; step++) {
        parameters.values.fill(0)
        stepMomentum(state, primitives, parameters, gradient, 0.125, { momentum: 0.5 })
      }
      for (const [i, p] of parameters.values.entries()) assert.ok(Math.abs(p + 0.25 * (i - 3)) <= 4 * unit)
    })
  })
