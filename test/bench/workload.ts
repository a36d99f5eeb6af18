/** A way of ours to compute: `fast` with a native BLAS where there is one, the same without it, and `exact`. */
export type Arm = "fast" | "fast without BLAS" | "exact"

/** Every arm, in the order in which tables show them. */
export const arms: readonly Arm[] = ["fast", "fast without BLAS", "exact"]

/** Rows, columns, inner length and number of some matrix products. */
export type ProductCount = readonly [rows: number, columns: number, inner: number, count: number]

/** One row of the table: the same work as a peer's row of that name. */
export interface BenchCase {
  /** The peers' name of the workload, such as "bptt"; the file has it too. */
  readonly workload: string
  /** The peers' name of the case, such as "N=64 B=1 T=100". */
  readonly case: string
  /** What a call is made of, such as "time step", and how many of them. */
  readonly unit: string
  readonly units: number
  /** The arms it has. */
  readonly arms: readonly Arm[]
  /** Builds everything that is no part of the timed call. */
  prepare(arm: Arm): Promise<Prepared>
}

/** A case that is ready to be timed. */
export interface Prepared {
  /** One call. */
  run(): void
  /** The matrix products of one call. */
  readonly products: readonly ProductCount[]
  /** Bytes that the elementwise work of one call reads and writes. */
  readonly elementwiseBytes: number
  /** Gives back what was prepared. */
  dispose(): void
}

/**
 * The cases of a workload's compiled file, which exports them as `cases`.
 * @throws Error where it does not.
 */
export async function loadCases(file: string): Promise<readonly BenchCase[]> {
  const { cases } = (await import(file)) as { cases?: readonly BenchCase[] }
  if (!Array.isArray(cases) || cases.length === 0) throw new Error(`${file} exports no list "cases"`)
  return cases
}
