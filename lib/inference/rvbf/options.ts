import { choiceOption, integerOption, numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { type RegressorName, regressorsOption } from "../regressors.ts"

/** Options of `learners.rvbf`. */
export interface RvbfOptions {
  /** What weights act on; bias, left, right, previousChoice and previousAnswer unless told. */
  readonly regressors?: readonly RegressorName[]
  /** What of the rule walks at random from trial to trial beside the weights: nothing (the default), log alpha, or beta. */
  readonly drifting?: "none" | "rate" | "baseline"
  /** Whether weights decay by a share lambda of themselves each trial; true unless told. */
  readonly forgetting?: boolean
  /** Whether the noise between sessions is another than that between trials; true unless told. */
  readonly dayNoise?: boolean
  /** Standard deviation of the weights before the first trial, about 0 or what is known of a simulated animal; 1 unless told. */
  readonly initialDeviation?: number
  /** Particles of the fitted likelihood and of predictions; 1000 unless told. */
  readonly particles?: number
  /** Particles of each step of the search; 200 unless told. */
  readonly searchParticles?: number
  /** Steps of the search; 400 unless told. */
  readonly steps?: number
  /** Learning rate of the search; 0.01 unless told. */
  readonly learningRate?: number
  /** Share of trials, drawn at random, that the search never sees; 0.1 unless told. */
  readonly heldOut?: number
}

/** Options with every default filled in. */
export type RvbfSettings = Readonly<Required<RvbfOptions>>

const defaults: RvbfSettings = {
  regressors: ["bias", "left", "right", "previousChoice", "previousAnswer"],
  drifting: "none",
  forgetting: true,
  dayNoise: true,
  initialDeviation: 1,
  particles: 1000,
  searchParticles: 200,
  steps: 400,
  learningRate: 0.01,
  heldOut: 0.1,
}

/**
 * Checks options and fills in the defaults.
 * @throws on an unknown key or an impossible value, quoting it.
 */
export function rvbfSettings(options: RvbfOptions): RvbfSettings {
  const caller = "learners.rvbf"
  refuseUnknownKeys(caller, options, Object.keys(defaults))
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const settings: RvbfSettings = { ...defaults, ...Object.fromEntries(given) }
  const name = (key: keyof RvbfOptions) => `${caller}: ${key}`
  choiceOption(name("drifting"), settings.drifting, ["none", "rate", "baseline"])
  for (const flag of ["forgetting", "dayNoise"] as const) {
    if (typeof settings[flag] !== "boolean")
      throw new TypeError(`${name(flag)} must be true or false, got ${settings[flag]}`)
  }
  numberOption(name("initialDeviation"), settings.initialDeviation, -Number.MIN_VALUE)
  integerOption(name("particles"), settings.particles, 2, 100_000)
  integerOption(name("searchParticles"), settings.searchParticles, 2, 100_000)
  integerOption(name("steps"), settings.steps, 0)
  numberOption(name("learningRate"), settings.learningRate, 0)
  numberOption(name("heldOut"), settings.heldOut, -Number.MIN_VALUE)
  if (settings.heldOut > 0.5) throw new RangeError(`${name("heldOut")} must be from 0 to 0.5, got ${settings.heldOut}`)
  return Object.freeze({ ...settings, regressors: regressorsOption(name("regressors"), settings.regressors) })
}
