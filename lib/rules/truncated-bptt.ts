import { integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import { bindBackward } from "./bptt.ts"
import type { RecurrentRule } from "./recurrent-rule.ts"

/**
 * Truncated backpropagation through time: as BPTT, but the path through W is cut at the steps t = 1 … T with (T - t) mod K = 0, so that
 * it is never followed over more than K steps. Liu et al. 2022, arXiv 2206.00823, related code.
 * @param options.steps K.
 * @throws on an unknown option or a K below 1.
 */
export function truncatedBptt(options: { readonly steps: number }): RecurrentRule {
  refuseUnknownKeys("truncatedBptt", options, ["steps"])
  const k = integerOption("truncatedBptt: steps", options.steps, 1)
  // Steps are counted from 0 here: step t of the paper is t - 1.
  const bind = bindBackward((t, stepCount) => (stepCount - 1 - t) % k !== 0)
  return Object.freeze({
    name: `truncatedBptt(${k})`,
    label: `BPTT cut every ${k} steps`,
    bind,
  } satisfies RecurrentRule)
}
