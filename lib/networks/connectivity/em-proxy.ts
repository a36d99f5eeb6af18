import { normal, uniform } from "../../numerics/distributions.ts"
import { exp } from "../../numerics/elementary.ts"
import { numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { split } from "../../numerics/random-key.ts"
import type { Connectivity } from "./connectivity.ts"
import { daleSigns } from "./dale.ts"
import { scaledToGain } from "./scaling.ts"

/** Probability of a connection. */
const density = 0.2

/**
 * A stand-in for connectivity measured by electron microscopy: one in five connections, weights exp(xi) with xi normal, signs of balanced Dale
 * columns, scaled to Frobenius norm g sqrt(N). It is generated, not measured.
 * @param options gain: g, 1.25 where absent.
 * @throws on an unknown option or an impossible value.
 */
export function emProxy(options: { readonly gain?: number } = {}): Connectivity {
  refuseUnknownKeys("connectivity.emProxy", options, ["gain"])
  const gain = numberOption("connectivity.emProxy: gain", options.gain ?? 1.25, 0)
  return Object.freeze({
    name: "emProxy",
    options: Object.freeze({ gain }),
    draw(units, key) {
      const [coinKey, weightKey] = split(key, 2)
      const signs = daleSigns(units, true)
      const coins = uniform(coinKey!, units * units)
      const weights = normal(weightKey!, units * units).map((draw, i) =>
        coins[i]! < density ? signs[i % units]! * exp(draw) : 0,
      )
      return scaledToGain(weights, units, gain)
    },
  } satisfies Connectivity)
}
