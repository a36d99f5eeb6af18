import type { OwnOptions, RuleNetworkOptions } from "../rule-network/options.ts"

/** Options of `learners.dnnGlm`; with 73 `hiddenUnits` it has as many parameters as an RNNGLM, 6,209. */
export type DnnGlmOptions = RuleNetworkOptions & Pick<OwnOptions, "historyTrials">
