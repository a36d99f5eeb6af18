import type { LibraryHandle } from "koffi"

/** `cblas_sgemm` or `cblas_dgemm`; addresses are plain numbers. */
export type CblasGemm = (
  order: number,
  transposeA: number,
  transposeB: number,
  rows: number,
  columns: number,
  inner: number,
  alpha: number,
  a: number,
  aRow: number,
  b: number,
  bRow: number,
  beta: number,
  c: number,
  cRow: number,
) => void

/** `cblas_sgemv` or `cblas_dgemv`. */
export type CblasGemv = (
  order: number,
  transpose: number,
  rows: number,
  columns: number,
  alpha: number,
  a: number,
  aRow: number,
  x: number,
  xStep: number,
  beta: number,
  y: number,
  yStep: number,
) => void

/** The functions for one precision. */
export interface CblasFunctions {
  readonly gemm: CblasGemm
  /** Null where the library has none. */
  readonly gemv: CblasGemv | null
}

/** The C interface of a loaded library that was told to use one thread. */
export interface CblasLibrary {
  readonly f32: CblasFunctions
  readonly f64: CblasFunctions
  /** What it says of itself, or "". */
  readonly config: string
  /** Whose kernels it uses; null where it does not say. */
  readonly core: string | null
}

/** How libraries spell their names, the plainest first. What ends in 64 has integers of 64 bits. */
const spellings = [
  ["", ""],
  ["scipy_", ""],
  ["", "64_"],
  ["scipy_", "64_"],
  ["", "_64"],
] as const

/**
 * Finds the C interface in a library and has it use one thread.
 * @throws Error naming what was looked for where it is not there.
 */
export function findCblas(library: LibraryHandle): CblasLibrary {
  const spelling = spellings.find(([prefix, suffix]) => has(library, `${prefix}cblas_sgemm${suffix}`))
  if (spelling === undefined) {
    const names = spellings.map(([prefix, suffix]) => `${prefix}cblas_sgemm${suffix}`)
    throw new Error(`it has none of the functions ${names.join(", ")}`)
  }
  const [prefix, suffix] = spelling
  const name = (middle: string) => `${prefix}${middle}${suffix}`
  useOneThread(library, name)
  const config = words(library, name("openblas_get_config"))
  // OpenBLAS can be built with wide integers without saying so in its names.
  const integer = suffix === "" && !config.includes("USE64BITINT") ? "int" : "int64_t"
  return {
    f32: functions(library, name("cblas_sgemm"), name("cblas_sgemv"), integer, "float"),
    f64: functions(library, name("cblas_dgemm"), name("cblas_dgemv"), integer, "double"),
    config,
    core: words(library, name("openblas_get_corename")) || null,
  }
}

function functions(library: LibraryHandle, gemm: string, gemv: string, integer: string, real: string): CblasFunctions {
  const matrix = ["uintptr_t", integer]
  const [i, x] = [integer, real]
  return {
    gemm: library.func(gemm, "void", ["int", "int", "int", i, i, i, x, ...matrix, ...matrix, x, ...matrix]),
    gemv: has(library, gemv)
      ? library.func(gemv, "void", ["int", "int", i, i, x, ...matrix, ...matrix, x, ...matrix])
      : null,
  }
}

/** One call each, where the library knows it; a library may know several. */
function useOneThread(library: LibraryHandle, name: (middle: string) => string): void {
  // Before its first product MKL loads what these say: one thread (MKL_THREADING_SEQUENTIAL), integers of 32 bits.
  call(library, "MKL_Set_Threading_Layer", "int", 1)
  call(library, "MKL_Set_Interface_Layer", "int", 0)
  call(library, "MKL_Set_Num_Threads", "int", 1)
  // OpenBLAS built on OpenMP keeps this number for each calling thread.
  call(library, name("openblas_set_num_threads"), "int", 1)
  call(library, "bli_thread_set_num_threads", "int64_t", 1)
  // Accelerate from macOS 15 on: BLAS_THREADING_SINGLE_THREADED.
  call(library, "BLASSetThreading", "int", 1)
}

function call(library: LibraryHandle, name: string, type: string, value: number): void {
  if (has(library, name)) library.func(name, "void", [type])(value)
}

function words(library: LibraryHandle, name: string): string {
  if (!has(library, name)) return ""
  const text: unknown = library.func(name, "str", [])()
  return typeof text === "string" ? text.trim() : ""
}

function has(library: LibraryHandle, name: string): boolean {
  try {
    return Boolean(library.symbol(name))
  } catch {
    return false
  }
}
