import fc from "fast-check"
import * as twin from "../../../lib/engine/reference/basic.ts"
import { describeInBoth } from "../../support/primitives-in-both.ts"

// Sizes around those at which products change their path: tiles of four and six rows, panels from 16 rows and 8 inner indices on, inner
// blocks of 256, two vectors of columns (8 in f32, 4 in f64).
const rowCounts = fc.constantFrom(1, 3, 4, 6, 10, 15, 16, 17, 19, 24, 33)
const columnCounts = fc.constantFrom(1, 3, 4, 7, 8, 9, 15, 16, 21)
const innerCounts = fc.constantFrom(1, 7, 8, 9, 64, 255, 256, 257, 300, 512, 513)
const shapes = fc.tuple(rowCounts, columnCounts, innerCounts, fc.nat(), fc.boolean())

describeInBoth("products over panels and several inner blocks", (test) => {
  const { round, draw, put, same } = test
  const forLargeShapes = (check: (m: number, n: number, k: number, seed: number, special: boolean) => void) =>
    fc.assert(
      fc.property(shapes, ([m, n, k, seed, special]) => test.arena.scope(() => check(m, n, k, seed, special))),
      { numRuns: 60 },
    )

  for (const name of ["product", "productTransposed"] as const)
    it(`${name} has the bits of its twin, from zeros, in place, from another matrix and from a repeated row`, () => {
      forLargeShapes((m, n, k, seed, special) => {
        // Special numbers are so many at these sizes that hardly an entry would be left: in A they stand in one row alone.
        const a = draw(seed, m * k)
        if (special) a.set(draw(seed, k, true), (seed % m) * k)
        const b = draw(seed + 1, k * n)
        const start = draw(seed + 2, m * n)
        const repeated = start.map((_, i) => start[i % n]!)
        const terms = twin.product(round, null, a, b, m, n, k)
        const A = put(a, m, k)
        const B = name === "product" ? put(b, k, n) : put(twin.transpose(b, k, n), n, k)
        const [C, D, S] = [put(start, m, n), put(start, m, n), put(start, m, n)]
        const rest = [A.pointer, A.row, 1, B.pointer, B.row, m, n, k] as const
        test.call[name](C.pointer, C.row, 0, 0, ...rest)
        same(C, terms)
        const expected = twin.product(round, start, a, b, m, n, k)
        test.call[name](C.pointer, C.row, S.pointer, S.row, ...rest)
        same(C, expected)
        test.call[name](D.pointer, D.row, D.pointer, D.row, ...rest)
        same(D, expected)
        test.call[name](D.pointer, D.row, S.pointer, 0, ...rest)
        same(D, twin.product(round, repeated, a, b, m, n, k))
        same(S, start)
      })
    })

  it("productTransposed with A's strides exchanged is the product of both transposes", () => {
    forLargeShapes((m, n, k, seed) => {
      const [a, b] = [draw(seed, k * m), draw(seed + 1, n * k)]
      const [A, B, C] = [put(a, k, m), put(b, n, k), put(new Float64Array(m * n), m, n)]
      test.call.productTransposed(C.pointer, C.row, 0, 0, A.pointer, 1, A.row, B.pointer, B.row, m, n, k)
      same(C, twin.product(round, null, twin.transpose(a, k, m), twin.transpose(b, n, k), m, n, k))
    })
  })

  it("a product over no inner indices is its start", () => {
    for (const [m, n] of [
      [1, 1],
      [5, 9],
      [17, 8],
    ] as const) {
      const start = draw(1, m * n)
      const [C, S] = [put(draw(2, m * n), m, n), put(start, m, n)]
      for (const name of ["product", "productTransposed"] as const) {
        test.call[name](C.pointer, C.row, S.pointer, S.row, S.pointer, 1, 1, S.pointer, 1, m, n, 0)
        same(C, start)
        test.call[name](C.pointer, C.row, 0, 0, S.pointer, 1, 1, S.pointer, 1, m, n, 0)
        same(C, new Float64Array(m * n))
      }
    }
  })
})
