import { reinforce } from "../rules/reinforce.ts"
import type { LogitModel } from "./logit-model.ts"
import { ruleModel } from "./rule-rollout.ts"

const reward = { regressors: ["stimulus", "bias"], teacher: "reward" } as const
const rule: LogitModel["rule"] = ([rateStimulus, rateBias, adderStimulus, adderBias]) =>
  reinforce({ rate: [rateStimulus!, rateBias!], adder: [adderStimulus!, adderBias!] })

/**
 * The REINFORCE family on stimulus and bias, from weights 0 or those known of a simulated animal:
 * w_{t+1,k} = w_{t,k} + (alpha_k r_t - adder_k)(y_t - q_t) x_{t,k}.
 */
export const reinforceModel: LogitModel = ruleModel({ ...reward, start: "known", rule })

/** The same from weights that are slots, whatever is known of the animal. */
export const reinforceFromFittedStart: LogitModel = ruleModel({ ...reward, start: "fitted", rule })
