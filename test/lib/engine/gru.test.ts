import assert from "node:assert/strict"
import * as twin from "../../../lib/engine/reference/gru.ts"
import type { Framed } from "../../support/framed-matrix.ts"
import { describeInBoth } from "../../support/primitives-in-both.ts"
import { entries } from "../../support/shapes.ts"

/** Pointer and row stride, as primitives take them. */
const at = ({ pointer, row }: Framed) => [pointer, row] as const

/** Its entries, nothing around them having been touched. */
function read(matrix: Framed): Float64Array {
  assert.ok(matrix.frameIsIntact(), "wrote outside its result")
  return matrix.read()
}

describeInBoth("gated recurrent units", (test) => {
  const { precision, smallest, draw, put, forShapes } = test
  // Sums of up to 6, of which half a unit in the last place may pass to the gates, and tanh to 6 units in the last place.
  const tolerance = precision === "f32" ? 4e-6 : 1e-14
  const room = (rows: number, columns: number) => put(new Float64Array(rows * columns), rows, columns)

  const near = (result: Float64Array, expected: Float64Array) => {
    for (const [i, value] of result.entries())
      assert.ok(
        Object.is(value, expected[i]) || Math.abs(value - expected[i]!) <= tolerance * (1 + Math.abs(expected[i]!)),
        `entry ${i} is ${value}, its twin ${expected[i]}`,
      )
  }

  const forward = (input: Float64Array, recurrent: Float64Array, h: Float64Array, rows: number, units: number) => {
    const [I, R, H] = [put(input, rows, 3 * units), put(recurrent, rows, 3 * units), put(h, rows, units)]
    const [N, G] = [room(rows, units), room(rows, 4 * units)]
    test.call.gruForward(...at(N), ...at(G), ...at(I), ...at(R), ...at(H), rows, units)
    return { next: read(N), gates: read(G) }
  }

  const backward = (signal: Float64Array, gates: Float64Array, h: Float64Array, rows: number, units: number) => {
    const [S, G, H] = [put(signal, rows, units), put(gates, rows, 4 * units), put(h, rows, units)]
    const D = room(rows, 4 * units)
    test.call.gruBackward(...at(S), ...at(D), ...at(G), ...at(H), rows, units)
    return { delta: read(D), direct: read(S) }
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
      const result = forward(input, recurrent, h, rows, units)
      const expected = twin.gruForward(input, recurrent, h, rows, units)
      near(result.next, expected.next)
      near(result.gates, expected.gates)
    })
  })

  it("go back as their twin, also in place of their gates", () => {
    forShapes((rows, units, seed) => {
      const { input, recurrent, h, signal } = drawStep(rows, units, seed)
      const { gates } = forward(input, recurrent, h, rows, units)
      const result = backward(signal, gates, h, rows, units)
      const expected = twin.gruBackward(signal, gates, h, rows, units)
      near(result.delta, expected.delta)
      near(result.direct, expected.direct)
      const [S, G, H] = [put(signal, rows, units), put(gates, rows, 4 * units), put(h, rows, units)]
      test.call.gruBackward(...at(S), ...at(G), ...at(G), ...at(H), rows, units)
      assert.deepEqual([read(G), read(S)], [result.delta, result.direct])
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

  it("let NaN through to its own unit and no other, and saturate at infinity", () => {
    const units = 7
    const [recurrent, h, signal] = [draw(2, 3 * units), draw(3, units), draw(4, units)]
    for (const block of [0, 1, 2])
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const input = draw(1, 3 * units)
        input[block * units + 5] = value
        const { next, gates } = forward(input, recurrent, h, 1, units)
        const expected = twin.gruForward(input, recurrent, h, 1, units)
        near(next, expected.next)
        near(gates, expected.gates)
        assert.equal(next.some(Number.isNaN), Number.isNaN(value))
        const { delta } = backward(signal, gates, h, 1, units)
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

  it("in whole steps have the bits of the products and the halves they are made of", () => {
    forShapes((rows, units, seed) => {
      const [inputs, above] = [1 + (seed % 5), 1 + (seed % 7)]
      const [sums, blocks] = [3 * units, 4 * units]
      const drawn = (by: number, m: number, n: number) => put(draw(seed + by, m * n), m, n)
      const flat = (by: number, length: number) => {
        const matrix = test.arena.matrix(1, length, precision)
        matrix.values.set(draw(seed + by, length))
        return matrix.pointer
      }
      const [X, H, D] = [drawn(0, rows, inputs), drawn(1, rows, units), drawn(2, rows, above)]
      const [wi, bi, wh, bh] = [flat(3, inputs * sums), flat(4, sums), flat(5, units * sums), flat(6, sums)]
      const [v, vh, scratch] = [flat(7, above * units), flat(8, sums * units), flat(9, rows * sums)]

      const [G, N, S] = [room(rows, blocks), room(rows, units), drawn(10, rows, units)]
      test.call.gruStep(...at(N), ...at(G), ...at(X), wi, bi, inputs, ...at(H), wh, bh, scratch, rows, units)
      const [I, R, gates, next] = [room(rows, sums), room(rows, sums), room(rows, blocks), room(rows, units)]
      test.call.product(...at(I), bi, 0, ...at(X), 1, wi, sums, rows, sums, inputs)
      test.call.product(...at(R), bh, 0, ...at(H), 1, wh, sums, rows, sums, units)
      test.call.gruForward(...at(next), ...at(gates), ...at(I), ...at(R), ...at(H), rows, units)
      assert.deepEqual([read(N), read(G)], [read(next), read(gates)])

      const signal = drawn(10, rows, units)
      test.call.gruStepBackward(...at(S), ...at(G), ...at(H), ...at(D), v, above, vh, rows, units)
      test.call.product(...at(signal), ...at(signal), ...at(D), 1, v, units, rows, units, above)
      test.call.gruBackward(...at(signal), ...at(gates), ...at(gates), ...at(H), rows, units)
      test.call.product(...at(signal), ...at(signal), ...at(gates), 1, vh, units, rows, units, sums)
      assert.deepEqual([read(S), read(G)], [read(signal), read(gates)])
    })
  })
})

describe("the way back through gated recurrent units", () => {
  it("agrees with central differences of their twin", () => {
    const [rows, units, step] = [2, 5, 1e-6]
    const [input, recurrent] = [entries(1, rows * 3 * units), entries(2, rows * 3 * units)]
    const [h, signal] = [entries(3, rows * units), entries(4, rows * units)]
    const { gates } = twin.gruForward(input, recurrent, h, rows, units)
    const { delta, direct } = twin.gruBackward(signal, gates, h, rows, units)
    const value = (i: Float64Array, r: Float64Array, state: Float64Array) =>
      twin.gruForward(i, r, state, rows, units).next.reduce((sum, next, at) => sum + next * signal[at]!, 0)
    const moved = (x: Float64Array, at: number, by: number) => x.map((each, index) => (index === at ? each + by : each))
    const check = (analytic: number, of: (by: number) => number) =>
      assert.ok(Math.abs(analytic - (of(step) - of(-step)) / (2 * step)) < 1e-8, `${analytic}`)
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
