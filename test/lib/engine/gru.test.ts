import assert from "node:assert/strict"
import fc from "fast-check"
import { borrowEngine, type Engine, returnEngine } from "../../../lib/engine/engine.ts"
import type { Primitives } from "../../../lib/engine/primitives.ts"
import * as twin from "../../../lib/engine/reference-gru.ts"
import { entries, oddSize } from "../../support/shapes.ts"

/** Entries behind each row that no primitive may touch. */
const gap = 3
const guard = 77

for (const precision of ["f32", "f64"] as const) {
  const bytes = precision === "f32" ? 4 : 8
  const smallest = precision === "f32" ? 2 ** -126 : 2 ** -1022
  // Sums of up to 6, of which half a unit in the last place may pass to the gates, and tanh to 6 units in the last place.
  const tolerance = precision === "f32" ? 4e-6 : 1e-14

  describe(`gated recurrent units in ${precision}`, () => {
    let engine: Engine
    let call: Primitives
    beforeEach(() => {
      engine = borrowEngine()
      call = engine.primitives(precision)
    })
    afterEach(() => returnEngine(engine))

    const draw = (seed: number, length: number) =>
      entries(seed, length).map(precision === "f32" ? Math.fround : (x) => x)

    /** A matrix with a gap behind each row. */
    const put = (values: ArrayLike<number>, rows: number, columns: number) => {
      const row = columns + gap
      const matrix = engine.arena.matrix(rows, row, precision)
      matrix.values.fill(guard)
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) matrix.values[i * row + j] = values[i * columns + j]!
      const inside = (at: number) => at % row < columns
      return {
        pointer: matrix.pointer,
        row,
        at: (column: number) => matrix.pointer + column * bytes,
        read() {
          assert.ok(
            matrix.values.every((value, at) => inside(at) || value === guard),
            "wrote outside its result",
          )
          return Float64Array.from(matrix.values).filter((_, at) => inside(at))
        },
      }
    }
    const room = (rows: number, columns: number) => put(new Float64Array(rows * columns), rows, columns)

    const near = (result: Float64Array, expected: Float64Array) => {
      for (const [i, value] of result.entries())
        assert.ok(
          Object.is(value, expected[i]) || Math.abs(value - expected[i]!) <= tolerance * (1 + Math.abs(expected[i]!)),
          `entry ${i} is ${value}, its twin ${expected[i]}`,
        )
    }

    const forShapes = (check: (rows: number, units: number, seed: number) => void) =>
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 13 }), oddSize, fc.nat(), (rows, units, seed) =>
          engine.arena.scope(() => check(rows, units, seed)),
        ),
        { numRuns: 100 },
      )

    const forward = (input: Float64Array, recurrent: Float64Array, h: Float64Array, rows: number, units: number) => {
      const [I, R, H] = [put(input, rows, 3 * units), put(recurrent, rows, 3 * units), put(h, rows, units)]
      const [N, G] = [room(rows, units), room(rows, 4 * units)]
      call.gruForward(
        N.pointer,
        N.row,
        G.pointer,
        G.row,
        I.pointer,
        I.row,
        R.pointer,
        R.row,
        H.pointer,
        H.row,
        rows,
        units,
      )
      return { next: N.read(), gates: G.read() }
    }

    const backward = (signal: Float64Array, gates: Float64Array, h: Float64Array, rows: number, units: number) => {
      const [S, G, H, D] = [
        put(signal, rows, units),
        put(gates, rows, 4 * units),
        put(h, rows, units),
        room(rows, 4 * units),
      ]
      call.gruBackward(S.pointer, S.row, D.pointer, D.row, G.pointer, G.row, H.pointer, H.row, rows, units)
      return { delta: D.read(), direct: S.read() }
    }

    const drawStep = (rows: number, units: number, seed: number) => ({
      input: draw(seed, rows * 3 * units),
      recurrent: draw(seed + 1, rows * 3 * units),
      h: draw(seed + 2, rows * units),
      signal: draw(seed + 3, rows * units),
    })

    it("step forward as their twin", () => {
      forShapes((rows, units, seed) => {
        const { input, recurrent, h } = drawStep(rows, units, seed)
        const [result, expected] = [
          forward(input, recurrent, h, rows, units),
          twin.gruForward(input, recurrent, h, rows, units),
        ]
        near(result.next, expected.next)
        near(result.gates, expected.gates)
      })
    })

    it("go back as their twin", () => {
      forShapes((rows, units, seed) => {
        const { input, recurrent, h, signal } = drawStep(rows, units, seed)
        const { gates } = forward(input, recurrent, h, rows, units)
        const [result, expected] = [
          backward(signal, gates, h, rows, units),
          twin.gruBackward(signal, gates, h, rows, units),
        ]
        near(result.delta, expected.delta)
        near(result.direct, expected.direct)
      })
    })

    it("have the same bits for a unit alone as among others, in whole vectors and in the rest of a row", () => {
      forShapes((rows, units, seed) => {
        const { input, recurrent, h, signal } = drawStep(rows, units, seed)
        const together = forward(input, recurrent, h, rows, units)
        const back = backward(signal, together.gates, h, rows, units)
        const [i, k] = [seed % rows, (seed >> 4) % units]
        const own = (values: Float64Array, blocks: number) =>
          Float64Array.from({ length: blocks }, (_, block) => values[i * blocks * units + block * units + k]!)
        const alone = forward(own(input, 3), own(recurrent, 3), own(h, 1), 1, 1)
        assert.deepEqual([alone.next, alone.gates], [own(together.next, 1), own(together.gates, 4)])
        const aloneBack = backward(own(signal, 1), alone.gates, own(h, 1), 1, 1)
        assert.deepEqual([aloneBack.delta, aloneBack.direct], [own(back.delta, 4), own(back.direct, 1)])
      })
    })

    it("in whole steps have the bits of the products and the halves they are made of", () => {
      forShapes((rows, units, seed) => {
        const [inputs, above] = [1 + (seed % 5), 1 + (seed % 7)]
        const { input, h, signal } = drawStep(rows, units, seed)
        const [x, wi, wh, bh] = [
          draw(seed + 4, rows * inputs),
          draw(seed + 5, inputs * 3 * units),
          draw(seed + 6, units * 3 * units),
          draw(seed + 7, 3 * units),
        ]
        const [d, v, vh] = [
          draw(seed + 8, rows * above),
          draw(seed + 9, above * units),
          draw(seed + 10, 3 * units * units),
        ]
        const flat = (values: Float64Array) => {
          const matrix = engine.arena.matrix(1, values.length, precision)
          matrix.values.set(values)
          return matrix.pointer
        }
        const [X, H, D, WI, WH, BH, V, VH] = [
          put(x, rows, inputs),
          put(h, rows, units),
          put(d, rows, above),
          flat(wi),
          flat(wh),
          flat(bh),
          flat(v),
          flat(vh),
        ]
        const blocks = Float64Array.from({ length: rows * 4 * units }, (_, at) => {
          const column = at % (4 * units)
          return column < units ? 0 : input[Math.floor(at / (4 * units)) * 3 * units + column - units]!
        })
        const [G, N, S] = [put(blocks, rows, 4 * units), room(rows, units), put(signal, rows, units)]
        const scratch = flat(new Float64Array(rows * 3 * units))
        call.gruStep(
          N.pointer,
          N.row,
          G.pointer,
          G.row,
          X.pointer,
          X.row,
          WI,
          inputs,
          H.pointer,
          H.row,
          WH,
          BH,
          scratch,
          rows,
          units,
        )

        const [I, R, GG, NN, SS] = [
          put(input, rows, 3 * units),
          room(rows, 3 * units),
          room(rows, 4 * units),
          room(rows, units),
          put(signal, rows, units),
        ]
        call.product(I.pointer, I.row, I.pointer, I.row, X.pointer, X.row, 1, WI, 3 * units, rows, 3 * units, inputs)
        call.product(R.pointer, R.row, BH, 0, H.pointer, H.row, 1, WH, 3 * units, rows, 3 * units, units)
        call.gruForward(
          NN.pointer,
          NN.row,
          GG.pointer,
          GG.row,
          I.pointer,
          I.row,
          R.pointer,
          R.row,
          H.pointer,
          H.row,
          rows,
          units,
        )
        assert.deepEqual([N.read(), G.read()], [NN.read(), GG.read()])

        call.gruStepBackward(
          S.pointer,
          S.row,
          G.pointer,
          G.row,
          H.pointer,
          H.row,
          D.pointer,
          D.row,
          V,
          above,
          VH,
          rows,
          units,
        )
        call.product(SS.pointer, SS.row, SS.pointer, SS.row, D.pointer, D.row, 1, V, units, rows, units, above)
        call.gruBackward(SS.pointer, SS.row, GG.pointer, GG.row, GG.pointer, GG.row, H.pointer, H.row, rows, units)
        call.product(SS.pointer, SS.row, SS.pointer, SS.row, GG.pointer, GG.row, 1, VH, units, rows, units, 3 * units)
        assert.deepEqual([S.read(), G.read()], [SS.read(), GG.read()])
      })
    })

    it("let NaN through to its own unit and no other, and saturate at infinity", () => {
      const units = 7
      for (const [block, value] of [0, 1, 2].flatMap((block) =>
        [NaN, Infinity, -Infinity].map((value) => [block, value] as const),
      )) {
        const input = draw(1, 3 * units)
        input[block * units + 5] = value
        const { next, gates } = forward(input, draw(2, 3 * units), draw(3, units), 1, units)
        const expected = twin.gruForward(input, draw(2, 3 * units), draw(3, units), 1, units)
        near(next, expected.next)
        near(gates, expected.gates)
        assert.equal(next.some(Number.isNaN), Number.isNaN(value))
        const { delta } = backward(draw(4, units), gates, draw(3, units), 1, units)
        assert.equal(delta.some(Number.isNaN), Number.isNaN(value))
      }
    })

    it("flush subnormal states and signals to zero", () => {
      for (const units of [1, 4, 7]) {
        const tiny = new Float64Array(units).fill(smallest)
        const zeros = new Float64Array(3 * units)
        // No candidate and half of the state kept: h' = h / 2.
        const { next, gates } = forward(zeros, zeros, tiny, 1, units)
        assert.deepEqual(next, new Float64Array(units))
        const { delta, direct } = backward(tiny, gates, tiny, 1, units)
        assert.deepEqual([delta, direct], [new Float64Array(4 * units), new Float64Array(units)])
      }
    })
  })
}

