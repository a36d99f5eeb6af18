import type { Precision } from "./primitives.ts"

/**
 * C = op(A) op(B) + beta C for row-major matrices, op being the transpose where asked: C is rows x columns, `inner` the length of the
 * sums. `a`, `b` and `c` are addresses in this process's memory, strides count elements, `beta` is 0 (C is not read) or 1.
 * Nothing is checked: a wrong address or stride ends the process.
 */
export type NativeGemm = (
  transposeA: boolean,
  transposeB: boolean,
  rows: number,
  columns: number,
  inner: number,
  a: number,
  aRow: number,
  b: number,
  bRow: number,
  beta: number,
  c: number,
  cRow: number,
) => void

/** A native product in one precision, and where it pays. */
export interface NativeProduct {
  readonly multiply: NativeGemm
  /** Whether it was measured to be faster than the compiled primitives at this size. */
  pays(rows: number, columns: number, inner: number): boolean
}

/** A native BLAS as the engine uses it. */
export interface NativeProducts extends Readonly<Record<Precision, NativeProduct>> {
  /** Library and kernels, such as "OpenBLAS 0.3.34 (SkylakeX)": recorded with results. */
  readonly name: string
  /** Address of the first byte of a memory, valid for as long as that memory is. */
  addressOf(buffer: SharedArrayBuffer): number
}
