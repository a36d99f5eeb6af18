import assert from "node:assert/strict"
import fc from "fast-check"
import { type Arena, type Block, createArena, createMemory } from "../../../lib/engine/arena.ts"
import { instantiate } from "../../../lib/engine/compiled-module.ts"
import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import { createProducts, type MatrixProducts } from "../../../lib/engine/matrix-products.ts"
import type { NativeProducts } from "../../../lib/engine/native-products.ts"
import type { Precision } from "../../../lib/engine/primitives.ts"
import * as twin from "../../../lib/engine/reference/basic.ts"
import { place } from "../../support/framed-matrix.ts"
import { plainNativeProducts } from "../../support/plain-native-products.ts"
import { entries } from "../../support/shapes.ts"

interface Bench {
  readonly arena: Arena
  readonly products: MatrixProducts
}

/** Products on a memory of their own. */
function createBench(precision: Precision, native: NativeProducts | null): Bench {
  const memory = createMemory()
  const { base, [precision]: primitives } = instantiate(memory)
  const arena = createArena(memory, base)
  return { arena, products: createProducts(primitives, precision, arena, memory, native) }
}

const forms = [
  ["multiply", false, false],
  ["multiplyTransposedLeft", true, false],
  ["multiplyTransposedRight", false, true],
  ["multiplyBothTransposed", true, true],
] as const
const size = fc.constantFrom(1, 2, 3, 5, 8, 9, 17, 20)

for (const precision of ["f32", "f64"] as const)
  for (const native of [null, plainNativeProducts(`plain ${precision}`, () => true, 4096)])
    describe(`matrix products in ${precision}, ${native === null ? "compiled" : "native"}`, () => {
      const round = precision === "f32" ? Math.fround : (x: number) => x
      const { arena, products } = createBench(precision, native)

      for (const [name, left, right] of forms)
        it(`${name} has the bits of its twin on blocks of larger matrices, from each kind of start`, () => {
          if (native) native.calls.length = 0
          fc.assert(
            fc.property(size, size, size, fc.nat(), (m, n, k, seed) =>
              arena.scope(() => {
                const draw = (offset: number, length: number) => entries(seed + offset, length).map(round)
                const put = (values: Float64Array, rows: number, columns: number) =>
                  place(arena, precision, values, rows, columns)
                const [a, b, start] = [draw(0, m * k), draw(1, k * n), draw(2, m * n)]
                const [A, B, C, S] = [
                  left ? put(twin.transpose(a, m, k), k, m) : put(a, m, k),
                  right ? put(twin.transpose(b, k, n), n, k) : put(b, k, n),
                  put(start, m, n),
                  put(start, m, n),
                ]
                const repeated = start.map((_, i) => start[i % n]!)
                const starts: readonly (readonly [Block | null, Float64Array | null])[] = [
                  [C.block, start],
                  [null, null],
                  [S.block, start],
                  [{ ...S.block, stride: 0 }, repeated],
                ]
                for (const [from, values] of starts) {
                  products[name](C.block, from, A.block, B.block)
                  assert.deepEqual(C.read(), twin.product(round, values, a, b, m, n, k))
                  assert.ok([A, B, C, S].every((framed) => framed.frameIsIntact()))
                }
                assert.deepEqual(S.read(), start)
              }),
            ),
            { numRuns: 60 },
          )
          const letters = `${left ? "T" : "N"}${right ? "T" : "N"}`
          if (native) assert.ok(native.calls.length === 240 && native.calls.every((call) => call.includes(letters)))
        })
    })

