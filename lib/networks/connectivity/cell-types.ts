import { normal } from "../../numerics/distributions.ts"
import { exp } from "../../numerics/elementary.ts"
import { numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import type { Connectivity } from "./connectivity.ts"
import { scaledToGain } from "./scaling.ts"

/** A class of cells. */
export interface CellType {
  readonly name: string
  /** Share of the units; all shares add up to 1. */
  readonly share: number
}

/** Options of `cellTypes`. */
export interface CellTypesOptions {
  readonly types: readonly CellType[]
  /** Mean weight from each presynaptic type (column) to each postsynaptic one (row), signs included, as measured. */
  readonly means: readonly (readonly number[])[]
  /** Standard deviation of the logarithm of weights within a block; 0.5 where absent. */
  readonly spread?: number
  /** g of the Frobenius norm g sqrt(N); 0.5 where absent: blocks of one sign have a large eigenvalue. */
  readonly gain?: number
}

/**
 * Connectivity by cell types: W_ij = mean of the block times exp(spread xi), xi normal, scaled to Frobenius norm g sqrt(N). The table of means is
 * the user's: none is built in.
 * @throws on an unknown option, an impossible value, or a table that does not fit the types.
 */
export function cellTypes(options: CellTypesOptions): Connectivity {
  const what = "connectivity.cellTypes"
  refuseUnknownKeys(what, options, ["types", "means", "spread", "gain"])
  const { types, means } = options
  const spread = options.spread === 0 ? 0 : numberOption(`${what}: spread`, options.spread ?? 0.5, 0)
  const gain = numberOption(`${what}: gain`, options.gain ?? 0.5, 0)
  refuseUnfitting(what, types, means)
  return Object.freeze({
    name: "cellTypes",
    options: Object.freeze({ types, means, spread, gain }),
    draw(units, key) {
      const typeOf = assign(types, units)
      const weights = normal(key, units * units).map((draw, at) => {
        const mean = means[typeOf[Math.floor(at / units)]!]![typeOf[at % units]!]!
        return mean * exp(spread * draw)
      })
      return scaledToGain(weights, units, gain)
    },
  } satisfies Connectivity)
}

/** Index of the type of each unit: types one after the other, by their shares. */
function assign(types: readonly CellType[], units: number): Uint8Array {
  const typeOf = new Uint8Array(units)
  let [end, from] = [0, 0]
  for (const [index, { share }] of types.entries()) {
    end += share
    const to = index === types.length - 1 ? units : Math.round(end * units)
    typeOf.fill(index, from, to)
    from = to
  }
  return typeOf
}

function refuseUnfitting(what: string, types: readonly CellType[], means: readonly (readonly number[])[]): void {
  if (!Array.isArray(types) || types.length === 0 || types.length > 255)
    throw new TypeError(`${what}: types must be a list of 1 to 255 cell types, got ${JSON.stringify(types)}`)
  for (const { name, share } of types) numberOption(`${what}: share of ${name}`, share, 0)
  const total = types.reduce((sum, { share }) => sum + share, 0)
  if (Math.abs(total - 1) > 1e-6)
    throw new RangeError(`${what}: the shares of the types must add up to 1, got ${total}`)
  const fits =
    Array.isArray(means) && means.length === types.length && means.every((row) => row.length === types.length)
  if (!fits) throw new RangeError(`${what}: means must be a table of ${types.length} x ${types.length} numbers`)
  const wrong = means.flat().find((mean) => !Number.isFinite(mean))
  if (wrong !== undefined) throw new RangeError(`${what}: a mean must be a finite number, got ${wrong}`)
  if (means.flat().every((mean) => mean === 0)) throw new RangeError(`${what}: at least one mean must differ from 0`)
}
