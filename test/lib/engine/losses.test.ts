import assert from "node:assert/strict"
import * as twin from "../../../lib/engine/reference/losses.ts"
import { describeInBoth, type PrimitiveTest } from "../../support/primitives-in-both.ts"

/** Labels from -1 up, and where they lie. */
function putLabels({ arena }: PrimitiveTest, labels: readonly number[]): number {
  const { pointer, values } = arena.matrix(1, labels.length, "f32")
  new Int32Array(values.buffer, pointer, labels.length).set(labels)
  return pointer
}

function drawLabels(seed: number, rows: number, columns: number): number[] {
  return Array.from({ length: rows }, (_, i) => ((seed + 7 * i) % (columns + 1)) - 1)
}

describeInBoth("cross entropy", (test) => {
  const { round, draw, put, same, forShapes } = test

  it("has the bits of its twin at odd sizes, NaN and infinity included, apart from and in the place of the logits", () => {
    forShapes((rows, columns, seed, special) => {
      const logits = draw(seed, rows * columns, special).map((x) => round(x * (seed % 2 ? 1 : 200)))
      const weights = draw(seed + 1, rows)
      const labels = drawLabels(seed, rows, columns)
      const [Z, W, E, P] = [
        put(logits, rows, columns),
        put(weights, 1, rows),
        put(logits, rows, columns),
        put(logits, rows, columns),
      ]
      const L = putLabels(test, labels)
      const expected = twin.softmaxCrossEntropy(round, logits, labels, weights, rows, columns)
      const { softmaxCrossEntropy, softmax } = test.call
      softmax(P.pointer, P.row, Z.pointer, Z.row, rows, columns)
      same(P, twin.softmax(round, logits, rows, columns))
      assert.equal(softmaxCrossEntropy(E.pointer, E.row, Z.pointer, Z.row, L, W.pointer, rows, columns), expected.total)
      same(E, expected.errors)
      assert.equal(softmaxCrossEntropy(Z.pointer, Z.row, Z.pointer, Z.row, L, W.pointer, rows, columns), expected.total)
      same(Z, expected.errors)
    })
  })

  it("is finite for logits far beyond the largest exponent", () => {
    const Z = put([3000, -3000, 3000], 1, 3)
    const W = put([1], 1, 1)
    const total = (label: number) =>
      test.call.softmaxCrossEntropy(
        put([0, 0, 0], 1, 3).pointer,
        3,
        Z.pointer,
        Z.row,
        putLabels(test, [label]),
        W.pointer,
        1,
        3,
      )
    assert.ok(Math.abs(total(0) - Math.LN2) < 1e-15)
    assert.ok(Math.abs(total(1) - 6000 - Math.LN2) < 1e-11)
  })

  it("does not look at rows that are not scored", () => {
    const [Z, W] = [put(new Float64Array(4).fill(Number.NaN), 2, 2), put([1, 1], 1, 2)]
    assert.equal(
      test.call.softmaxCrossEntropy(Z.pointer, Z.row, Z.pointer, Z.row, putLabels(test, [-1, -1]), W.pointer, 2, 2),
      0,
    )
    same(Z, new Float64Array(4))
  })

  it("has a curvature with the bits of its twin, apart from and in the place of the directions", () => {
    forShapes((rows, columns, seed, special) => {
      const p = twin.softmax(round, draw(seed, rows * columns), rows, columns)
      const r = draw(seed + 1, rows * columns, special)
      const weights = draw(seed + 2, rows)
      const [P, R, W, C] = [put(p, rows, columns), put(r, rows, columns), put(weights, 1, rows), put(r, rows, columns)]
      const expected = twin.softmaxCurvature(round, p, r, weights, rows, columns)
      const { softmaxCurvature } = test.call
      softmaxCurvature(C.pointer, C.row, P.pointer, P.row, R.pointer, R.row, W.pointer, rows, columns)
      same(C, expected)
      softmaxCurvature(R.pointer, R.row, P.pointer, P.row, R.pointer, R.row, W.pointer, rows, columns)
      same(R, expected)
    })
  })
})

describe("cross entropy of the twins", () => {
  const identity = (x: number) => x
  const [logits, labels, weights, r] = [
    [0.3, -1.2, 2, 0.1, 0, -0.4],
    [2, 0],
    [0.7, 1.3],
    [0.2, -0.5, 0.9, 1, -1, 0.3],
  ]
  const at = (step: number) => {
    const moved = logits.map((z, i) => z + step * r[i]!)
    return twin.softmaxCrossEntropy(identity, moved, labels, weights, 2, 3)
  }
  const dot = (a: ArrayLike<number>, b: readonly number[]) => b.reduce((sum, x, i) => sum + a[i]! * x, 0)

  it("has the errors as its slope along a direction, by central differences", () => {
    const slope = (at(1e-5).total - at(-1e-5).total) / 2e-5
    assert.ok(Math.abs(slope - dot(at(0).errors, r)) < 1e-9)
  })

  it("has the curvature as the slope of its errors along a direction, by central differences", () => {
    const p = twin.softmax(identity, logits, 2, 3)
    const curvature = twin.softmaxCurvature(identity, p, r, weights, 2, 3)
    for (const [i, value] of curvature.entries())
      assert.ok(Math.abs((at(1e-5).errors[i]! - at(-1e-5).errors[i]!) / 2e-5 - value) < 1e-9)
  })
})

describeInBoth("squared error", (test) => {
  const { round, draw, put, same, forShapes } = test

  it("has the bits of its twin at odd sizes, NaN and infinity included, apart from and in the place of y", () => {
    forShapes((rows, columns, seed, special) => {
      const [y, target] = [draw(seed, rows * columns, special), draw(seed + 1, rows * columns)]
      const weights = draw(seed + 2, rows)
      const [Y, T, W, E] = [
        put(y, rows, columns),
        put(target, rows, columns),
        put(weights, 1, rows),
        put(y, rows, columns),
      ]
      const expected = twin.squaredError(round, y, target, weights, rows, columns, 0.3)
      const { squaredError } = test.call
      const rest = [T.pointer, T.row, W.pointer, rows, columns, 0.3] as const
      assert.equal(squaredError(E.pointer, E.row, Y.pointer, Y.row, ...rest), expected.total)
      same(E, expected.errors)
      assert.equal(squaredError(Y.pointer, Y.row, Y.pointer, Y.row, ...rest), expected.total)
      same(Y, expected.errors)
    })
  })

  it("of (3, 1) for a target of (1, 2), weighted 2 and times 10, is 50, with errors (40, -20)", () => {
    const [Y, T, W] = [put([3, 1], 1, 2), put([1, 2], 1, 2), put([2], 1, 1)]
    assert.equal(test.call.squaredError(Y.pointer, Y.row, Y.pointer, Y.row, T.pointer, T.row, W.pointer, 1, 2, 10), 50)
    same(Y, [40, -20])
  })
})
