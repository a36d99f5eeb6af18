import type { Key } from "../../numerics/random-key.ts"

/** A way to draw starting weights between N units: row i is the postsynaptic unit, column j the presynaptic one. */
export interface Connectivity {
  readonly name: string
  /** Options in effect, defaults included. */
  readonly options: Readonly<Record<string, unknown>>
  /** Draws W, N x N, row by row. The same key gives the same matrix. */
  draw(units: number, key: Key): Float64Array
}

/** What a matrix is scaled to have in common with a Gaussian one of the same gain. */
export const matchings = ["frobenius", "spectralNorm", "spectralRadius"] as const

/** One of `matchings`. */
export type Matching = (typeof matchings)[number]
