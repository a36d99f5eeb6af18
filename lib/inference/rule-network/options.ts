import type { Mode } from "../../engine/compiled-module.ts"
import type { Precision } from "../../engine/primitives.ts"
import { choiceOption, integerOption, numberOption, refuseUnknownKeys } from "../../numerics/options.ts"

/** Options of the learners whose rule is a network; the defaults are those of the reference fit of one mouse. */
export interface RuleNetworkOptions {
  /** Units of each hidden layer, a recurrent one included. */
  readonly hiddenUnits?: number
  /** Steps of the optimiser, each on the gradient of all trials. */
  readonly epochs?: number
  /** Learning rate of Adam at the start; it shrinks by 0.1 % every five epochs. */
  readonly learningRate?: number
  /** Trials through which gradients reach back; weights are carried on beyond. */
  readonly chunkTrials?: number
  /** Greatest Euclidean norm of a gradient. */
  readonly clipNorm?: number
  /** Starting value of the trainable factor g of each weight's update. */
  readonly initialScale?: number
  /** Precision of the network; likelihoods are summed in f64 in either. */
  readonly precision?: Precision
  /** Numeric mode; `exact` gives the same bits on every machine, `fast` takes about a fifth less time. */
  readonly mode?: Mode
}

/** Options with every default filled in. */
export type RuleNetworkSettings = Readonly<Required<RuleNetworkOptions>>

const defaults: RuleNetworkSettings = {
  hiddenUnits: 32,
  epochs: 400,
  learningRate: 3e-3,
  chunkTrials: 500,
  clipNorm: 1,
  initialScale: 1e-3,
  precision: "f32",
  mode: "exact",
}

/**
 * Checks options and fills in the defaults.
 * @param caller whose options these are, such as "learners.dnnGlm".
 * @throws on an unknown key or an impossible value, quoting it.
 */
export function ruleNetworkSettings(caller: string, options: RuleNetworkOptions): RuleNetworkSettings {
  refuseUnknownKeys(caller, options, Object.keys(defaults))
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const settings: RuleNetworkSettings = { ...defaults, ...Object.fromEntries(given) }
  const name = (key: keyof RuleNetworkOptions) => `${caller}: ${key}`
  integerOption(name("hiddenUnits"), settings.hiddenUnits, 1, 1024)
  integerOption(name("epochs"), settings.epochs, 0)
  numberOption(name("learningRate"), settings.learningRate, 0)
  integerOption(name("chunkTrials"), settings.chunkTrials, 1)
  numberOption(name("clipNorm"), settings.clipNorm, 0)
  numberOption(name("initialScale"), settings.initialScale, Number.NEGATIVE_INFINITY)
  choiceOption(name("precision"), settings.precision, ["f32", "f64"])
  choiceOption(name("mode"), settings.mode, ["exact", "fast"])
  return Object.freeze(settings)
}
