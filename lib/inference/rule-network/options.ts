import type { Mode } from "../../engine/compiled-module.ts"
import type { Precision } from "../../engine/primitives.ts"
import { choiceOption, integerOption, numberOption, refuseUnknownKeys } from "../../numerics/options.ts"

/** Where the weights of an animal start. */
export type InitialWeights = "zero" | "known" | "psychometric" | "trained"

/** Options of the learners whose rule is a network; the defaults are those of the reference fit of one mouse. */
export interface RuleNetworkOptions {
  /** Units of each hidden layer, a recurrent one included. */
  readonly hiddenUnits?: number
  /** Passes over all animals; without `batchAnimals` each is one step of the optimiser. */
  readonly epochs?: number
  /** Learning rate of Adam at the start; it shrinks by 0.1 % every five epochs. */
  readonly learningRate?: number
  /** Trials through which gradients reach back; weights are carried on beyond. */
  readonly chunkTrials?: number
  /** Greatest Euclidean norm of a gradient. */
  readonly clipNorm?: number
  /** Starting value of the factor g of each weight's update. */
  readonly initialScale?: number
  /** Whether the factors g are trained with the network, or stay at `initialScale`. */
  readonly scale?: "trained" | "fixed"
  /**
   * Where each animal's weights start: at 0; at the `initialWeights` known of it; at a line through the psychometric logits of its first 100
   * trials; or there and then trained with the network, one start an animal.
   */
  readonly initialWeights?: InitialWeights
  /** Which weights the rule changes; with "stimulus" that of the bias stays where it starts, though choices follow it. */
  readonly learnedWeights?: "both" | "stimulus"
  /** Animals a step of the optimiser, in an order drawn anew each epoch. */
  readonly batchAnimals?: number | "all"
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
  scale: "trained",
  initialWeights: "zero",
  learnedWeights: "both",
  batchAnimals: "all",
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
  choiceOption(name("scale"), settings.scale, ["trained", "fixed"])
  choiceOption(name("initialWeights"), settings.initialWeights, ["zero", "known", "psychometric", "trained"])
  choiceOption(name("learnedWeights"), settings.learnedWeights, ["both", "stimulus"])
  if (settings.batchAnimals !== "all") integerOption(name("batchAnimals"), settings.batchAnimals, 1)
  choiceOption(name("precision"), settings.precision, ["f32", "f64"])
  choiceOption(name("mode"), settings.mode, ["exact", "fast"])
  return Object.freeze(settings)
}
