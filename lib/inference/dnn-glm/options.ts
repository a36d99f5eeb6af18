import type { RuleNetworkOptions } from "../rule-network/options.ts"

/** Options of `learners.dnnGlm`. */
export type DnnGlmOptions = RuleNetworkOptions
