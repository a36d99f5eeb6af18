import type { NativeGemm } from "./blas/native-blas.ts"
import type { Precision } from "./primitives.ts"

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
