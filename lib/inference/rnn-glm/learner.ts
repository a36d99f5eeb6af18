import { choiceSequences } from "../../data/subjects.ts"
import { evaluateGru } from "../../networks/gru.ts"
import { evaluateMlp } from "../../networks/mlp.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { FitOptions, Learner, TrialState } from "../learner.ts"
import { fitNetwork, type RuleNetwork, type RuleNetworkFit, type RuleNetworkSpec } from "../rule-network/fit.ts"
import { inputOf, scaled } from "../rule-network/fitted.ts"
import { networkLearner } from "../rule-network/learner.ts"
import { ruleNetworkSettings } from "../rule-network/options.ts"
import { largestSlice } from "../rule-network/passes.ts"
import { createAdjoint } from "./adjoint.ts"
import { initialParameters, recurrentUpdateNetwork } from "./network.ts"
import type { RnnGlmOptions } from "./options.ts"
import { createWorkspace } from "./rollout.ts"

const network: RuleNetwork = Object.freeze({
  name: "rnnGlm",
  label: "RNNGLM",
  size: ({ hiddenUnits }) => recurrentUpdateNetwork(hiddenUnits),
  initialParameters: ({ hiddenUnits, initialScale }, key) =>
    initialParameters(recurrentUpdateNetwork(hiddenUnits), key, initialScale),
  prepare(arena, primitives, trials, { hiddenUnits, chunkTrials, precision }, start) {
    const work = createWorkspace(
      arena,
      primitives,
      recurrentUpdateNetwork(hiddenUnits),
      trials,
      chunkTrials,
      precision,
      start,
    )
    return { work, adjoint: createAdjoint(arena, work, largestSlice(work)) }
  },
  rule({ hiddenUnits }, parameters) {
    const { gru, mlp, scale } = recurrentUpdateNetwork(hiddenUnits)
    const nextHidden = (state: TrialState) => evaluateGru(gru, parameters, inputOf(state), hiddenOf(state, hiddenUnits))
    return {
      nextHidden,
      update: (state) => scaled(parameters, scale, evaluateMlp(mlp, parameters, nextHidden(state))),
    }
  },
} satisfies RuleNetwork)

/**
 * A learner whose rule is a network with memory: choices follow a GLM with weights w_t from 0, h_t = GRU(w_t, trial t, h_{t-1}) from 0, and
 * w_{t+1} = w_t + g (.) NN(h_t), the same network for all animals. Its rule depends on what came before, so `update` is asked with
 * `hidden`, and at rest without. Fitted by Adam through the hand-derived adjoint. Liu, Geadah and Pillow 2025, arXiv 2509.04661.
 * @throws on an unknown option or an impossible value.
 */
export function rnnGlm(options: RnnGlmOptions = {}): Learner {
  return networkLearner(network, ruleNetworkSettings("learners.rnnGlm", options))
}

/**
 * The fit of `rnnGlm` as a lane of a larger run, such as a seed or a fold: numbers in, numbers out.
 * @throws on an unknown option, an impossible value, no animals or an animal without trials.
 */
export async function fitRnnGlm(
  { animals, options = {} }: RuleNetworkSpec,
  key: Key,
  { onProgress }: Pick<FitOptions, "onProgress"> = {},
): Promise<RuleNetworkFit> {
  const settings = ruleNetworkSettings("learners.rnnGlm", options)
  return fitNetwork(network, choiceSequences("fitRnnGlm", animals), settings, key, onProgress)
}

function hiddenOf({ hidden }: TrialState, units: number): ArrayLike<number> {
  if (hidden === undefined) return new Float64Array(units)
  if (hidden.length === units) return hidden
  throw new RangeError(`hidden must hold ${units} numbers, one a recurrent unit, got ${hidden.length}`)
}
