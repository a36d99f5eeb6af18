import assert from "node:assert/strict"
import fc from "fast-check"
import { borrowEngine, type Engine, returnEngine } from "../../../lib/engine/engine.ts"
import type { Primitives } from "../../../lib/engine/primitives.ts"
import * as twin from "../../../lib/engine/reference/basic.ts"
import * as elementary from "../../../lib/numerics/elementary.ts"
import { type Framed, place } from "../../support/framed-matrix.ts"
import { entries, oddSize } from "../../support/shapes.ts"

for (const precision of ["f32", "f64"] as const) {
  const round = precision === "f32" ? Math.fround : (x: number) => x
  const smallest = precision === "f32" ? 2 ** -126 : 2 ** -1022
  const rounded = (values: Float64Array) => Float64Array.from(values, round)
  const draw = (seed: number, length: number, special = false) => rounded(entries(seed, length, special))

  describe(`primitives in ${precision}`, () => {
    let engine: Engine
    let call: Primitives
    beforeEach(() => {
      engine = borrowEngine()
      call = engine.primitives(precision)
    })
    afterEach(() => returnEngine(engine))

    const put = (values: ArrayLike<number>, rows: number, columns: number) =>
      place(engine.arena, precision, values, rows, columns)

    /** Bits must agree, any NaN being equal to any other and -0 to -0. */
    const same = (result: Framed, expected: Float64Array) => {
      const got = result.read()
      assert.equal(got.length, expected.length)
      for (const [i, value] of got.entries())
        if (!Object.is(value, expected[i])) assert.fail(`entry ${i} is ${value}, its twin ${expected[i]}`)
      assert.ok(result.frameIsIntact(), "wrote outside its result")
    }

    const shapes = fc.tuple(oddSize, oddSize, oddSize, fc.nat(), fc.boolean())
    const forShapes = (check: (m: number, n: number, k: number, seed: number, special: boolean) => void) =>
      fc.assert(
        fc.property(shapes, ([m, n, k, seed, special]) => engine.arena.scope(() => check(m, n, k, seed, special))),
        { numRuns: 150 },
      )

    it("product has the bits of its twin at odd sizes, from zeros, in place and with a repeated row", () => {
      forShapes((m, n, k, seed, special) => {
        const a = draw(seed, m * k, special)
        const b = draw(seed + 1, k * n, special)
        const start = draw(seed + 2, m * n)
        const [A, B, C, D, E] = [put(a, m, k), put(b, k, n), put(start, m, n), put(start, m, n), put(start, m, n)]
        call.product(C.pointer, C.row, 0, 0, A.pointer, A.row, 1, B.pointer, B.row, m, n, k)
        same(C, twin.product(round, null, a, b, m, n, k))
        call.product(D.pointer, D.row, D.pointer, D.row, A.pointer, A.row, 1, B.pointer, B.row, m, n, k)
        same(D, twin.product(round, start, a, b, m, n, k))
        call.product(E.pointer, E.row, E.pointer, 0, A.pointer, A.row, 1, B.pointer, B.row, 1, n, k)
        same(E, Float64Array.of(...twin.product(round, start, a, b, 1, n, k), ...start.subarray(n)))
      })
    })

    it("product with A's strides exchanged is the product with its transpose", () => {
      forShapes((m, n, k, seed, special) => {
        const transposed = draw(seed, k * m, special)
        const b = draw(seed + 1, k * n, special)
        const [A, B, C] = [put(transposed, k, m), put(b, k, n), put(new Float64Array(m * n), m, n)]
        call.product(C.pointer, C.row, 0, 0, A.pointer, 1, A.row, B.pointer, B.row, m, n, k)
        same(C, twin.product(round, null, twin.transpose(transposed, k, m), b, m, n, k))
      })
    })

    it("a row of a product has the same bits alone as among others", () => {
      forShapes((m, n, k, seed) => {
        const [A, B] = [put(draw(seed, m * k), m, k), put(draw(seed + 1, k * n), k, n)]
        const [together, alone] = [put(new Float64Array(m * n), m, n), put(new Float64Array(n), 1, n)]
        call.product(together.pointer, together.row, 0, 0, A.pointer, A.row, 1, B.pointer, B.row, m, n, k)
        const last = A.pointer + (m - 1) * A.row * (precision === "f32" ? 4 : 8)
        call.product(alone.pointer, alone.row, 0, 0, last, A.row, 1, B.pointer, B.row, 1, n, k)
        same(alone, together.read().slice((m - 1) * n))
      })
    })

    it("a layer forward and its signal backward are product, ReLU and mask", () => {
      forShapes((m, n, k, seed, special) => {
        const a = draw(seed, m * k, special)
        const b = draw(seed + 1, k * n)
        const bias = draw(seed + 2, n)
        const h = draw(seed + 3, m * n, special)
        const [A, B, C, D] = [put(a, m, k), put(b, k, n), put(bias, 1, n), put(h, m, n)]
        const [forward, backward] = [put(h, m, n), put(h, m, n)]
        call.productRelu(forward.pointer, forward.row, C.pointer, 0, A.pointer, A.row, 1, B.pointer, B.row, m, n, k)
        const repeated = Float64Array.from({ length: m * n }, (_, i) => bias[i % n]!)
        same(forward, twin.relu(twin.product(round, repeated, a, b, m, n, k)))
        const [out, signal] = [backward, A]
        call.productReluBackward(
          out.pointer,
          out.row,
          D.pointer,
          D.row,
          signal.pointer,
          A.row,
          1,
          B.pointer,
          B.row,
          m,
          n,
          k,
        )
        same(backward, twin.reluBackward(twin.product(round, null, a, b, m, n, k), h, smallest))
      })
    })

    it("rowProduct has the bits of its twin at odd sizes, with and without addends", () => {
      forShapes((m, n, k, seed, special) => {
        const [a, b] = [draw(seed, m * k, special), draw(seed + 1, n * k, special)]
        const [x, y] = [draw(seed + 2, m * n), draw(seed + 3, m * n)]
        const [A, B, X, Y, C] = [put(a, m, k), put(b, n, k), put(x, m, n), put(y, m, n), put(x, m, n)]
        const args = [A.pointer, A.row, B.pointer, B.row, m, n, k] as const
        call.rowProduct(C.pointer, C.row, 0, 0, 0, 0, ...args)
        same(C, twin.rowProduct(round, null, null, a, b, m, n, k))
        call.rowProduct(C.pointer, C.row, X.pointer, X.row, Y.pointer, Y.row, ...args)
        same(C, twin.rowProduct(round, x, y, a, b, m, n, k))
      })
    })

    it("transpose and columnSums have the bits of their twins", () => {
      forShapes((m, n, _, seed, special) => {
        const a = draw(seed, m * n, special)
        const [A, T, S] = [put(a, m, n), put(new Float64Array(m * n), n, m), put(draw(seed + 1, n), 1, n)]
        call.transpose(T.pointer, T.row, A.pointer, A.row, m, n)
        same(T, twin.transpose(a, m, n))
        call.columnSums(S.pointer, A.pointer, A.row, m, n)
        same(S, twin.columnSums(round, draw(seed + 1, n), a, m, n))
      })
    })

    it("axpy, scale, hadamard, relu, its mask and flush have the bits of plain loops", () => {
      forShapes((n, _m, _k, seed, special) => {
        const [x, y] = [draw(seed, n, special), draw(seed + 1, n, special)]
        const alpha = round(0.3)
        const [X, Y, Z] = [put(x, 1, n), put(y, 1, n), put(y, 1, n)]
        call.hadamard(Z.pointer, X.pointer, Y.pointer, n)
        same(
          Z,
          x.map((value, i) => round(value * y[i]!)),
        )
        call.relu(Z.pointer, X.pointer, n)
        same(Z, twin.relu(x))
        call.reluBackward(Z.pointer, X.pointer, Y.pointer, n)
        same(Z, twin.reluBackward(x, y, smallest))
        call.axpy(Y.pointer, alpha, X.pointer, n)
        same(
          Y,
          y.map((value, i) => round(value + round(alpha * x[i]!))),
        )
        call.scale(Y.pointer, alpha, n)
        same(
          Y,
          y.map((value, i) => round(alpha * round(value + round(alpha * x[i]!)))),
        )
        call.flush(X.pointer, n)
        same(X, twin.flush(x, smallest))
      })
    })

    it("subnormal signals are flushed to zero", () => {
      const tiny = round(smallest / 4)
      assert.ok(tiny > 0)
      for (const n of [1, 7, 33]) {
        const [X, H] = [put(new Float64Array(n).fill(tiny), 1, n), put(new Float64Array(n).fill(1), 1, n)]
        call.reluBackward(X.pointer, X.pointer, H.pointer, n)
        same(X, new Float64Array(n))
      }
    })

    it("the elementary functions are those of numerics, bit for bit after one rounding", () => {
      forShapes((n, _m, _k, seed, special) => {
        const x = draw(seed, n, special).map((value) => round(20 * value))
        const [X, Y] = [put(x, 1, n), put(x, 1, n)]
        for (const [name, of] of [
          ["expAll", elementary.exp],
          ["logAll", elementary.log],
          ["log1pAll", elementary.log1p],
          ["sigmoidAll", elementary.sigmoid],
        ] as const) {
          call[name](Y.pointer, X.pointer, n)
          same(
            Y,
            Float64Array.from(x, (value) => round(of(value))),
          )
        }
      })
    })

    it("tanh is within sixteen units in the last place", () => {
      forShapes((n, _m, _k, seed, special) => {
        const x = draw(seed, n, special)
        const [X, Y] = [put(x, 1, n), put(x, 1, n)]
        call.tanhAll(Y.pointer, X.pointer, n)
        for (const [i, y] of Y.read().entries()) {
          const oracle = Math.tanh(x[i]!)
          const unit = precision === "f32" ? 2 ** -24 : 2 ** -52
          assert.ok(
            Object.is(y, oracle) || Math.abs(y - oracle) <= 16 * unit * Math.abs(oracle),
            `tanh ${x[i]} gave ${y}`,
          )
        }
      })
    })

    it("the logistic loss and its slope have the bits of their twin, far from and near the boundary", () => {
      forShapes((rows, _n, _k, seed) => {
        const weights = 1 + (seed % 3)
        const w = draw(seed, rows * weights).map((value) => round(value * (seed % 2 ? 1 : 300)))
        const x = draw(seed + 1, rows * weights)
        const y = draw(seed + 2, rows).map((value) => (value > 0 ? 1 : 0))
        const [W, X, Y] = [put(w, rows, weights), put(x, rows, weights), put(y, rows, 1)]
        const E = put(x, rows, weights)
        const total = call.logisticLoss(
          ...([E.pointer, E.row, W.pointer, W.row, X.pointer, X.row, Y.pointer, Y.row, rows, weights, 0.1, 2] as const),
        )
        const expected = twin.logisticLoss(w, x, y, rows, weights, 0.1, 2)
        assert.equal(total, expected.total)
        same(E, rounded(expected.errors))
      })
    })

    it("Adam follows its twin over ten steps", () => {
      fc.assert(
        fc.property(oddSize, fc.nat(), (n, seed) =>
          engine.arena.scope(() => {
            const arrays = { parameters: draw(seed, n), m: new Float64Array(n), v: new Float64Array(n) }
            const [P, M, V] = [put(arrays.parameters, 1, n), put(arrays.m, 1, n), put(arrays.v, 1, n)]
            const powers = [1, 1]
            for (let t = 1; t <= 10; t++) {
              const gradient = draw(seed + t, n)
              const G = put(gradient, 1, n)
              powers[0]! *= 0.9
              powers[1]! *= 0.999
              const corrections = [1 - powers[0]!, 1 - powers[1]!] as const
              call.adam(P.pointer, G.pointer, M.pointer, V.pointer, n, 0.01, 0.9, 0.999, 1e-8, ...corrections)
              twin.adam(arrays, gradient, t, 0.01, 0.9, 0.999, 1e-8)
            }
            const tolerance = precision === "f32" ? 1e-4 : 1e-12
            for (const [i, p] of P.read().entries())
              assert.ok(Math.abs(p - arrays.parameters[i]!) < tolerance, `${p} for ${arrays.parameters[i]}`)
            assert.ok(P.frameIsIntact() && M.frameIsIntact() && V.frameIsIntact())
          }),
        ),
        { numRuns: 40 },
      )
    })
  })
}
