import type { Precision } from "../primitives.ts"

/** A product of op(A) (rows x inner) and B (inner x columns), as an inner loop of ours computes it. */
export interface ProductShape {
  readonly precision: Precision
  readonly rows: number
  readonly columns: number
  readonly inner: number
  /** Whether A is stored as inner x rows, as for the gradient of weights. */
  readonly transposeA: boolean
}

type Row = readonly [rows: number, columns: number, inner: number, transposed?: "T"]

/** Steps of recurrent networks of 64 to 512 units and of rule networks, and their gradients over all steps at once. */
const f32: readonly Row[] = [
  [1, 32, 32],
  [1, 64, 64],
  [1, 128, 128],
  [1, 256, 256],
  [1, 512, 512],
  [2, 32, 32],
  [2, 64, 64],
  [3, 256, 256],
  [4, 16, 16],
  [8, 32, 32],
  [12, 32, 32],
  [8, 64, 64],
  [16, 64, 64],
  [32, 64, 64],
  [32, 128, 128],
  [32, 256, 256],
  [64, 64, 3200, "T"],
  [256, 128, 128],
  [64, 512, 512],
  [300, 300, 256, "T"],
  [128, 128, 3200, "T"],
]

/** Products of Hessians, of filters and of gradients that are checked. */
const f64: readonly Row[] = [
  [1, 64, 64],
  [1, 256, 256],
  [2, 64, 64],
  [3, 256, 256],
  [4, 16, 16],
  [12, 32, 32],
  [32, 64, 64],
  [64, 64, 640, "T"],
  [128, 128, 128],
]

/** What a BLAS is measured and checked on. */
export const productShapes: readonly ProductShape[] = [
  ...f32.map((row) => shape("f32", row)),
  ...f64.map((row) => shape("f64", row)),
]

function shape(precision: Precision, [rows, columns, inner, transposed]: Row): ProductShape {
  return { precision, rows, columns, inner, transposeA: transposed === "T" }
}
