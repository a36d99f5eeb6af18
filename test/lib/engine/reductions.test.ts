import assert from "node:assert/strict"
import * as twin from "../../../lib/engine/reference/reductions.ts"
import { describeInBoth } from "../../support/primitives-in-both.ts"

describeInBoth("reductions", (test) => {
  const { bytes, round, draw, put, forShapes } = test

  it("have the bits of their twins at odd sizes, NaN and infinity included", () => {
    forShapes((m, k, seed, special) => {
      const n = m * k
      const [x, y] = [draw(seed, n, special), draw(seed + 1, n, special)]
      const [X, Y] = [put(x, 1, n), put(y, 1, n)]
      assert.equal(test.call.sum(X.pointer, n), twin.sum(x))
      assert.equal(test.call.sumOfSquares(X.pointer, n), twin.sumOfSquares(x))
      assert.equal(test.call.dotProduct(X.pointer, Y.pointer, n), twin.dotProduct(x, y))
      assert.equal(test.call.maxAbs(X.pointer, n), twin.maxAbs(x))
    })
  })

  it("are 0 over no elements", () => {
    const X = put([5], 1, 1)
    for (const name of ["sum", "sumOfSquares", "maxAbs"] as const) assert.equal(test.call[name](X.pointer, 0), 0)
    assert.equal(test.call.dotProduct(X.pointer, X.pointer, 0), 0)
  })

  it("find what cancels: the small terms between large ones of both signs", () => {
    for (const n of [3, 8, 17, 1001]) {
      const x = Float64Array.from({ length: n }, (_, i) => (i === 0 ? 2 ** 60 : i === n - 1 ? -(2 ** 60) : 1))
      const ones = new Float64Array(n).fill(1)
      const [X, Y] = [put(x, 1, n), put(ones, 1, n)]
      assert.equal(test.call.sum(X.pointer, n), n - 2)
      assert.equal(test.call.dotProduct(X.pointer, Y.pointer, n), n - 2)
    }
  })

  it("have an error that does not grow with the number of terms", () => {
    const n = 100_001
    const tenth = round(0.1)
    const X = put(new Float64Array(n).fill(tenth), 1, n)
    const exact = Number((BigInt(Math.round(tenth * 2 ** 56)) * BigInt(n)).toString()) / 2 ** 56
    assert.ok(Math.abs(test.call.sum(X.pointer, n) / exact - 1) <= 2 ** -52)
  })

  it("of infinite terms are infinite, of opposite infinities and of NaN are NaN", () => {
    for (let at = 0; at < 7; at++) {
      const x = new Float64Array(7).fill(1)
      x[at] = Number.NEGATIVE_INFINITY
      assert.equal(test.call.sum(put(x, 1, 7).pointer, 7), Number.NEGATIVE_INFINITY)
      assert.equal(test.call.sumOfSquares(put(x, 1, 7).pointer, 7), Number.POSITIVE_INFINITY)
      assert.equal(test.call.maxAbs(put(x, 1, 7).pointer, 7), Number.POSITIVE_INFINITY)
      x[(at + 3) % 7] = Number.POSITIVE_INFINITY
      assert.ok(Number.isNaN(test.call.sum(put(x, 1, 7).pointer, 7)))
      x[at] = Number.NaN
      for (const name of ["sum", "sumOfSquares", "maxAbs"] as const)
        assert.ok(Number.isNaN(test.call[name](put(x, 1, 7).pointer, 7)), name)
    }
  })

  it("read no further than their last element", () => {
    const X = put([1, 2, 3, 4, 5, Number.NaN], 1, 6)
    assert.equal(test.call.sum(X.pointer, 5), 15)
    assert.equal(test.call.sumOfSquares(X.pointer + bytes, 4), 54)
    assert.equal(test.call.maxAbs(X.pointer, 5), 5)
  })
})
