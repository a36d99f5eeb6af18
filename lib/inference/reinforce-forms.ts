import type { FreeParameter, Parametrisation } from "./logit-model.ts"
import { shortName } from "./regression-model.ts"
import { type RuleForm, withFittedStart } from "./rule-forms.ts"
import type { RuleOptions } from "./rule-learners.ts"

/** Variants of REINFORCE. */
export interface ReinforceForm extends RuleOptions {
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

/** REINFORCE as alpha r - adder (rule-inference.md section 4, B4). */
export function reinforceForm(
  rate: "shared" | "perWeight",
  baseline: "none" | "nonNegative" | "signed",
  further: Partial<RuleForm> = {},
): Parametrisation {
  const form: RuleForm = { regressors: ["stimulus", "bias"], start: "known", ...further, rate }
  const all = [...form.regressors.keys()]
  const shared = rate === "shared"
  const constant = (name: string, offset: number): FreeParameter[] =>
    shared
      ? [{ name, slots: all.map((k) => offset + k) }]
      : form.regressors.map((each, k) => ({ name: `${name}_${shortName(each)}`, slots: [offset + k] }))
  const start = (stimulus: number, bias: number) =>
    shared ? [stimulus] : form.regressors.map((name) => (name === "bias" ? bias : stimulus))
  const rates = constant("alpha", 0)
  const adders = constant("adder", all.length)
  const startRates = shared ? [[0.001], [0.05]] : [start(0.001, 0.05), start(0.02, 0.5)]
  const ofKind = {
    none: { free: rates.map(positive), starts: startRates },
    nonNegative: {
      free: [...rates, ...adders].map(positive),
      starts: crossed(startRates, [start(0, 0), start(shared ? 0.005 : 0.001, 0.05)]),
    },
    signed: { free: [...rates, ...adders], starts: crossed(startRates, [start(0, 0), start(-0.02, -0.1)]) },
  } satisfies Record<typeof baseline, Parametrisation>
  return withFittedStart(ofKind[baseline], form)
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
