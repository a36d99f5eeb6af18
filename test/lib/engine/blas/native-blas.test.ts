import assert from "node:assert/strict"
import { arch } from "node:process"
import fc from "fast-check"
import {
  type BlasVariant,
  loadNativeBlas,
  type NativeBlas,
  variablesBefore,
} from "../../../../lib/engine/blas/native-blas.ts"
import { asItIs } from "../../../../lib/engine/blas/variants.ts"
import { borrowEngine, type Engine, returnEngine } from "../../../../lib/engine/engine.ts"
import type { BlasInThreads } from "../../../support/blas-in-threads.ts"
import { blasIsSetUp, installedBlas } from "../../../support/installed-blas.ts"
import { runEntry } from "../../../support/run-entry.ts"
import { entries, oddSize } from "../../../support/shapes.ts"

const path = installedBlas()
const frame = 77

if (path === null)
  describe("a native BLAS", () => {
    it("is not here, as set-up has not been run", () => assert.equal(blasIsSetUp(), false))
  })
else {
  for (const oneRow of ["gemm", "gemv"] as const)
    for (const precision of ["f32", "f64"] as const)
      describe(`a native BLAS in ${precision}, one row by ${oneRow}`, () => {
        let engine: Engine
        let blas: NativeBlas
        before(() => {
          engine = borrowEngine()
          const variant: BlasVariant = { name: asItIs.name, variables: {}, oneRow }
          blas = loadNativeBlas(path, variant, variablesBefore([]))
        })
        after(() => returnEngine(engine))

        it("is a plain loop in all transpositions, with any strides, from zeros and added, and writes nowhere else", () => {
          fc.assert(
            fc.property(products, (drawn) => engine.arena.scope(() => check(engine, blas, { ...drawn, precision }))),
            { numRuns: 200, examples: [[emptySum]] },
          )
        })
      })

  describe("a native BLAS", () => {
    it("refuses what is no library, and what has no products, with its path and the reason", () => {
      const variant: BlasVariant = { name: "x", variables: {}, oneRow: "gemm" }
      assert.throws(
        () => loadNativeBlas("/no/such/library.so", variant, {}),
        /^Error: \/no\/such\/library\.so cannot be used as a BLAS: /,
      )
    })
  })

  describe("a native BLAS in several threads", () => {
    // Two families whose kernels every machine of the kind can run.
    const [given, asked] = arch === "arm64" ? ["ARMV8", "CORTEXA57"] : ["Nehalem", "Sandybridge"]
    let found: BlasInThreads
    before(async () => {
      const environment = { OPENBLAS_CORETYPE: given, OPENBLAS_L2_SIZE: null, OPENBLAS_NUM_THREADS: null }
      const { out, err } = await runEntry("blas-in-threads", [path, asked], environment)
      assert.equal(err, "")
      found = JSON.parse(out)
    })

    it("has the kernels it was asked for in each, whichever loads it first", () => {
      const cores = found.done.map(({ core }) => core?.toLowerCase())
      assert.deepEqual(cores, Array(7).fill(asked.toLowerCase()))
    })

    it("computes rightly in all of them at once, and in others after they have ended", () => {
      assert.deepEqual(
        found.done.map(({ wrong }) => wrong),
        Array(7).fill(0),
      )
    })

    it("leaves the environment as the user set it, for the process and for the programs it starts", () => {
      assert.deepEqual(found.inProcess, [given, null])
      assert.deepEqual(found.inChild, [given, null])
    })

    it("starts no threads of its own", () => assert.equal(found.threadsStarted, 0))
  })
}

interface Product {
  readonly rows: number
  readonly columns: number
  readonly inner: number
  readonly transposeA: boolean
  readonly transposeB: boolean
  readonly beta: number
  readonly padding: number
  readonly seed: number
}

const products: fc.Arbitrary<Product> = fc.record({
  rows: oddSize,
  columns: oddSize,
  inner: oddSize,
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  beta: fc.constantFrom(0, 1),
  padding: fc.constantFrom(0, 1, 3),
  seed: fc.nat(),
})

/** One row of sums without terms. */
const emptySum: Product = {
  ...{ rows: 1, columns: 5, inner: 0, transposeA: false, transposeB: false },
  ...{ beta: 0, padding: 1, seed: 1 },
}

/** Compares with a plain loop over f64 numbers, and looks at what lies around the result. */
function check(engine: Engine, blas: NativeBlas, product: Product & { readonly precision: "f32" | "f64" }): void {
  const { precision, rows, columns, inner, transposeA, transposeB, beta, padding, seed } = product
  const stored = (height: number, width: number, offset: number) => {
    const whole = engine.arena.matrix(height + 1, Math.max(1, width) + padding, precision)
    whole.values.set(entries(seed + offset, whole.values.length))
    return whole
  }
  const a = transposeA ? stored(inner, rows, 0) : stored(rows, inner, 0)
  const b = transposeB ? stored(columns, inner, 1) : stored(inner, columns, 1)
  const c = engine.arena.matrix(rows + 2, columns + padding, precision)
  c.values.fill(frame)
  const first = c.columns
  const start = entries(seed + 2, rows * columns)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      c.values[first + i * c.columns + j] = beta === 0 ? Number.NaN : start[i * columns + j]!
  const began = Float64Array.from(c.values)
  const base = blas.addressOf(c.values.buffer as SharedArrayBuffer)
  const target = base + c.pointer + first * c.values.BYTES_PER_ELEMENT
  const [A, B] = [base + a.pointer, base + b.pointer]
  const gemm = blas[precision]
  gemm(transposeA, transposeB, rows, columns, inner, A, a.columns, B, b.columns, beta, target, c.columns)
  const unit = precision === "f32" ? 2 ** -24 : 2 ** -53
  for (const [at, value] of c.values.entries()) {
    const [i, j] = [Math.floor(at / c.columns) - 1, at % c.columns]
    if (i < 0 || i >= rows || j >= columns) {
      assert.equal(value, frame, `wrote outside of its result, at row ${i}, column ${j}`)
      continue
    }
    let [sum, size] = beta === 0 ? [0, 0] : [began[at]!, Math.abs(began[at]!)]
    for (let p = 0; p < inner; p++) {
      const term =
        a.values[transposeA ? p * a.columns + i : i * a.columns + p]! *
        b.values[transposeB ? j * b.columns + p : p * b.columns + j]!
      sum += term
      size += Math.abs(term)
    }
    // Every order of n roundings stays within n units of the sum of sizes (Higham 2002, equation 3.5).
    const bound = (inner + 2) * unit * size * 1.01
    if (!(Math.abs(value - sum) <= bound)) assert.fail(`row ${i}, column ${j} is ${value}, by a plain loop ${sum}`)
  }
}
