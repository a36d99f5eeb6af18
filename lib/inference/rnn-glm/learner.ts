import { choiceSequences } from "../../data/subjects.ts"
import { evaluateGru } from "../../networks/gru.ts"
import { evaluateMlp } from "../../networks/mlp.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { FitOptions, Learner } from "../learner.ts"
import { fitNetwork, type NetworkFit, type NetworkSpec } from "../rule-network/fit.ts"
import { networkLearner } from "../rule-network/learner.ts"
import type { NetworkModel } from "../rule-network/model.ts"
import { ruleNetworkSettings } from "../rule-network/options.ts"
import { largestSlice } from "../rule-network/passes.ts"
import { ruleModel } from "../rule-network/rule-model.ts"
import { createAdjoint } from "./adjoint.ts"
import { initialParameters, recurrentUpdateNetwork } from "./network.ts"
import type { RnnGlmOptions } from "./options.ts"
import { createWorkspace } from "./rollout.ts"

/**
 * The RNNGLM with these options, as a fit takes it.
 * @throws on an unknown option or an impossible value.
 */
export function rnnGlmModel(options: RnnGlmOptions = {}): NetworkModel {
  const settings = ruleNetworkSettings("learners.rnnGlm", options, "directWeights")
  const { hiddenUnits, chunkTrials, precision, initialScale, directWeights: direct } = settings
  return ruleModel("rnnGlm", "RNNGLM", settings, ({ columns, regressors }) => {
    const network = recurrentUpdateNetwork(hiddenUnits, columns, regressors.length, direct)
    const { gru, mlp, scale, parameterCount } = network
    return {
      parameterCount,
      scale,
      initialParameters: (key) => initialParameters(network, key, initialScale),
      prepare(arena, primitives, trials, start) {
        const work = createWorkspace(arena, primitives, network, trials, chunkTrials, precision, start)
        return { work, adjoint: createAdjoint(arena, work, largestSlice(work)) }
      },
      stepper: (parameters) => ({
        hiddenUnits,
        step(u, before) {
          const hidden = evaluateGru(gru, parameters, u, before)
          const output = evaluateMlp(mlp, parameters, hidden)
          const change = regressors.map((_, k) => parameters[scale + k]! * output[k]! - (direct ? u[k]! : 0))
          return { change, hidden }
        },
      }),
    }
  })
}

/**
 * A learner whose rule is a network with memory: choices follow a GLM with weights w_t, h_t = GRU(w_t, trial t, h_{t-1}) from 0, and
 * w_{t+1} = w_t + g (.) NN(h_t), the same network for all animals. Its rule depends on what came before, so `update` is asked with
 * `hidden`, and at rest without. With `directWeights`, w_{t+1} = g (.) NN(h_t) instead, which the published comparison found to be worse.
 * Fitted by Adam through the hand-derived adjoint. Liu, Geadah and Pillow 2025, arXiv 2509.04661.
 * @throws on an unknown option or an impossible value.
 */
export function rnnGlm(options: RnnGlmOptions = {}): Learner {
  return networkLearner(rnnGlmModel(options), options.resume)
}

/**
 * The fit of `rnnGlm` as a lane of a larger run, such as a seed or a fold: numbers in, numbers out.
 * @throws on an unknown option, an impossible value, no animals or an animal without trials.
 */
export async function fitRnnGlm(
  { animals, options = {} }: NetworkSpec<RnnGlmOptions>,
  key: Key,
  { onProgress }: Pick<FitOptions, "onProgress"> = {},
): Promise<NetworkFit> {
  return fitNetwork(rnnGlmModel(options), choiceSequences("fitRnnGlm", animals), key, options.resume, onProgress)
}
