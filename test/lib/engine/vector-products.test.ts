import * as twin from "../../../lib/engine/reference/basic.ts"
import { rankOne } from "../../../lib/engine/reference/products.ts"
import { describeInBoth } from "../../support/primitives-in-both.ts"

describeInBoth("products with vectors", (test) => {
  const { bytes, round, draw, put, same, forShapes } = test

  it("rankOne has the bits of its twin at odd sizes, NaN and infinity included", () => {
    forShapes((rows, columns, seed, special) => {
      const [a, x, y] = [draw(seed, rows * columns, special), draw(seed + 1, rows, special), draw(seed + 2, columns)]
      const [A, X, Y] = [put(a, rows, columns), put(x, 1, rows), put(y, 1, columns)]
      const alpha = round(-0.7)
      test.call.rankOne(A.pointer, A.row, alpha, X.pointer, Y.pointer, rows, columns)
      same(A, rankOne(round, a, alpha, x, y))
    })
  })

  it("matrixVector is a row product with one row, from zeros and from a start", () => {
    forShapes((rows, columns, seed, special) => {
      const [a, x, start] = [draw(seed, rows * columns, special), draw(seed + 1, columns), draw(seed + 2, rows)]
      const [A, X, Y] = [put(a, rows, columns), put(x, 1, columns), put(start, 1, rows)]
      test.call.matrixVector(Y.pointer, Y.pointer, A.pointer, A.row, X.pointer, rows, columns)
      same(Y, twin.rowProduct(round, start, null, a, x, rows, 1, columns))
      test.call.matrixVector(Y.pointer, 0, A.pointer, A.row, X.pointer, rows, columns)
      same(Y, twin.rowProduct(round, null, null, a, x, rows, 1, columns))
    })
  })

  it("transposedMatrixVector is a product with one row, from zeros and from a start", () => {
    forShapes((rows, columns, seed, special) => {
      const [a, x, start] = [draw(seed, rows * columns, special), draw(seed + 1, rows), draw(seed + 2, columns)]
      const [A, X, Y] = [put(a, rows, columns), put(x, 1, rows), put(start, 1, columns)]
      test.call.transposedMatrixVector(Y.pointer, Y.pointer, A.pointer, A.row, X.pointer, rows, columns)
      same(Y, twin.product(round, start, x, a, 1, columns, rows))
      test.call.transposedMatrixVector(Y.pointer, 0, A.pointer, A.row, X.pointer, rows, columns)
      same(Y, twin.product(round, null, x, a, 1, columns, rows))
    })
  })

  it("productBatch is one product after another, of matrices at a step or of one matrix for all", () => {
    forShapes((rows, columns, seed, special) => {
      const [count, inner] = [1 + (seed % 4), 1 + (seed % 9)]
      const a = draw(seed, count * rows * inner, special)
      const b = draw(seed + 1, inner * columns)
      const start = draw(seed + 2, count * rows * columns)
      // Matrices lie below each other in one frame.
      const [A, B, C] = [put(a, count * rows, inner), put(b, inner, columns), put(start, count * rows, columns)]
      const [cStep, aStep] = [rows * C.row, rows * A.row]
      const left = [A.pointer, A.row, 1, aStep] as const
      const right = [B.pointer, B.row, 0, rows, columns, inner] as const
      test.call.productBatch(count, C.pointer, C.row, cStep, C.pointer, C.row, cStep, ...left, ...right)
      same(C, twin.product(round, start, a, b, count * rows, columns, inner))
      test.call.productBatch(count, C.pointer, C.row, cStep, 0, 0, 0, ...left, ...right)
      same(C, twin.product(round, null, a, b, count * rows, columns, inner))
    })
  })

  it("productBatch takes each right side from its own place", () => {
    const [A, B, C] = [put([2], 1, 1), put([3, 5, 7], 1, 3), put([0, 0, 0], 1, 3)]
    test.call.productBatch(3, C.pointer, 1, 1, 0, 0, 0, A.pointer, 1, 1, 0, B.pointer, 1, 1, 1, 1, 1)
    same(C, [6, 10, 14])
    test.call.productBatch(1, C.pointer, 1, 1, 0, 0, 0, A.pointer, 1, 1, 0, B.pointer + 2 * bytes, 1, 1, 1, 1, 1)
    same(C, [14, 10, 14])
  })
})
