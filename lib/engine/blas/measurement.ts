import { performance } from "node:perf_hooks"
import type { Precision, Primitives } from "../primitives.ts"
import type { TimedProduct } from "./crossover.ts"
import type { NativeBlas } from "./native-blas.ts"
import { multiplication, type PlacedProduct } from "./product-check.ts"

/** What products are timed with: the engine's primitives and a BLAS in two forms. */
export interface Rivals {
  readonly primitives: (precision: Precision) => Primitives
  readonly blas: NativeBlas
}

/** How long the calls of one batch take together, and how many batches there are: the quickest of them counts. */
const batchMs = 1
const batches = 5

/**
 * Times products both ways, in turns, so that a neighbour's load falls on both; of each the quickest batch counts, which is
 * the one that was disturbed least.
 */
export function timeProducts(rivals: Rivals, placed: readonly PlacedProduct[]): readonly TimedProduct[] {
  return placed.map((product) => {
    const [webAssembly, blas] = quickest([wasmCall(rivals, product), multiplication(rivals.blas, product, 0)]) as [
      number,
      number,
    ]
    const { transposeB: _, ...shape } = product.shape
    return { ...shape, blas, webAssembly }
  })
}

/** Microseconds a call of each. */
export function quickest(calls: readonly (() => void)[]): number[] {
  const repeats = calls.map(batchSize)
  const best = calls.map(() => Infinity)
  for (let batch = 0; batch < batches; batch++)
    for (const [i, call] of calls.entries()) best[i] = Math.min(best[i]!, timeOf(call, repeats[i]!) / repeats[i]!)
  return best.map((milliseconds) => 1000 * milliseconds)
}

function batchSize(call: () => void): number {
  let repeats = 1
  while (repeats < 2 ** 16) {
    const took = timeOf(call, repeats)
    if (took >= batchMs / 2) return Math.max(1, Math.round((repeats * batchMs) / took))
    repeats *= 4
  }
  return repeats
}

function timeOf(call: () => void, repeats: number): number {
  const start = performance.now()
  for (let i = 0; i < repeats; i++) call()
  return performance.now() - start
}

function wasmCall({ primitives }: Rivals, { a, b, c, shape }: PlacedProduct): () => void {
  const { product } = primitives(shape.precision)
  const { rows, columns, inner, transposeA } = shape
  const [aRow, aInner] = transposeA ? [1, rows] : [inner, 1]
  return () => product(c.pointer, columns, 0, 0, a.pointer, aRow, aInner, b.pointer, columns, rows, columns, inner)
}
