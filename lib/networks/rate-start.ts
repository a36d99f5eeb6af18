import { normal, uniform } from "../numerics/distributions.ts"
import { choiceOption, numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import { type Key, split } from "../numerics/random-key.ts"
import type { Connectivity } from "./connectivity/connectivity.ts"
import type { RateNetwork } from "./rate-network.ts"

const distributions = ["normal", "uniform", "glorot"] as const

/** How starting weights with `fan` presynaptic units or channels are distributed: see `initialRateParameters`. */
export type StartDistribution = (typeof distributions)[number]

/** How a rate network starts. */
export interface RateStartOptions {
  /** Draws W; independent normal weights of `recurrentGain` where absent. */
  readonly recurrent?: Connectivity
  /** 1 where absent; not beside `recurrent`, which has a gain of its own. */
  readonly recurrentGain?: number
  /** Of U; 1 where absent. */
  readonly inputGain?: number
  /** Of w; 1 where absent. */
  readonly readoutGain?: number
  /** Of U; "normal" where absent. */
  readonly inputDistribution?: StartDistribution
  /** Of w; "normal" where absent. */
  readonly readoutDistribution?: StartDistribution
}

const options = [
  "recurrent",
  "recurrentGain",
  "inputGain",
  "readoutGain",
  "inputDistribution",
  "readoutDistribution",
] as const

/**
 * Starting parameters of a rate network in f64: W, U and w with mean 0 and biases of 0; W's diagonal is 0 where self-connections are left out.
 * `normal` has standard deviation gain / sqrt(fan), fan being N or N_in; `uniform` lies within gain / sqrt(fan) of 0, PyTorch's default at gain 1;
 * `glorot` within gain sqrt(6 / (fan + number of postsynaptic units)).
 * @throws on an unknown option or an impossible value.
 */
export function initialRateParameters(network: RateNetwork, key: Key, start: RateStartOptions = {}): Float64Array {
  const what = "initialRateParameters"
  refuseUnknownKeys(what, start, options)
  const { recurrent, recurrentGain, inputGain = 1, readoutGain = 1 } = start
  const { inputDistribution = "normal", readoutDistribution = "normal" } = start
  if (recurrent !== undefined && recurrentGain !== undefined)
    throw new TypeError(`${what} takes either recurrent or recurrentGain: a connectivity has a gain of its own`)
  const { units, selfConnections, layout, parameterCount } = network
  const parameters = new Float64Array(parameterCount)
  const [recurrentKey, inputKey, readoutKey] = split(key, 3)
  const put = (name: "input" | "readout", from: Key, gain: number, distribution: StartDistribution): void => {
    choiceOption(`${what}: ${name}Distribution`, distribution, distributions)
    parameters.set(drawBlock(layout[name], from, checkedGain(name, gain), distribution), layout[name].first)
  }
  const { first } = layout.recurrent
  if (recurrent !== undefined) parameters.set(recurrent.draw(units, recurrentKey!), first)
  else {
    const gain = checkedGain("recurrent", recurrentGain ?? 1)
    parameters.set(drawBlock(layout.recurrent, recurrentKey!, gain, "normal"), first)
  }
  put("input", inputKey!, inputGain, inputDistribution)
  put("readout", readoutKey!, readoutGain, readoutDistribution)
  if (!selfConnections) for (let i = 0; i < units; i++) parameters[first + i * (units + 1)] = 0
  return parameters
}

function checkedGain(name: string, gain: number): number {
  return gain === 0 ? 0 : numberOption(`initialRateParameters: ${name}Gain`, gain, 0)
}

function drawBlock(
  { rows, columns }: { readonly rows: number; readonly columns: number },
  key: Key,
  gain: number,
  distribution: StartDistribution,
): Float64Array {
  if (distribution === "normal") {
    const scale = gain / Math.sqrt(columns)
    return normal(key, rows * columns).map((draw) => scale * draw)
  }
  const bound = gain * (distribution === "uniform" ? 1 / Math.sqrt(columns) : Math.sqrt(6 / (rows + columns)))
  return uniform(key, rows * columns).map((draw) => bound * (2 * draw - 1))
}