describe("matrix products", () => {
  it("go to a native BLAS exactly where it pays", () => {
    const native = plainNativeProducts("some", (rows, columns, inner) => rows === 2 && columns === 3 && inner === 4)
    const { arena, products } = createBench("f64", native)
    const sizes = [2, 3, 4] as const
    for (const [name, left, right] of forms)
      for (const m of sizes)
        for (const n of sizes)
          for (const k of sizes) {
            const A = left ? arena.matrix(k, m, "f64") : arena.matrix(m, k, "f64")
            const B = right ? arena.matrix(n, k, "f64") : arena.matrix(k, n, "f64")
            const C = arena.matrix(m, n, "f64")
            A.values.fill(2)
            B.values.fill(3)
            products[name](C, null, A, B)
            assert.ok(C.values.every((value) => value === 6 * k))
          }
    assert.deepEqual(
      native.calls,
      ["NN", "TN", "NT", "TT"].map((letters) => `f64 ${letters} 2x3x4`),
    )
  })

  it("of an engine in mode fast do so, of one in mode exact never", () => {
    const native = plainNativeProducts("for matrix-products.test", () => true)
    for (const mode of ["fast", "exact"] as const) {
      const engine = borrowEngine(mode, native)
      assert.equal(engine.features.blas, mode === "fast" ? native.name : null)
      for (const precision of ["f32", "f64"] as const) {
        const A = engine.arena.matrix(1, 1, precision)
        A.values[0] = 3
        engine.products(precision).multiply(A, A, A, A)
        assert.equal(A.values[0], 12)
      }
      returnEngine(engine)
    }
    assert.deepEqual(native.calls, ["f32 NN 1x1x1", "f64 NN 1x1x1"])
  })

  for (const native of [null, plainNativeProducts("all", () => true)])
    describe(`${native === null ? "compiled" : "native"}, refuse`, () => {
      const { arena, products } = createBench("f64", native)
      const matrix = (rows: number, columns: number) => arena.matrix(rows, columns, "f64")
      afterEach(() => assert.deepEqual(native?.calls ?? [], []))

      it("shapes that do not fit, naming them", () => {
        const [A, B, C] = [matrix(2, 3), matrix(3, 4), matrix(2, 4)]
        const message = (text: string) => ({ name: "RangeError", message: text })
        assert.throws(
          () => products.multiply(C, null, A, C),
          message("a product of 2 x 3 and 2 x 4 (inner 3) does not fit into 2 x 4"),
        )
        assert.throws(
          () => products.multiply(A, null, A, B),
          message("a product of 2 x 3 and 3 x 4 (inner 3) does not fit into 2 x 3"),
        )
        for (const [name, c, a, b] of [
          ["multiplyTransposedLeft", C, A, B],
          ["multiplyTransposedRight", C, A, B],
          ["multiplyBothTransposed", C, A, B],
        ] as const)
          assert.throws(() => products[name](c, null, a, b), /does not fit into 2 x 4/)
        assert.throws(() => products.multiply(C, A, A, B), /does not fit/)
      })

      it("matrices of a scope that was left, and blocks that reach beyond the arena", () => {
        const message = {
          name: "RangeError",
          message: "a matrix of a product does not lie in the arena: was its scope left?",
        }
        const A = matrix(2, 2)
        const gone = arena.scope(() => matrix(2, 2))
        const beyond = { ...A, stride: 1000 }
        const before = { ...A, pointer: -8 }
        const nowhere = { ...A, pointer: Number.NaN }
        const overlapping = { ...A, stride: 1 }
        for (const wrong of [gone, beyond, before, nowhere, overlapping]) {
          assert.throws(() => products.multiply(wrong, null, A, A), message)
          assert.throws(() => products.multiply(A, wrong, A, A), message)
          assert.throws(() => products.multiply(A, null, wrong, A), message)
          assert.throws(() => products.multiply(A, null, A, wrong), message)
        }
        const repeated = { ...A, stride: 0 }
        for (const [c, a, b] of [
          [repeated, A, A],
          [A, repeated, A],
          [A, A, repeated],
        ] as const)
          assert.throws(() => products.multiply(c, null, a, b), message)
      })
    })

  it("reach the last element of the arena and no further, even where the memory ends there", () => {
    for (const [name, left, right] of forms)
      for (const m of [2, 20]) {
        const { arena, products } = createBench("f32", null)
        const [C, A] = [arena.matrix(m, 3, "f32"), left ? arena.matrix(8, m, "f32") : arena.matrix(m, 8, "f32")]
        arena.matrix(1, (65_536 - arena.mark()) / 4 - 24, "f32")
        const B = right ? arena.matrix(3, 8, "f32") : arena.matrix(8, 3, "f32")
        assert.equal(arena.mark(), 65_536)
        A.values.fill(1)
        B.values.fill(1)
        products[name](C, null, A, B)
        assert.ok(C.values.every((value) => value === 8))
        assert.throws(() => products[name](C, null, A, { ...B, stride: B.stride + 1 }), /does not lie in the arena/)
      }
  })
})
