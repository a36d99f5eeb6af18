import { normal } from "../../numerics/distributions.ts"
import { choiceOption, numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import type { Connectivity } from "./connectivity.ts"
import { scaledToGain } from "./scaling.ts"

/** Share of excitatory units. */
export const excitatoryShare = 0.8

/** Sign and relative strength of each presynaptic unit: the first 80 % excite; balanced, the others inhibit as much as all of these excite. */
export function daleSigns(units: number, balanced: boolean): Float64Array {
  const excitatory = Math.round(excitatoryShare * units)
  const inhibition = balanced ? -excitatoryShare / (1 - excitatoryShare) : -1
  return Float64Array.from({ length: units }, (_, j) => (j < excitatory ? 1 : inhibition))
}

/**
 * Dale's law: W_ij = s_j |xi_ij| with xi normal, s_j = 1 for the 80 % of presynaptic units that excite and -4 (balanced) or -1 (unbalanced) for the
 * others, scaled to Frobenius norm g sqrt(N). Unbalanced, one eigenvalue stands far outside, and rectified networks diverge.
 * @param options gain: g, 1.25 where absent; balance: "balanced" where absent.
 * @throws on an unknown option or an impossible value.
 */
export function dale(
  options: { readonly gain?: number; readonly balance?: "balanced" | "unbalanced" } = {},
): Connectivity {
  refuseUnknownKeys("connectivity.dale", options, ["gain", "balance"])
  const gain = numberOption("connectivity.dale: gain", options.gain ?? 1.25, 0)
  const balance = choiceOption("connectivity.dale: balance", options.balance ?? "balanced", ["balanced", "unbalanced"])
  return Object.freeze({
    name: "dale",
    options: Object.freeze({ gain, balance }),
    draw(units, key) {
      const signs = daleSigns(units, balance === "balanced")
      const weights = normal(key, units * units).map((draw, i) => signs[i % units]! * Math.abs(draw))
      return scaledToGain(weights, units, gain)
    },
  } satisfies Connectivity)
}
