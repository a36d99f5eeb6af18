import type { Measured, ProbeJob } from "../../lib/engine/blas/probe-answer.ts"

/** What measuring says of a library, other than OpenBLAS, that is so many times as fast as WebAssembly. */
export function measuredAt({ loading }: ProbeJob, speed: number): Measured {
  return {
    status: "measured",
    variant: { name: loading.name, variables: loading.variables, oneRow: "gemm" },
    config: "a stand-in",
    core: null,
    kernels: null,
    products: [{ precision: "f32", rows: 8, columns: 8, inner: 8, transposeA: false, blas: 1, webAssembly: speed }],
  }
}
