import { choiceOption, refuseUnknownKeys } from "../../numerics/options.ts"
import type { Learner } from "../learner.ts"
import type { RegressorName } from "../regressors.ts"
import { fitWalk, type WalkLearner } from "./fit.ts"
import { deviationForm, type FreeConstant, type WalkForm } from "./form.ts"
import { initialSigmaOption, log2Option, regressorsOption, switchOption } from "./options.ts"
import type { Walk, WalkRule } from "./walk.ts"

/** Options of `learners.weightNoise`. */
export interface WeightNoiseOptions {
  /**
   * What is learned between two trials, on average: nothing ("none"), REINFORCE (the default), or one of two rules that know the answer,
   * ascent on log P(correct) ("predictMax") and on P(correct) ("rewardMax").
   */
  readonly rule?: WalkRule
  /** One rate for all weights, or one for each (the default). */
  readonly rate?: "shared" | "perWeight"
  /** Whether REINFORCE has a baseline, as alpha r - adder with an adder a weight: "none" (the default) or "signed". */
  readonly baseline?: "none" | "signed"
  /** What the weights act on, `["bias", "stimulus"]` unless told. */
  readonly regressors?: readonly RegressorName[]
  /** Whether the step into a session has a deviation of its own; false unless told. */
  readonly dayNoise?: boolean
  /** log2 of the deviation of a weight's noise, one a regressor; found by evidence unless given. */
  readonly log2Sigma?: readonly number[]
  /** Standard deviation of the weights before the first trial, 16 unless told. */
  readonly initialSigma?: number
}

const allowed = ["rule", "rate", "baseline", "regressors", "dayNoise", "log2Sigma", "initialSigma"]
const ruleNames = { none: "no learning", reinforce: "REINFORCE", predictMax: "PredictMax", rewardMax: "RewardMax" }

/**
 * A rule of learning with noise: w_{t+1} = w_t + v(w_t, trial t) + N(0, diag sigma^2). Rates, adders and deviations by Laplace's evidence, the
 * weights as the most probable ones given all trials; so noise takes up what the rule does not explain, and their shares can be compared.
 * @throws on an unknown option or an impossible value.
 * @see Ashwood, Roy, Bak & Pillow 2020, NeurIPS 33:3442.
 */
export function weightNoise(options: WeightNoiseOptions = {}): Learner {
  const made = weightNoiseWalk(options)
  const { name, label } = made
  return Object.freeze({
    name,
    label,
    role: made.walk.rule === "none" ? "control" : "model",
    fit: (animals, { onProgress }) => fitWalk(made, animals, { ...(onProgress && { onProgress }) }),
  } satisfies Learner)
}

/** The walk behind `learners.weightNoise`; throws as it does. */
export function weightNoiseWalk(options: WeightNoiseOptions): WalkLearner {
  const what = "learners.weightNoise"
  refuseUnknownKeys(what, options, allowed)
  const rule = choiceOption(`${what}: rule`, options.rule ?? "reinforce", [
    "none",
    "reinforce",
    "predictMax",
    "rewardMax",
  ])
  const rate = choiceOption(`${what}: rate`, options.rate ?? "perWeight", ["shared", "perWeight"])
  const baseline = choiceOption(`${what}: baseline`, options.baseline ?? "none", ["none", "signed"])
  if (baseline === "signed" && rule !== "reinforce")
    throw new RangeError(
      `${what}: a signed baseline belongs to the rule "reinforce", not to "${rule}", which reads no reward`,
    )
  const regressors = regressorsOption(`${what}: regressors`, options.regressors ?? ["bias", "stimulus"])
  const dayNoise = switchOption(`${what}: dayNoise`, options.dayNoise ?? false)
  const log2Sigma = log2Option(`${what}: log2Sigma`, options.log2Sigma, regressors)
  const initialSigma = initialSigmaOption(`${what}: initialSigma`, options.initialSigma)
  const form = (walks: readonly Walk[]) => {
    const deviations = deviationForm(regressors, walks, { ...(log2Sigma && { log2Sigma }), initialSigma })
    return { ...deviations, free: [...deviations.free, ...learningConstants(rule, rate, baseline, regressors)] }
  }
  const words = rule === "none" ? "" : `, ${rate}${baseline === "signed" ? ", signed" : ""}`
  return {
    name: `weightNoise(${rule}${words}${dayNoise ? ", day noise" : ""}; ${regressors.join(", ")})`,
    label: `Weight noise, ${ruleNames[rule]}${labelled(rule, rate, baseline)}${dayNoise ? ", day noise" : ""}`,
    walk: { regressors, dayNoise, rule },
    form,
    starts: furtherStarts,
    options: { rule, rate, baseline, regressors, dayNoise, ...(log2Sigma && { log2Sigma }), initialSigma },
  }
}

function labelled(rule: WalkRule, rate: "shared" | "perWeight", baseline: "none" | "signed"): string {
  if (rule === "none") return ""
  return `${rate === "shared" ? ", one rate" : ""}${baseline === "signed" ? ", signed baseline" : ""}`
}

function learningConstants(
  rule: WalkRule,
  rate: "shared" | "perWeight",
  baseline: "none" | "signed",
  names: readonly RegressorName[],
): readonly FreeConstant[] {
  if (rule === "none") return []
  const slots = [...names.keys()]
  const bounds = { kind: "rate", start: -6, lower: -16, upper: 4 } as const
  const rates: FreeConstant[] =
    rate === "shared"
      ? [{ name: "log2Alpha", slots, ...bounds }]
      : names.map((name, k) => ({ name: `log2Alpha_${name}`, slots: [k], ...bounds }))
  const adders: FreeConstant[] = names.map((name, k) => ({
    name: `adder_${name}`,
    kind: "adder",
    slots: [k],
    start: 0,
    lower: -4,
    upper: 4,
  }))
  return baseline === "signed" ? [...rates, ...adders] : rates
}

/**
 * Slower and faster learning, and adders of either sign: on an animal whose choices are easily predicted, weights that run after its choices
 * and weights that run from them explain it almost as well, so that the evidence has a top in each corner.
 */
function furtherStarts({ free }: WalkForm): readonly (readonly number[])[] {
  const at = (deviation: number, rate: number, adderOf: (i: number) => number) => {
    const adders = free.filter(({ kind }) => kind === "adder")
    return free.map((constant) => {
      if (constant.kind === "adder") return adderOf(adders.indexOf(constant))
      return constant.kind === "deviation" ? deviation : rate
    })
  }
  const count = free.filter(({ kind }) => kind === "adder").length
  if (count === 0) return [at(-4, -8, () => 0), at(-6, -4, () => 0)]
  // All corners of a few weights; of many, those in which all adders agree.
  const corners = count <= 3 ? [...Array(2 ** count).keys()] : [0, 2 ** count - 1]
  return corners.map((corner) => at(-5, -7, (i) => ((corner >> i) & 1 ? 0.1 : -0.1)))
}
