import assert from "node:assert/strict"
import { throughSlope } from "../../../lib/engine/reference/leaky.ts"
import { describeInBoth } from "../../support/primitives-in-both.ts"

describeInBoth("derivatives of activations", (test) => {
  const { draw, put, same, forShapes } = test

  for (const name of ["sigmoidBackward", "sigmoidCurvature", "tanhCurvature"] as const)
    it(`${name} has the bits of its twin at odd sizes, NaN and infinity included, and in place`, () => {
      forShapes((m, k, seed, special) => {
        const n = m * k
        const [x, y] = [draw(seed, n, special), draw(seed + 1, n, special)]
        const [X, Y, Z] = [put(x, 1, n), put(y, 1, n), put(y, 1, n)]
        test.call[name](Z.pointer, X.pointer, Y.pointer, n)
        same(Z, throughSlope(name, test, x, y))
        test.call[name](X.pointer, X.pointer, Y.pointer, n)
        same(X, throughSlope(name, test, x, y))
      })
    })

  it("are differences of the activations", () => {
    const h = 1e-3
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
    const slope = (of: (x: number) => number, x: number) => (of(x + h) - of(x - h)) / (2 * h)
    const bend = (of: (x: number) => number, x: number) => (of(x + h) - 2 * of(x) + of(x - h)) / h ** 2
    const x = Float64Array.from({ length: 21 }, (_, i) => (i - 10) / 4)
    const ones = put(
      x.map(() => 1),
      1,
      x.length,
    )
    for (const [name, of, expected] of [
      ["sigmoidBackward", sigmoid, slope],
      ["sigmoidCurvature", sigmoid, bend],
      ["tanhCurvature", Math.tanh, bend],
    ] as const) {
      const [Y, Z] = [put(x.map(of), 1, x.length), put(x, 1, x.length)]
      test.call[name](Z.pointer, ones.pointer, Y.pointer, x.length)
      for (const [i, value] of Z.read().entries())
        assert.ok(Math.abs(value - expected(of, x[i]!)) < 2e-6, `${name} at ${x[i]} is ${value}`)
    }
  })
})
