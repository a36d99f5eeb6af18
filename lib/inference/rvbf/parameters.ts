import { exp, log } from "../../numerics/elementary.ts"
import { shortName } from "../regression-model.ts"
import type { RvbfSettings } from "./options.ts"

/** Constants of the rule, one value a regressor. */
export interface RvbfConstants {
  /** alpha; where it drifts, at the first trial. */
  readonly rate: Float64Array
  /** beta; where it drifts, at the first trial. */
  readonly baseline: Float64Array
  /** lambda. */
  readonly forgetting: Float64Array
  /** Standard deviation of the noise of a trial. */
  readonly noise: Float64Array
  /** The same into a session's first trial. */
  readonly dayNoise: Float64Array
  /** Standard deviation of each trial's step of what drifts. */
  readonly drift: Float64Array
}

/** A block of parameters, one a regressor, and how it is searched. */
export interface Block {
  readonly constant: keyof RvbfConstants
  /** As it stands in names of parameters, before the regressor. */
  readonly symbol: string
  /** Logarithms are searched, within bounds, of all that cannot be negative. */
  readonly logarithmic: boolean
  readonly start: number
}

/** All blocks, in the order in which scores are kept. */
export const blocks: readonly Block[] = [
  { constant: "rate", symbol: "alpha", logarithmic: true, start: 2 ** -6 },
  { constant: "baseline", symbol: "beta", logarithmic: false, start: 0 },
  { constant: "forgetting", symbol: "lambda", logarithmic: true, start: 2 ** -11 },
  { constant: "noise", symbol: "sigma", logarithmic: true, start: 2 ** -4.5 },
  { constant: "dayNoise", symbol: "sigma_day", logarithmic: true, start: 2 ** -1.5 },
  { constant: "drift", symbol: "sigma_drift", logarithmic: true, start: 2 ** -7 },
]

/** A step of the search moves a baseline by this many times the learning rate: baselines of mice lie between -10 and 1. */
const baselineUnit = 2
/** Bounds of logarithms; nothing can forget more than all. */
const [lowest, highest, mostForgetting] = [-14, 3, 0]

/** Indices of the blocks that are fitted. */
export function freeBlocks({ forgetting, dayNoise, drifting }: RvbfSettings): readonly number[] {
  const free = { forgetting, dayNoise, drift: drifting !== "none" } as Readonly<Record<string, boolean>>
  return blocks.flatMap(({ constant }, index) => (free[constant] === false ? [] : [index]))
}

/** Where the search begins, in its own coordinates: a value for each free block and regressor. */
export function startingPoint(settings: RvbfSettings): Float64Array {
  return Float64Array.from(
    freeBlocks(settings).flatMap((index) => {
      const { start, logarithmic } = blocks[index]!
      return settings.regressors.map(() => (logarithmic ? log(start) : start / baselineUnit))
    }),
  )
}

/** The constants at a point of the search; what is not free is 0, and the noise of days that of trials. */
export function constantsAt(settings: RvbfSettings, point: Float64Array): RvbfConstants {
  const count = settings.regressors.length
  const constants: Record<string, Float64Array> = {}
  for (const { constant } of blocks) constants[constant] = new Float64Array(count)
  for (const [place, index] of freeBlocks(settings).entries()) {
    const { constant, logarithmic } = blocks[index]!
    for (let k = 0; k < count; k += 1) {
      const at = point[place * count + k]!
      constants[constant]![k] = logarithmic ? exp(at) : baselineUnit * at
    }
  }
  if (!settings.dayNoise) constants.dayNoise!.set(constants.noise!)
  return constants as unknown as RvbfConstants
}

/** Holds a point within the bounds of its logarithms: constants from e^-14 to e^3, lambda up to 1. */
export function holdWithin(settings: RvbfSettings, point: Float64Array): void {
  const count = settings.regressors.length
  for (const [place, index] of freeBlocks(settings).entries()) {
    const { logarithmic, constant } = blocks[index]!
    if (!logarithmic) continue
    const top = constant === "forgetting" ? mostForgetting : highest
    for (let at = place * count; at < (place + 1) * count; at += 1)
      point[at] = Math.min(top, Math.max(lowest, point[at]!))
  }
}

/**
 * A score in the coordinates of the search, from that of all blocks in log constants (beta itself).
 * @param score one value a block and regressor, of all blocks.
 */
export function scoreAt(settings: RvbfSettings, score: Float64Array): Float64Array {
  const count = settings.regressors.length
  return Float64Array.from(
    freeBlocks(settings).flatMap((index) => {
      const { logarithmic } = blocks[index]!
      return [...score.subarray(index * count, (index + 1) * count)].map((s) => (logarithmic ? s : s * baselineUnit))
    }),
  )
}

/** Names of the parameters, in the order of a point: alpha_bias, beta_bias, lambda_bias, sigma_bias, sigma_day_bias. */
export function parameterNames(settings: RvbfSettings): readonly string[] {
  return freeBlocks(settings).flatMap((index) =>
    settings.regressors.map((name) => `${blocks[index]!.symbol}_${shortName(name)}`),
  )
}
