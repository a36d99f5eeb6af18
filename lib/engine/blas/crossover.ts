import type { Precision } from "../primitives.ts"
import type { ProductShape } from "./product-shapes.ts"

/**
 * The least number of multiplications and additions, rows x columns x inner, from which a product goes to the BLAS: below it
 * the call costs more than it saves. `never` where WebAssembly is the faster throughout.
 */
export interface CrossoverTable {
  readonly oneRow: number
  /** Two or three rows: fewer than a tile of the kernels has. */
  readonly fewRows: number
  readonly manyRows: number
}

/** Which products go to the BLAS. */
export type Crossover = Readonly<Record<Precision, CrossoverTable>>

/** A product timed both ways, in microseconds a call. */
export interface TimedProduct extends ProductShape {
  readonly blas: number
  readonly webAssembly: number
}

/** More work than any product has; a number that JSON can hold. */
export const never = Number.MAX_SAFE_INTEGER

/** Where no product goes to the BLAS. */
export const neverAtAll: Crossover = freeze(() => never)

/** Whether a product goes to the BLAS. */
export function useBlas(table: CrossoverTable, rows: number, columns: number, inner: number): boolean {
  const least = rows > 3 ? table.manyRows : rows === 1 ? table.oneRow : table.fewRows
  return rows * columns * inner >= least
}

/** The crossover under which the timed products take least time, each counted relative to itself. */
export function crossoverOf(products: readonly TimedProduct[]): Crossover {
  return freeze((precision, from, to) =>
    bestThreshold(products.filter((p) => p.precision === precision && p.rows >= from && p.rows <= to)),
  )
}

/**
 * How many times faster products are with the BLAS where the crossover sends them there than in WebAssembly alone: the
 * geometric mean over the timed products, so that each counts alike; 1 where none is sent.
 */
export function speedUp(products: readonly TimedProduct[], crossover: Crossover): number {
  const gains = products.map((p) =>
    useBlas(crossover[p.precision], p.rows, p.columns, p.inner) ? Math.log(p.webAssembly / p.blas) : 0,
  )
  return Math.exp(gains.reduce((sum, gain) => sum + gain, 0) / Math.max(1, gains.length))
}

function freeze(threshold: (precision: Precision, fromRows: number, toRows: number) => number): Crossover {
  const table = (precision: Precision): CrossoverTable =>
    Object.freeze({
      oneRow: threshold(precision, 1, 1),
      fewRows: threshold(precision, 2, 3),
      manyRows: threshold(precision, 4, Infinity),
    })
  return Object.freeze({ f32: table("f32"), f64: table("f64") })
}

/** The amount of work of one of the products, or `never`, that gains most; of equal ones the one that uses the BLAS least. */
function bestThreshold(products: readonly TimedProduct[]): number {
  const ordered = products
    .map((p) => ({ work: p.rows * p.columns * p.inner, gain: Math.log(p.webAssembly / p.blas) }))
    .sort((one, other) => other.work - one.work)
  let [best, most, sum] = [never, 0, 0]
  for (const [i, { work, gain }] of ordered.entries()) {
    sum += gain
    // Products of equal work are on the same side.
    if (ordered[i + 1]?.work !== work && sum > most) [best, most] = [work, sum]
  }
  return best
}
