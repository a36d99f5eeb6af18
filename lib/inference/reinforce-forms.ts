import type { FreeParameter, Parametrisation } from "./logit-model.ts"

/** Variants of REINFORCE. */
export interface ReinforceForm {
  /** One learning rate for both weights, or one for each. */
  readonly rate?: "shared" | "perWeight"
  /** No baseline, one whose adders may not be negative, or one of either sign. */
  readonly baseline?: "none" | "nonNegative" | "signed"
}

const rateStimulus: FreeParameter = { name: "alpha_stim", slots: [0] }
const rateBias: FreeParameter = { name: "alpha_bias", slots: [1] }
const adderStimulus: FreeParameter = { name: "adder_stim", slots: [2] }
const adderBias: FreeParameter = { name: "adder_bias", slots: [3] }
const positive = (parameter: FreeParameter): FreeParameter => ({ ...parameter, lower: 0 })

// Starts from the ranges met in mice, slow and fast, rewarded and choice-following: one start alone can end at the
// reward-free corner.
const rateStarts = [
  [0.001, 0.05],
  [0.02, 0.5],
]
const adderStarts = [
  [0, 0],
  [-0.02, -0.1],
]

/** REINFORCE as alpha r - adder, weights from 0 (rule-inference.md section 4, B4). */
export function reinforceForm(
  rate: "shared" | "perWeight",
  baseline: "none" | "nonNegative" | "signed",
): Parametrisation {
  const shared = rate === "shared"
  const rates = shared ? [{ name: "alpha", slots: [0, 1] }] : [rateStimulus, rateBias]
  const adders = shared ? [{ name: "adder", slots: [2, 3] }] : [adderStimulus, adderBias]
  const startRates = shared ? [[0.001], [0.05]] : rateStarts
  if (baseline === "none") return { free: rates.map(positive), starts: startRates }
  if (baseline === "nonNegative") {
    const startAdders = shared
      ? [[0], [0.005]]
      : [
          [0, 0],
          [0.001, 0.05],
        ]
    return { free: [...rates, ...adders].map(positive), starts: crossed(startRates, startAdders) }
  }
  const startAdders = shared ? [[0], [-0.02]] : adderStarts
  return { free: [...rates, ...adders], starts: crossed(startRates, startAdders) }
}

/** Adders on both weights, alpha = 0: the weights follow or flee the animal's own choices and never see a reward. */
export const rewardFreeForm: Parametrisation = { free: [adderStimulus, adderBias], starts: adderStarts }

/** A fixed stimulus weight, and a bias that follows the choices: w_stim(0) and adder_bias. */
export const followingBiasForm: Parametrisation = {
  free: [{ name: "w_stim", slots: [4] }, adderBias],
  starts: [
    [1, 0],
    [1, -0.1],
  ],
}

/** The stimulus weight learns from reward, the bias only follows the choices: alpha_stim and adder_bias. */
export const stimulusRateWithFollowingBiasForm: Parametrisation = {
  free: [rateStimulus, adderBias],
  starts: crossed([[0.001], [0.02]], [[0], [-0.1]]),
}

/** Both weights learn from reward and the bias also follows the choices: no adder_stim. */
export const ratesWithFollowingBiasForm: Parametrisation = {
  free: [rateStimulus, rateBias, adderBias],
  starts: crossed(rateStarts, [[0], [-0.1]]),
}

function crossed(first: readonly (readonly number[])[], second: readonly (readonly number[])[]): number[][] {
  return first.flatMap((left) => second.map((right) => [...left, ...right]))
}
