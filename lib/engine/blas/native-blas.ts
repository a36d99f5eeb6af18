import { readVariables, type Variables, withVariables } from "./c-environment.ts"
import { type CblasLibrary, findCblas } from "./cblas-library.ts"
import { addressOf, type ForeignFunctions, foreignFunctions, loadForGood } from "./foreign-functions.ts"

/**
 * C = op(A) op(B) + beta C for row-major matrices, op being the transpose where asked: C is rows x columns, `inner` the
 * length of the sums. `a`, `b` and `c` are addresses in this process's memory, `aRow`, `bRow` and `cRow` count elements from
 * one stored row to the next and are at least the length of a stored row. `beta` is 0 (C is not read) or 1.
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

/** How a library is to be loaded and called. */
export interface BlasVariant {
  /** In words, such as "OPENBLAS_CORETYPE=Haswell". */
  readonly name: string
  /** What the library reads from the environment while it is loaded, where that is not what stands there. */
  readonly variables: Variables
  /** What computes a product of one row: some kernels are several times slower at it than the matrix-vector product. */
  readonly oneRow: OneRow
}

/** The function for products of one row: the general product, or the matrix-vector product. */
export type OneRow = "gemm" | "gemv"

/** A library, and what it says of itself. */
export interface BlasDescription {
  readonly path: string
  readonly variant: BlasVariant
  /** Its own words, such as "OpenBLAS 0.3.34 DYNAMIC_ARCH NO_AFFINITY SkylakeX MAX_THREADS=64", or "". */
  readonly config: string
  /** Name of the processor family whose kernels it uses, or null where it does not say (others than OpenBLAS). */
  readonly core: string | null
}

/** A BLAS of this thread, which computes on one thread. */
export interface NativeBlas {
  readonly description: BlasDescription
  readonly f32: NativeGemm
  readonly f64: NativeGemm
  /** Address of the first byte of a memory, valid for as long as that memory is. */
  addressOf(buffer: SharedArrayBuffer): number
}

/**
 * Read while a library starts its threads; every other way to have one thread comes too late to save starting them.
 * OpenBLAS, and Accelerate before macOS 15.
 */
const oneThread: Variables = { OPENBLAS_NUM_THREADS: "1", VECLIB_MAXIMUM_THREADS: "1" }

/** The variables that loading may change, as they stand: what a thread that loads later is told to restore. */
export function variablesBefore(names: readonly string[]): Variables {
  return readVariables(foreignFunctions(), [...Object.keys(oneThread), ...names])
}

/**
 * Loads a library into this thread, for one thread. A library reads its variables once in a process: where it is loaded
 * already, in whichever thread, it stays as it is, and `description.core` says how.
 * @param before from `variablesBefore`
 * @throws Error where there is no such library, or no `cblas_sgemm` and `cblas_dgemm` in it.
 */
export function loadNativeBlas(path: string, variant: BlasVariant, before: Variables): NativeBlas {
  const koffi = foreignFunctions()
  const library = withVariables(koffi, { ...oneThread, ...variant.variables }, before, () => open(koffi, path))
  return Object.freeze({
    description: Object.freeze({ path, variant, config: library.config, core: library.core }),
    f32: rowMajor(library, "f32", variant.oneRow),
    f64: rowMajor(library, "f64", variant.oneRow),
    addressOf,
  })
}

function open(koffi: ForeignFunctions, path: string): CblasLibrary {
  try {
    return findCblas(loadForGood(koffi, path))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${path} cannot be used as a BLAS: ${reason}`, { cause })
  }
}

/** The constants of the C interface: CblasRowMajor, CblasNoTrans, CblasTrans. */
const order = 101
const plain = 111
const transposed = 112

function rowMajor(library: CblasLibrary, precision: "f32" | "f64", oneRow: OneRow): NativeGemm {
  const { gemm, gemv } = library[precision]
  const product: NativeGemm = (transposeA, transposeB, rows, columns, inner, a, aRow, b, bRow, beta, c, cRow) =>
    gemm(
      order,
      transposeA ? transposed : plain,
      transposeB ? transposed : plain,
      rows,
      columns,
      inner,
      1,
      a,
      aRow,
      b,
      bRow,
      beta,
      c,
      cRow,
    )
  if (oneRow === "gemm" || gemv === null) return product
  return (transposeA, transposeB, rows, columns, inner, a, aRow, b, bRow, beta, c, cRow) => {
    // Without terms the matrix-vector product leaves C alone, whatever beta.
    if (rows !== 1 || inner === 0) {
      product(transposeA, transposeB, rows, columns, inner, a, aRow, b, bRow, beta, c, cRow)
      return
    }
    const step = transposeA ? aRow : 1
    if (transposeB) gemv(order, plain, columns, inner, 1, b, bRow, a, step, beta, c, 1)
    else gemv(order, transposed, inner, columns, 1, b, bRow, a, step, beta, c, 1)
  }
}
