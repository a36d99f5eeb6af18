import { uniform } from "../../numerics/distributions.ts"
import { foldIn, key } from "../../numerics/random-key.ts"
import type { Arena, Matrix } from "../arena.ts"
import type { Precision } from "../primitives.ts"
import type { NativeBlas } from "./native-blas.ts"
import type { ProductShape } from "./product-shapes.ts"

/** A product in the arena: its matrices and the ways they are read. */
export interface PlacedProduct {
  readonly shape: ProductShape & { readonly transposeB: boolean }
  readonly a: Matrix
  readonly b: Matrix
  readonly c: Matrix
}

/**
 * Places a product whose entries are integers from -3 to 3: sums of up to 10^6 of their products are exact in f32, so that
 * every order of summation, fused or not, has to give the very same numbers.
 */
export function placeIntegers(arena: Arena, shape: ProductShape): PlacedProduct {
  const placed = place(arena, { ...shape, transposeB: false })
  // A multiplicative hash: a million random draws would take longer than all else that is measured.
  for (const { values } of [placed.a, placed.b])
    for (let i = 0; i < values.length; i++) values[i] = ((Math.imul(i + values.length, 0x9e3779b1) >>> 16) % 7) - 3
  return placed
}

/** What is wrong with a BLAS on such a product, in words, or null. */
export function faultOnIntegers(blas: NativeBlas, placed: PlacedProduct): string | null {
  const { c, shape } = placed
  // With beta 0 what lies in C must not be read.
  c.values.fill(Number.NaN)
  multiplication(blas, placed, 0)()
  const expected = plainProduct(placed)
  const at = c.values.findIndex((value, i) => value !== expected[i])
  return at < 0 ? null : `${describe(shape)} has ${c.values[at]} as entry ${at}, which is ${expected[at]}`
}

/**
 * What is wrong with a BLAS on small products with fractions in every form that is used: transposed or not, added or not,
 * one row or several; and on an infinity, which must come through.
 */
export function faultOfForms(blas: NativeBlas, arena: Arena): string | null {
  for (const precision of ["f32", "f64"] as const)
    for (const rows of [1, 5])
      for (const transposeA of [false, true])
        for (const transposeB of [false, true]) {
          const shape = { precision, rows, columns: 7, inner: 9, transposeA, transposeB }
          const fault = arena.scope(() => faultOfForm(blas, place(arena, shape)))
          if (fault !== null) return fault
        }
  return null
}

function faultOfForm(blas: NativeBlas, placed: PlacedProduct): string | null {
  const { a, b, c, shape } = placed
  for (const [i, matrix] of [a, b, c].entries())
    matrix.values.set(uniform(foldIn(key(5), i), matrix.values.length).map((draw) => 2 * draw - 1))
  const start = Float64Array.from(c.values)
  multiplication(blas, placed, 1)()
  // However it is summed, a sum of n terms of size up to 1 is wrong by no more than n^2 half units in the last place; so is ours.
  const bound = 2 * (shape.inner + 1) ** 2 * unit(shape.precision)
  const product = plainProduct(placed)
  for (const [i, value] of c.values.entries()) {
    const expected = start[i]! + product[i]!
    if (!(Math.abs(value - expected) <= bound))
      return `${describe(shape)}, added, has ${value} as entry ${i}, which is ${expected}`
  }
  a.values[0] = Infinity
  b.values.fill(0)
  multiplication(blas, placed, 0)()
  return Number.isNaN(c.values[0]) ? null : `${describe(shape)} hides that infinity times zero is no number`
}

/** What computes the product by the BLAS, once for each call. */
export function multiplication(blas: NativeBlas, { a, b, c, shape }: PlacedProduct, beta: number): () => void {
  const { precision, rows, columns, inner, transposeA, transposeB } = shape
  const gemm = blas[precision]
  const base = blas.addressOf(c.values.buffer as SharedArrayBuffer)
  const [aAt, bAt, cAt] = [base + a.pointer, base + b.pointer, base + c.pointer]
  const [aRow, bRow] = [a.columns, b.columns]
  return () => gemm(transposeA, transposeB, rows, columns, inner, aAt, aRow, bAt, bRow, beta, cAt, columns)
}

function place(arena: Arena, shape: PlacedProduct["shape"]): PlacedProduct {
  const { precision, rows, columns, inner, transposeA, transposeB } = shape
  const a = transposeA ? arena.matrix(inner, rows, precision) : arena.matrix(rows, inner, precision)
  const b = transposeB ? arena.matrix(columns, inner, precision) : arena.matrix(inner, columns, precision)
  return { shape, a, b, c: arena.matrix(rows, columns, precision) }
}

/** op(A) op(B) as a plain loop over f64 numbers. */
function plainProduct({ a, b, shape }: PlacedProduct): Float64Array {
  const { rows, columns, inner, transposeA, transposeB } = shape
  const [aRow, aInner] = transposeA ? [1, rows] : [inner, 1]
  const [bInner, bColumn] = transposeB ? [1, inner] : [columns, 1]
  const product = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++)
    for (let p = 0; p < inner; p++) {
      const factor = a.values[i * aRow + p * aInner]!
      for (let j = 0; j < columns; j++)
        product[i * columns + j] = product[i * columns + j]! + factor * b.values[p * bInner + j * bColumn]!
    }
  return product
}

/** Half a unit in the last place of 1. */
function unit(precision: Precision): number {
  return precision === "f32" ? 2 ** -24 : 2 ** -53
}

function describe({ precision, rows, columns, inner, transposeA, transposeB }: PlacedProduct["shape"]): string {
  const turned = [transposeA ? "A" : "", transposeB ? "B" : ""].filter((name) => name !== "").join(" and ")
  const form = turned === "" ? "" : `, ${turned} transposed`
  return `the ${precision} product of ${rows} x ${inner} and ${inner} x ${columns}${form}`
}
