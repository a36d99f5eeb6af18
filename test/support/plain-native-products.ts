import type { NativeGemm } from "../../lib/engine/blas/native-blas.ts"
import type { NativeProducts } from "../../lib/engine/native-products.ts"
import type { Precision } from "../../lib/engine/primitives.ts"

/** A stand-in for a native BLAS: plain loops in ascending order, on the memory whose first byte has address `origin`. */
export interface PlainNativeProducts extends NativeProducts {
  /** What was sent there: precision, transposes, and rows x columns x inner. */
  readonly calls: string[]
}

/**
 * Makes a stand-in.
 * @param pays which sizes are sent there.
 * @param origin address it says the memory has: to see that it is counted in.
 */
export function plainNativeProducts(
  name: string,
  pays: (rows: number, columns: number, inner: number) => boolean,
  origin = 0,
): PlainNativeProducts {
  const calls: string[] = []
  let memory: SharedArrayBuffer | null = null
  const gemm = (precision: Precision): NativeGemm => {
    const [bytes, round] = precision === "f32" ? ([4, Math.fround] as const) : ([8, (x: number) => x] as const)
    return (transposeA, transposeB, rows, columns, inner, a, aRow, b, bRow, beta, c, cRow) => {
      calls.push(`${precision} ${transposeA ? "T" : "N"}${transposeB ? "T" : "N"} ${rows}x${columns}x${inner}`)
      const all = precision === "f32" ? new Float32Array(memory!) : new Float64Array(memory!)
      const [A, B, C] = [a, b, c].map((address) => all.subarray((address - origin) / bytes))
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) {
          let sum = beta === 0 ? 0 : C![i * cRow + j]!
          for (let p = 0; p < inner; p++) {
            const left = A![transposeA ? p * aRow + i : i * aRow + p]!
            const right = B![transposeB ? j * bRow + p : p * bRow + j]!
            sum = round(sum + round(left * right))
          }
          C![i * cRow + j] = sum
        }
    }
  }
  return {
    name,
    calls,
    f32: { multiply: gemm("f32"), pays },
    f64: { multiply: gemm("f64"), pays },
    addressOf(buffer) {
      memory = buffer
      return origin
    },
  }
}
