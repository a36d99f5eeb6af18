import { choiceSequences } from "../../data/subjects.ts"
import { evaluateMlp } from "../../networks/mlp.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { FitOptions, Learner } from "../learner.ts"
import { fitNetwork, type RuleNetwork, type RuleNetworkFit, type RuleNetworkSpec } from "../rule-network/fit.ts"
import { inputOf, scaled } from "../rule-network/fitted.ts"
import { networkLearner } from "../rule-network/learner.ts"
import { ruleNetworkSettings } from "../rule-network/options.ts"
import { largestSlice } from "../rule-network/passes.ts"
import { createAdjoint } from "./adjoint.ts"
import { initialParameters, updateNetwork } from "./network.ts"
import type { DnnGlmOptions } from "./options.ts"
import { createWorkspace } from "./rollout.ts"

const network: RuleNetwork = Object.freeze({
  name: "dnnGlm",
  label: "DNNGLM",
  size: ({ hiddenUnits }) => updateNetwork(hiddenUnits),
  initialParameters: ({ hiddenUnits, initialScale }, key) =>
    initialParameters(updateNetwork(hiddenUnits), key, initialScale),
  prepare(arena, primitives, trials, { hiddenUnits, chunkTrials, precision }, start) {
    const work = createWorkspace(arena, primitives, updateNetwork(hiddenUnits), trials, chunkTrials, precision, start)
    return { work, adjoint: createAdjoint(arena, work, largestSlice(work)) }
  },
  rule({ hiddenUnits }, parameters) {
    const { mlp, scale } = updateNetwork(hiddenUnits)
    return { update: (state) => scaled(parameters, scale, evaluateMlp(mlp, parameters, inputOf(state))) }
  },
} satisfies RuleNetwork)

/**
 * A learner whose rule is a network: choices follow a GLM with weights w_t from 0, and w_{t+1} = w_t + g (.) NN(w_t, trial t), the same
 * network for all animals. Fitted by Adam through the hand-derived adjoint. Liu, Geadah and Pillow 2025, arXiv 2509.04661.
 * @throws on an unknown option or an impossible value.
 */
export function dnnGlm(options: DnnGlmOptions = {}): Learner {
  return networkLearner(network, ruleNetworkSettings("learners.dnnGlm", options))
}

/**
 * The fit of `dnnGlm` as a lane of a larger run, such as a seed or a fold: numbers in, numbers out.
 * @throws on an unknown option, an impossible value, no animals or an animal without trials.
 */
export async function fitDnnGlm(
  { animals, options = {} }: RuleNetworkSpec,
  key: Key,
  { onProgress }: Pick<FitOptions, "onProgress"> = {},
): Promise<RuleNetworkFit> {
  const settings = ruleNetworkSettings("learners.dnnGlm", options)
  return fitNetwork(network, choiceSequences("fitDnnGlm", animals), settings, key, onProgress)
}