describe("the way back through gated recurrent units", () => {
  it("agrees with central differences of their twin", () => {
    const [rows, units, h1] = [2, 5, 1e-6]
    const [input, recurrent] = [entries(1, rows * 3 * units), entries(2, rows * 3 * units)]
    const [h, signal] = [entries(3, rows * units), entries(4, rows * units)]
    const { gates } = twin.gruForward(input, recurrent, h, rows, units)
    const { delta, direct } = twin.gruBackward(signal, gates, h, rows, units)
    const value = (i: Float64Array, r: Float64Array, state: Float64Array) =>
      twin.gruForward(i, r, state, rows, units).next.reduce((sum, next, at) => sum + next * signal[at]!, 0)
    const moved = (x: Float64Array, at: number, by: number) => x.map((each, index) => (index === at ? each + by : each))
    const check = (analytic: number, of: (by: number) => number) =>
      assert.ok(Math.abs(analytic - (of(h1) - of(-h1)) / (2 * h1)) < 1e-8, `${analytic}`)
    for (let i = 0; i < rows; i++)
      for (let k = 0; k < units; k++) {
        const [at3, at4, at1] = [i * 3 * units + k, i * 4 * units + k, i * units + k]
        check(delta[at4]!, (by) => value(input, moved(recurrent, at3 + 2 * units, by), h))
        for (const block of [0, 1]) {
          check(delta[at4 + (block + 1) * units]!, (by) => value(input, moved(recurrent, at3 + block * units, by), h))
          check(delta[at4 + (block + 1) * units]!, (by) => value(moved(input, at3 + block * units, by), recurrent, h))
        }
        check(delta[at4 + 3 * units]!, (by) => value(moved(input, at3 + 2 * units, by), recurrent, h))
        check(direct[at1]!, (by) => value(input, recurrent, moved(h, at1, by)))
      }
  })
})
