import { normal } from "../../numerics/distributions.ts"
import { numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { Connectivity } from "./connectivity.ts"

/** G_ij = g N(0, 1) / sqrt(N). */
export function gaussianMatrix(units: number, gain: number, key: Key): Float64Array {
  const scale = gain / Math.sqrt(units)
  return normal(key, units * units).map((draw) => scale * draw)
}

/**
 * Independent normal weights, W_ij = g N(0, 1) / sqrt(N): the null of all other kinds.
 * @param options gain: g, 1.25 where absent.
 * @throws on an unknown option or an impossible value.
 */
export function gaussian(options: { readonly gain?: number } = {}): Connectivity {
  refuseUnknownKeys("connectivity.gaussian", options, ["gain"])
  const gain = numberOption("connectivity.gaussian: gain", options.gain ?? 1.25, 0)
  return Object.freeze({
    name: "gaussian",
    options: Object.freeze({ gain }),
    draw: (units, key) => gaussianMatrix(units, gain, key),
  } satisfies Connectivity)
}
