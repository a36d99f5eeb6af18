import type { RuleNetworkOptions } from "../rule-network/options.ts"

/** Options of `learners.rnnGlm`; `hiddenUnits` are those of the recurrent layer and of each hidden layer of the perceptron behind it. */
export type RnnGlmOptions = RuleNetworkOptions
