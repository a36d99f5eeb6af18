import type { RateNetwork } from "../networks/rate-network.ts"
import { normal } from "../numerics/distributions.ts"
import { refuseUnknownKeys } from "../numerics/options.ts"
import type { Key } from "../numerics/random-key.ts"
import type { RecurrentRule } from "./recurrent-rule.ts"
import { bindThreeFactor } from "./three-factor.ts"

/** Options of `rflo`: where the feedback weights come from. */
export interface RfloOptions {
  /** Draws B, normal with mean 0 and standard deviation 1 / sqrt(N). */
  readonly key?: Key
  /** B itself, N x N_out row by row. */
  readonly feedback?: ArrayLike<number>
}

/**
 * Random feedback local online learning: the three-factor rule with the learning signal l = B eps, B fixed and random, in the place of
 * w^T eps. Murray 2019, eLife 8:e43299.
 * @throws on an unknown option, or unless exactly one of `key` and `feedback` is given.
 */
export function rflo(options: RfloOptions): RecurrentRule {
  refuseUnknownKeys("rflo", options, ["key", "feedback"])
  const { key, feedback } = options
  if ((key === undefined) === (feedback === undefined))
    throw new TypeError("rflo takes either a key or feedback weights")
  return Object.freeze({
    name: "rflo",
    label: "RFLO",
    bind(pass, gradient) {
      const { units, outputs } = pass.network
      const weights = feedback ?? drawFeedback(key!, pass.network)
      if (weights.length !== units * outputs)
        throw new RangeError(`rflo: feedback must have ${units} x ${outputs} entries, got ${weights.length}`)
      const transposed = pass.engine.arena.matrix(outputs, units, pass.precision)
      for (let p = 0; p < units; p++)
        for (let k = 0; k < outputs; k++) transposed.values[k * units + p] = weights[p * outputs + k]!
      return bindThreeFactor(pass, gradient, transposed)
    },
  } satisfies RecurrentRule)
}

function drawFeedback(key: Key, { units, outputs }: RateNetwork): Float64Array {
  return normal(key, units * outputs).map((value) => value / Math.sqrt(units))
}
