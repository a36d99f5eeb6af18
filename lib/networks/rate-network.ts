import { exp } from "../numerics/elementary.ts"
import { choiceOption, integerOption, numberOption, refuseUnknownKeys } from "../numerics/options.ts"

/** Options of `rateNetwork`. */
export interface RateNetworkOptions {
  /** N, number of recurrent units. */
  readonly units: number
  /** N_in, number of input channels. */
  readonly inputs: number
  /** N_out, number of outputs. */
  readonly outputs: number
  /** f; "tanh" where absent. */
  readonly activation?: "tanh" | "relu"
  /**
   * How a step of dt is taken; "expEuler" where absent.
   * `expEuler`: v_t = alpha v_{t-1} + (1 - alpha) a_t, z_t = f(v_t), alpha = exp(-dt / tau).
   * `euler`: z_t = f((1 - a) z_{t-1} + a a_t), a = dt / tau: the rate itself leaks, inside f.
   * In both a_t = W z_{t-1} + U x_t, and y_t = w z_t + b.
   */
  readonly integration?: "euler" | "expEuler"
  /** Time step, ms; 100 where absent. */
  readonly dtMs?: number
  /** Time constant of the units, ms; 100 where absent. */
  readonly tauMs?: number
  /** Whether W may have a diagonal; true where absent. Without it the diagonal counts as 0, and so does its gradient. */
  readonly selfConnections?: boolean
  /** Whether the outputs have a bias b; false where absent. */
  readonly readoutBias?: boolean
}

/** Names of the blocks of parameters, in the order in which they lie in the flat vector. */
export const rateBlocks = ["recurrent", "input", "readout", "bias"] as const

/** A block of parameters: W (N x N), U (N x N_in), w (N_out x N) or b (N_out), each row by row; W_ij leads from unit j to unit i. */
export type RateBlock = (typeof rateBlocks)[number]

/** A leaky rate network: its sizes, its discrete time step, and where its parameters lie in a flat vector. */
export interface RateNetwork extends Readonly<Required<RateNetworkOptions>> {
  /** Share of the past that a step keeps: alpha, or 1 - a. */
  readonly leak: number
  /** Share of the drive that a step takes in: 1 - leak. */
  readonly gain: number
  /** Index of the first parameter of each block and its shape. */
  readonly layout: Readonly<Record<RateBlock, BlockLayout>>
  readonly parameterCount: number
}

/** Where a block lies in the flat vector. */
export interface BlockLayout {
  readonly first: number
  readonly rows: number
  readonly columns: number
}

const defaults = {
  activation: "tanh",
  integration: "expEuler",
  dtMs: 100,
  tauMs: 100,
  selfConnections: true,
  readoutBias: false,
} as const

/**
 * A leaky rate network of these sizes.
 * @throws on an unknown option or an impossible value, quoting it.
 */
export function rateNetwork(options: RateNetworkOptions): RateNetwork {
  const what = "rateNetwork"
  refuseUnknownKeys(what, options, ["units", "inputs", "outputs", ...Object.keys(defaults)])
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const settings = { ...defaults, ...(Object.fromEntries(given) as RateNetworkOptions) }
  for (const size of ["units", "inputs", "outputs"] as const) integerOption(`${what}: ${size}`, settings[size], 1)
  choiceOption(`${what}: activation`, settings.activation, ["tanh", "relu"])
  choiceOption(`${what}: integration`, settings.integration, ["euler", "expEuler"])
  const { units, inputs, outputs, integration, readoutBias } = settings
  const dtMs = numberOption(`${what}: dtMs`, settings.dtMs, 0)
  const tauMs = numberOption(`${what}: tauMs`, settings.tauMs, 0)
  if (integration === "euler" && dtMs > tauMs)
    throw new RangeError(`${what}: a step of Euler's method must not exceed tauMs, got dtMs ${dtMs} and tauMs ${tauMs}`)
  const leak = integration === "euler" ? 1 - dtMs / tauMs : exp(-dtMs / tauMs)
  const shapes = [
    [units, units],
    [units, inputs],
    [outputs, units],
    [readoutBias ? 1 : 0, outputs],
  ] as const
  let first = 0
  const entries = rateBlocks.map((name, index) => {
    const [rows, columns] = shapes[index]!
    const block = Object.freeze({ first, rows, columns })
    first += rows * columns
    return [name, block] as const
  })
  return Object.freeze({
    ...settings,
    leak,
    gain: 1 - leak,
    layout: Object.freeze(Object.fromEntries(entries) as Record<RateBlock, BlockLayout>),
    parameterCount: first,
  })
}
