import type { Mode } from "../../engine/compiled-module.ts"
import type { Precision } from "../../engine/primitives.ts"
import { choiceOption, integerOption, numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import type { RegressorName } from "../regressors.ts"
import type { Checkpoint } from "./checkpoint.ts"
import type { TrialForm } from "./form.ts"

/** Where the weights of an animal start. */
export type InitialWeights = "zero" | "known" | "psychometric" | "trained"

/** Options of the learners that are networks; the defaults are those of the reference fit of one mouse. */
export interface NetworkOptions {
  /** Passes over all animals; without `batchAnimals` each is one step of the optimiser. */
  readonly epochs?: number
  /** Learning rate of Adam at the start; it shrinks by 0.1 % every five epochs. */
  readonly learningRate?: number
  /** Trials through which gradients reach back; weights are carried on beyond. */
  readonly chunkTrials?: number
  /** Greatest Euclidean norm of a gradient. */
  readonly clipNorm?: number
  /** Animals a step of the optimiser, in an order drawn anew each epoch. */
  readonly batchAnimals?: number | "all"
  /** The first trial of an animal that is scored; 1 is the published convention, 0 scores all. */
  readonly scoreFrom?: number
  /** Precision of the network; likelihoods are summed in f64 in either. */
  readonly precision?: Precision
  /** Numeric mode; `exact` gives the same bits on every machine, `fast` takes about a fifth less time. */
  readonly mode?: Mode
  /** Where to go on: `info.checkpoint` of a fit of the same learner to the same animals with the same key. */
  readonly resume?: Checkpoint
}

/** Options of the learners whose rule is a network. */
export interface RuleNetworkOptions extends NetworkOptions {
  /** Units of each hidden layer, a recurrent one included. */
  readonly hiddenUnits?: number
  /** What the weights of the policy act on, by name: regressors that every animal has, or inputs of the data's own. */
  readonly regressors?: readonly RegressorName[]
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
  /** Whether the network is told of a new session with its first trial, or one trial before, so that the night can change weights in time. */
  readonly dayFlag?: TrialForm["dayFlag"]
}

/** Options that one kind of rule network has. */
export interface OwnOptions {
  /** Past trials that a network without memory is told of. */
  readonly historyTrials?: number
  /** Whether the network puts out the weights themselves rather than their change. */
  readonly directWeights?: boolean
}

/** Options of a network with every default filled in. */
export type NetworkSettings = Readonly<Required<Omit<NetworkOptions, "resume">>>

/** Options of a rule network with every default filled in. */
export type RuleNetworkSettings = Readonly<Required<Omit<RuleNetworkOptions & OwnOptions, "resume">>>

/** Defaults of all networks. */
export const networkDefaults: NetworkSettings = Object.freeze({
  epochs: 400,
  learningRate: 3e-3,
  chunkTrials: 500,
  clipNorm: 1,
  batchAnimals: "all",
  scoreFrom: 0,
  precision: "f32",
  mode: "exact",
})

const defaults: RuleNetworkSettings = {
  hiddenUnits: 32,
  ...networkDefaults,
  regressors: ["stimulus", "bias"],
  initialScale: 1e-3,
  scale: "trained",
  initialWeights: "zero",
  learnedWeights: "both",
  dayFlag: "first-trial",
  historyTrials: 0,
  directWeights: false,
}

/**
 * Checks options and fills in the defaults.
 * @param caller whose options these are, such as "learners.dnnGlm".
 * @param own which of the options of one kind of network this kind has.
 * @throws on an unknown key or an impossible value, quoting it.
 */
export function ruleNetworkSettings(
  caller: string,
  options: RuleNetworkOptions & OwnOptions,
  own: keyof OwnOptions,
): RuleNetworkSettings {
  const other = own === "historyTrials" ? "directWeights" : "historyTrials"
  const allowed = [...Object.keys(defaults).filter((name) => name !== other), "resume"]
  refuseUnknownKeys(caller, options, allowed)
  const preset = options.directWeights === true ? { ...defaults, initialScale: 1 } : defaults
  const settings: RuleNetworkSettings = filledIn(options, preset)
  const name = (key: keyof RuleNetworkSettings) => `${caller}: ${key}`
  checkNetwork(caller, settings)
  integerOption(name("hiddenUnits"), settings.hiddenUnits, 1, 1024)
  checkRegressors(name("regressors"), settings.regressors)
  numberOption(name("initialScale"), settings.initialScale, Number.NEGATIVE_INFINITY)
  choiceOption(name("scale"), settings.scale, ["trained", "fixed"])
  choiceOption(name("initialWeights"), settings.initialWeights, ["zero", "known", "psychometric", "trained"])
  choiceOption(name("learnedWeights"), settings.learnedWeights, ["both", "stimulus"])
  choiceOption(name("dayFlag"), settings.dayFlag, ["first-trial", "before-boundary"])
  integerOption(name("historyTrials"), settings.historyTrials, 0, 1000)
  if (typeof settings.directWeights !== "boolean")
    throw new TypeError(`${name("directWeights")} must be true or false, got ${String(settings.directWeights)}`)
  if (settings.directWeights && settings.learnedWeights === "stimulus")
    throw new RangeError(
      `${name("learnedWeights")} is "stimulus", but with directWeights the network puts out every weight; accepted is "both"`,
    )
  return Object.freeze(settings)
}

/** The options that were given, and defaults for the others; where to go on is no setting. */
export function filledIn<Settings extends object>(options: object, preset: Settings): Settings {
  const given = Object.entries(options).filter(([key, value]) => value !== undefined && key !== "resume")
  return { ...preset, ...Object.fromEntries(given) }
}

/**
 * Checks what all networks have in common.
 * @throws on an impossible value, quoting it.
 */
export function checkNetwork(caller: string, settings: NetworkSettings): void {
  const name = (key: keyof NetworkSettings) => `${caller}: ${key}`
  integerOption(name("epochs"), settings.epochs, 0)
  numberOption(name("learningRate"), settings.learningRate, 0)
  integerOption(name("chunkTrials"), settings.chunkTrials, 1)
  numberOption(name("clipNorm"), settings.clipNorm, 0)
  if (settings.batchAnimals !== "all") integerOption(name("batchAnimals"), settings.batchAnimals, 1)
  integerOption(name("scoreFrom"), settings.scoreFrom, 0)
  choiceOption(name("precision"), settings.precision, ["f32", "f64"])
  choiceOption(name("mode"), settings.mode, ["exact", "fast"])
}

/**
 * Checks a list of names.
 * @throws on an empty list, a name given twice or anything else.
 */
export function checkRegressors(name: string, regressors: readonly RegressorName[]): void {
  const list: unknown = regressors
  const named = Array.isArray(list) && list.length > 0 && list.every((each) => typeof each === "string")
  if (named && new Set(list).size === list.length) return
  throw new TypeError(`${name} must be a list of different names, such as ["stimulus", "bias"], got ${String(list)}`)
}
