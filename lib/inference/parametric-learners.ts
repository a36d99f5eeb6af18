import { choiceOption, numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import {
  choiceKernelModel,
  fittedRateForm,
  fixedRateForm,
  previousChoiceForm,
  previousChoiceModel,
} from "./choice-kernel.ts"
import type { Learner } from "./learner.ts"
import { parametricLearner } from "./parametric-learner.ts"
import {
  followingBiasForm,
  type ReinforceForm,
  ratesWithFollowingBiasForm,
  reinforceForm,
  rewardFreeForm,
  stimulusRateWithFollowingBiasForm,
} from "./reinforce-forms.ts"
import { reinforceFromFittedStart, reinforceModel } from "./reinforce-rollout.ts"
import { formWords, isPlain, labelled, optionsOf, ruleForm } from "./rule-learners.ts"
import { ruleModel } from "./rule-rollout.ts"
import { biasOnlyForm, chanceForm, staticForm, staticModel } from "./static-models.ts"

/** Every choice a coin toss: -ln 2 nats a trial. */
export function chance(): Learner {
  return parametricLearner({ name: "chance", label: "Chance", role: "control", model: staticModel, form: chanceForm })
}

/** A constant preference for one side. */
export function biasOnly(): Learner {
  return parametricLearner({
    name: "biasOnly",
    label: "Bias only",
    role: "control",
    model: staticModel,
    form: biasOnlyForm,
  })
}

/** Constant weights of stimulus and bias: an animal that does not learn. */
export function staticGlm(): Learner {
  return parametricLearner({
    name: "staticGlm",
    label: "Static GLM",
    role: "model",
    model: staticModel,
    form: staticForm,
  })
}

/**
 * Control: constant weights plus an exponential kernel over the animal's own choices.
 * @param options rate: decay a trial, or "fitted" (the default).
 */
export function choiceKernel(options: { readonly rate?: number | "fitted" } = {}): Learner {
  refuseUnknownKeys("learners.choiceKernel", options, ["rate"])
  const { rate = "fitted" } = options
  if (typeof rate !== "string") numberOption("learners.choiceKernel: rate", rate, 0)
  else choiceOption("learners.choiceKernel: rate", rate, ["fitted"])
  const fitted = rate === "fitted"
  return parametricLearner({
    name: fitted ? "choiceKernel" : `choiceKernel(${rate})`,
    label: fitted ? "Static GLM + choice kernel" : `Static GLM + choice kernel, rate ${rate}`,
    role: "control",
    model: choiceKernelModel,
    form: fitted ? fittedRateForm : fixedRateForm(rate),
    options: { rate },
  })
}

/** Control: constant weights plus the previous choice. */
export function perseveration(): Learner {
  return parametricLearner({
    name: "perseveration",
    label: "Static GLM + previous choice",
    role: "control",
    model: previousChoiceModel,
    form: previousChoiceForm,
  })
}

/**
 * REINFORCE, as alpha r - adder, on stimulus and bias unless told, from weights 0 unless others are known or fitted.
 * @param options rate: "perWeight" (the default) or "shared"; baseline: "none" (the default), "nonNegative" or "signed"; regressors, such as
 * ["stimulus", "bias", "previousStimulus"]; initialWeights: "known" (the default) or "fitted".
 * @throws on an unknown option or an impossible value.
 */
export function reinforce(options: ReinforceForm = {}): Learner {
  const caller = "learners.reinforce"
  refuseUnknownKeys(caller, options, ["rate", "baseline", "regressors", "initialWeights"])
  const form = ruleForm(caller, options)
  const baseline = choiceOption(`${caller}: baseline`, options.baseline ?? "none", ["none", "nonNegative", "signed"])
  const baselineText = { none: "", nonNegative: ", baseline ≥ 0", signed: ", signed baseline" }[baseline]
  const [rate, ...words] = formWords(form)
  const plain = form.start === "known" ? reinforceModel : reinforceFromFittedStart
  return parametricLearner({
    name: `reinforce(${[rate, baseline, ...words].join(", ")})`,
    label: `${labelled("REINFORCE", form)}${baselineText}`,
    role: "model",
    model: isPlain(form) ? plain : ruleModel({ ...form, teacher: "reward" }),
    form: reinforceForm(form.rate, baseline, form),
    options: { ...optionsOf(form), baseline },
  })
}

/** Control: weights that follow the animal's own choices and never see a reward; what it explains is not evidence for reward learning. */
export function rewardFree(): Learner {
  return parametricLearner({
    name: "rewardFree",
    label: "Reward-free (adders only)",
    role: "control",
    model: reinforceModel,
    form: rewardFreeForm,
  })
}

/** Control: a constant stimulus weight and a bias that follows the choices; nothing is learned about the stimulus. */
export function followingBias(): Learner {
  return parametricLearner({
    name: "followingBias",
    label: "Fixed stimulus weight, following bias",
    role: "control",
    model: reinforceFromFittedStart,
    form: followingBiasForm,
  })
}

/** Control: the stimulus weight learns from reward, the bias only follows the choices. */
export function stimulusRateWithFollowingBias(): Learner {
  return parametricLearner({
    name: "stimulusRateWithFollowingBias",
    label: "Stimulus learns, bias follows",
    role: "control",
    model: reinforceModel,
    form: stimulusRateWithFollowingBiasForm,
  })
}

/** Control: both weights learn from reward, and the bias also follows the choices. */
export function ratesWithFollowingBias(): Learner {
  return parametricLearner({
    name: "ratesWithFollowingBias",
    label: "Both learn, bias also follows",
    role: "control",
    model: reinforceModel,
    form: ratesWithFollowingBiasForm,
  })
}
