import { normal } from "../numerics/distributions.ts"
import { numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import { type Key, split } from "../numerics/random-key.ts"
import type { RateNetwork } from "./rate-network.ts"

/** Standard deviations of the starting weights, times the root of the number of presynaptic units or channels; 1 where absent. */
export interface RateStartOptions {
  readonly recurrentGain?: number
  readonly inputGain?: number
  readonly readoutGain?: number
}

/**
 * Starting parameters of a rate network in f64: W normal with standard deviation gain / sqrt(N), U with gain / sqrt(N_in), w with
 * gain / sqrt(N), b 0; W's diagonal is 0 where self-connections are left out.
 * @throws on an unknown option or an impossible value.
 */
export function initialRateParameters(network: RateNetwork, key: Key, options: RateStartOptions = {}): Float64Array {
  refuseUnknownKeys("initialRateParameters", options, ["recurrentGain", "inputGain", "readoutGain"])
  const { recurrentGain = 1, inputGain = 1, readoutGain = 1 } = options
  const gains = { recurrent: recurrentGain, input: inputGain, readout: readoutGain }
  const { units, selfConnections, layout, parameterCount } = network
  const parameters = new Float64Array(parameterCount)
  const keys = split(key, 3)
  for (const [index, name] of (["recurrent", "input", "readout"] as const).entries()) {
    const gain = gains[name]
    if (gain !== 0) numberOption(`initialRateParameters: ${name}Gain`, gain, 0)
    const { first, rows, columns } = layout[name]
    const scale = gain / Math.sqrt(columns)
    parameters.set(
      normal(keys[index]!, rows * columns).map((value) => scale * value),
      first,
    )
  }
  if (!selfConnections) for (let i = 0; i < units; i++) parameters[layout.recurrent.first + i * (units + 1)] = 0
  return parameters
}
