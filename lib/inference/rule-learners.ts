import { choiceOption, integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import { expectedReward as expectedRewardRule } from "../rules/expected-reward.ts"
import { maximumLikelihood as maximumLikelihoodRule } from "../rules/maximum-likelihood.ts"
import { eligibilityModel } from "./eligibility-rollout.ts"
import type { Learner } from "./learner.ts"
import type { LogitModel } from "./logit-model.ts"
import { parametricLearner } from "./parametric-learner.ts"
import { regressionForm, regressionModel } from "./regression-model.ts"
import { type RegressorName, regressorsOption } from "./regressors.ts"
import { type RuleForm, ratesForm } from "./rule-forms.ts"
import { ruleModel, type Teacher } from "./rule-rollout.ts"

/** Options of a static GLM over named regressors. */
export interface HistoryGlmOptions {
  /** Known regressors or inputs of the data's own; bias, stimulus, previousChoice and winStayLoseSwitch unless told. */
  readonly regressors?: readonly RegressorName[]
}

/**
 * Constant weights of any regressors, of history among them: an animal that does not learn. Its fit refuses a regressor that an animal
 * does not have.
 * @throws on an unknown option, or where `regressors` is no list of names.
 */
export function historyGlm(options: HistoryGlmOptions = {}): Learner {
  refuseUnknownKeys("learners.historyGlm", options, ["regressors"])
  const given = options.regressors ?? ["bias", "stimulus", "previousChoice", "winStayLoseSwitch"]
  const regressors = regressorsOption("learners.historyGlm: regressors", given)
  return parametricLearner({
    name: `historyGlm(${regressors.join(", ")})`,
    label: `Static GLM of ${regressors.join(", ")}`,
    role: "model",
    model: regressionModel(regressors),
    form: regressionForm(regressors),
    options: { regressors },
  })
}

/** Options of the deterministic rules of learning. */
export interface RuleOptions {
  /** One learning rate for all weights, or one for each (the default). */
  readonly rate?: "shared" | "perWeight"
  /** What weights act on; stimulus and bias unless told. */
  readonly regressors?: readonly RegressorName[]
  /** Weights before the first trial: "known", those known of simulated animals and 0 of others (the default), or "fitted". */
  readonly initialWeights?: "known" | "fitted"
}

const ruleKeys = ["rate", "regressors", "initialWeights"] as const

/**
 * Ascent on log P(correct) by the answer, w' = w + alpha (z - q) x (R3): supervised, blind to choice and reward.
 * @throws on an unknown option or an impossible value.
 */
export function maximumLikelihood(options: RuleOptions = {}): Learner {
  const rule: LogitModel["rule"] = ([stimulus, bias]) => maximumLikelihoodRule([stimulus!, bias!])
  return taught("maximumLikelihood", "Maximum likelihood", "answer", rule, options)
}

/**
 * Ascent on P(correct), w' = w + alpha (2 z - 1) q (1 - q) x (R4): what REINFORCE follows on average.
 * @throws on an unknown option or an impossible value.
 */
export function expectedReward(options: RuleOptions = {}): Learner {
  const rule: LogitModel["rule"] = ([stimulus, bias]) => expectedRewardRule([stimulus!, bias!])
  return taught("expectedReward", "Expected reward", "expectedReward", rule, options)
}

/** Options of `learners.eligibility`. */
export interface EligibilityOptions extends RuleOptions {
  /** How many trials before the present one a reward reaches; 10 unless told. */
  readonly trials?: number
}

/**
 * A rule whose reward reaches back over trials (R5): where at least half of the last trials were rewarded, all of them are reinforced.
 * @throws on an unknown option or an impossible value.
 */
export function eligibility(options: EligibilityOptions = {}): Learner {
  const caller = "learners.eligibility"
  refuseUnknownKeys(caller, options, [...ruleKeys, "trials"])
  const trials = integerOption(`${caller}: trials`, options.trials ?? 10, 0, 1000)
  const form = ruleForm(caller, options)
  return parametricLearner({
    name: `eligibility(${[trials, ...formWords(form)].join(", ")})`,
    label: labelled(`Eligibility over ${trials} trials`, form),
    role: "model",
    model: eligibilityModel({ ...form, trials }),
    form: ratesForm(form),
    options: { ...optionsOf(form), trials },
  })
}

function taught(
  kind: "maximumLikelihood" | "expectedReward",
  label: string,
  teacher: Teacher,
  rule: LogitModel["rule"],
  options: RuleOptions,
): Learner {
  refuseUnknownKeys(`learners.${kind}`, options, ruleKeys)
  const form = ruleForm(`learners.${kind}`, options)
  return parametricLearner({
    name: `${kind}(${formWords(form).join(", ")})`,
    label: labelled(label, form),
    role: "model",
    model: ruleModel({ ...form, teacher, ...(isPlain(form) && { rule }) }),
    form: ratesForm(form),
    options: optionsOf(form),
  })
}

/** Checks what the rules' options have in common and fills in the defaults. */
export function ruleForm(caller: string, options: RuleOptions): RuleForm {
  return {
    rate: choiceOption(`${caller}: rate`, options.rate ?? "perWeight", ["shared", "perWeight"]),
    regressors: regressorsOption(`${caller}: regressors`, options.regressors ?? ["stimulus", "bias"]),
    start: choiceOption(`${caller}: initialWeights`, options.initialWeights ?? "known", ["known", "fitted"]),
  }
}

/** Whether a rule has the weights of stimulus and bias alone, in that order, as the doors for rules ask of it. */
export function isPlain({ regressors }: RuleForm): boolean {
  return regressors.length === 2 && regressors[0] === "stimulus" && regressors[1] === "bias"
}

/** What tells a form from others in a learner's name. */
export function formWords(form: RuleForm): readonly string[] {
  return [
    form.rate,
    ...(isPlain(form) ? [] : [form.regressors.join(" + ")]),
    ...(form.start === "fitted" ? ["fitted start"] : []),
  ]
}

/** A rule's label with what is unusual about its form. */
export function labelled(label: string, form: RuleForm): string {
  const usual = form.regressors.filter((name) => name !== "stimulus" && name !== "bias")
  const full = usual.length === form.regressors.length - 2
  const regressors = isPlain(form) ? "" : full ? ` + ${usual.join(" + ")}` : ` on ${form.regressors.join(", ")}`
  return `${label}${form.rate === "shared" ? ", one rate" : ""}${regressors}${form.start === "fitted" ? ", fitted start" : ""}`
}

/** A form as the options that make it. */
export function optionsOf({ rate, regressors, start }: RuleForm): Readonly<Record<string, unknown>> {
  return { rate, regressors, initialWeights: start }
}
