import { choiceOption, numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import type { Learner } from "../learner.ts"
import type { FreeParameter, Parametrisation } from "../logit-model.ts"
import { parametricLearner } from "../parametric-learner.ts"
import { qLearningModel } from "./model.ts"

/** Options of `learners.qLearning`. */
export interface QLearningOptions {
  /** One learning rate for both sides (the default), or one for each. */
  readonly rate?: "shared" | "perSide"
  /** V of both sides before the first trial, in rewards: a number above 0 (0.2 unless told), or "fitted". */
  readonly initialValue?: number | "fitted"
}

/**
 * Temporal-difference learning of what each side is worth, with a belief about which side the stimulus was on (Lak et al. 2020, Neuron
 * 105:700): rate alpha, noise of the percept sigma, in units of the transformed contrast, and temperature tau, in rewards.
 * @throws on an unknown option or an impossible value.
 */
export function qLearning(options: QLearningOptions = {}): Learner {
  const caller = "learners.qLearning"
  refuseUnknownKeys(caller, options, ["rate", "initialValue"])
  const rate = choiceOption(`${caller}: rate`, options.rate ?? "shared", ["shared", "perSide"])
  const { initialValue = 0.2 } = options
  if (typeof initialValue === "number") numberOption(`${caller}: initialValue`, initialValue, 0)
  else choiceOption(`${caller}: initialValue`, initialValue, ["fitted"])
  const unusual = [
    ...(rate === "perSide" ? ["a rate for each side"] : []),
    ...(initialValue === 0.2 ? [] : [`first value ${initialValue}`]),
  ]
  return parametricLearner({
    name: `qLearning(${rate}, ${initialValue})`,
    label: ["Q-learning", ...unusual].join(", "),
    role: "model",
    model: qLearningModel,
    form: qLearningForm(rate, initialValue),
    options: { rate, initialValue },
  })
}

/** Free parameters of Q-learning; starts from slow and fast learning, sharp and blurred percepts. */
export function qLearningForm(rate: "shared" | "perSide", initialValue: number | "fitted"): Parametrisation {
  const rates: readonly FreeParameter[] =
    rate === "shared"
      ? [{ name: "alpha", slots: [0, 1], lower: 0 }]
      : [
          { name: "alpha_right", slots: [0], lower: 0 },
          { name: "alpha_left", slots: [1], lower: 0 },
        ]
  const fitted: readonly FreeParameter[] = initialValue === "fitted" ? [{ name: "V(0)", slots: [4], lower: 1e-3 }] : []
  return {
    free: [...rates, { name: "sigma", slots: [2], lower: 1e-3 }, { name: "tau", slots: [3], lower: 1e-3 }, ...fitted],
    fixed: initialValue === "fitted" ? {} : { 4: initialValue },
    starts: [
      [0.01, 0.3, 0.2],
      [0.1, 0.3, 0.2],
      [0.01, 1, 0.1],
      [0.1, 1, 0.4],
    ].map(([alpha, sigma, tau]) => [...rates.map(() => alpha!), sigma!, tau!, ...fitted.map(() => 0.2)]),
  }
}
