import assert from "node:assert/strict"
import fc from "fast-check"
import {
  crossoverOf,
  never,
  neverAtAll,
  speedUp,
  type TimedProduct,
  useBlas,
} from "../../../../lib/engine/blas/crossover.ts"

const timed = (rows: number, columns: number, inner: number, blas: number, webAssembly: number): TimedProduct => ({
  ...{ precision: "f32", rows, columns, inner, transposeA: false },
  ...{ blas, webAssembly },
})

const products = fc.array(
  fc.record({
    precision: fc.constantFrom("f32" as const, "f64" as const),
    rows: fc.constantFrom(1, 2, 3, 4, 32),
    columns: fc.constantFrom(8, 16, 64),
    inner: fc.constantFrom(8, 16, 64),
    transposeA: fc.boolean(),
    blas: fc.double({ min: 0.1, max: 100, noNaN: true }),
    webAssembly: fc.double({ min: 0.1, max: 100, noNaN: true }),
  }),
  { maxLength: 12 },
)

describe("the crossover", () => {
  it("is the work of the smallest product from which the BLAS is the faster", () => {
    const small = timed(8, 8, 8, 2, 1)
    const large = [timed(32, 32, 32, 1, 2), timed(64, 64, 64, 1, 4)]
    assert.equal(crossoverOf([small, ...large]).f32.manyRows, 32 ** 3)
    assert.equal(crossoverOf([small]).f32.manyRows, never)
    assert.equal(crossoverOf(large).f64.manyRows, never)
  })

  it("is found for one row, for few and for many by themselves", () => {
    const { f32 } = crossoverOf([timed(1, 8, 8, 1, 2), timed(3, 8, 8, 2, 1), timed(4, 8, 8, 1, 2)])
    assert.deepEqual(f32, { oneRow: 64, fewRows: never, manyRows: 256 })
  })

  it("bears one product out of line, as noise makes it, where the larger ones gain more", () => {
    const line = [timed(8, 8, 8, 1, 3), timed(16, 16, 16, 1.1, 1), timed(32, 32, 32, 1, 3)]
    assert.equal(crossoverOf(line).f32.manyRows, 512)
  })

  it("leaves no threshold among the timed products that would gain more", () => {
    fc.assert(
      fc.property(products, (all) => {
        const best = speedUp(all, crossoverOf(all))
        assert.ok(best >= 1)
        for (const { rows, columns, inner } of all) {
          const least = rows * columns * inner
          const table = { oneRow: least, fewRows: least, manyRows: least }
          for (const precision of ["f32", "f64"] as const) {
            const own = all.filter((product) => product.precision === precision)
            const other = { ...neverAtAll, [precision]: table }
            assert.ok(speedUp(own, other) <= speedUp(own, crossoverOf(all)) * (1 + 1e-12))
          }
        }
      }),
    )
  })

  it("sends a product to the BLAS from its threshold on, by its rows", () => {
    const table = { oneRow: 100, fewRows: 1000, manyRows: 10_000 }
    const sent = (rows: number, columns: number) => useBlas(table, rows, columns, 1)
    assert.deepEqual([sent(1, 99), sent(1, 100)], [false, true])
    assert.deepEqual([sent(2, 499), sent(2, 500), sent(3, 333), sent(3, 334)], [false, true, false, true])
    assert.deepEqual([sent(4, 2499), sent(4, 2500)], [false, true])
    assert.equal(useBlas(neverAtAll.f64, 4096, 4096, 4096), false)
  })
})
