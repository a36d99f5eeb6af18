import type { OwnOptions, RuleNetworkOptions } from "../rule-network/options.ts"

/**
 * Options of `learners.rnnGlm`; `hiddenUnits` are those of the recurrent layer and of each hidden layer of the perceptron behind it. With
 * `directWeights` the factors g start at 1 unless told.
 */
export type RnnGlmOptions = RuleNetworkOptions & Pick<OwnOptions, "directWeights">
