import { choiceSequences } from "../../data/subjects.ts"
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
import { initialParameters, updateNetwork } from "./network.ts"
import type { DnnGlmOptions } from "./options.ts"
import { createWorkspace } from "./rollout.ts"

/**
 * The DNNGLM with these options, as a fit takes it.
 * @throws on an unknown option or an impossible value.
 */
export function dnnGlmModel(options: DnnGlmOptions = {}): NetworkModel {
  const settings = ruleNetworkSettings("learners.dnnGlm", options, "historyTrials")
  const { hiddenUnits, chunkTrials, precision, initialScale } = settings
  return ruleModel("dnnGlm", "DNNGLM", settings, ({ columns, regressors }) => {
    const network = updateNetwork(hiddenUnits, columns, regressors.length)
    const { mlp, scale, parameterCount } = network
    return {
      parameterCount,
      scale,
      initialParameters: (key) => initialParameters(network, key, initialScale),
      prepare(arena, primitives, trials, start) {
        const work = createWorkspace(arena, primitives, network, trials, chunkTrials, precision, start)
        return { work, adjoint: createAdjoint(arena, work, largestSlice(work)) }
      },
      stepper: (parameters) => ({
        hiddenUnits: 0,
        step(u, hidden) {
          const output = evaluateMlp(mlp, parameters, u)
          const change = regressors.map((_, k) => parameters[scale + k]! * output[k]!)
          return { change, hidden: Float64Array.from(hidden) }
        },
      }),
    }
  })
}

/**
 * A learner whose rule is a network: choices follow a GLM with weights w_t, and w_{t+1} = w_t + g (.) NN(w_t, trial t), the same
 * network for all animals. Fitted by Adam through the hand-derived adjoint. Liu, Geadah and Pillow 2025, arXiv 2509.04661.
 * @throws on an unknown option or an impossible value.
 */
export function dnnGlm(options: DnnGlmOptions = {}): Learner {
  return networkLearner(dnnGlmModel(options), options.resume)
}

/**
 * The fit of `dnnGlm` as a lane of a larger run, such as a seed or a fold: numbers in, numbers out.
 * @throws on an unknown option, an impossible value, no animals or an animal without trials.
 */
export async function fitDnnGlm(
  { animals, options = {} }: NetworkSpec<DnnGlmOptions>,
  key: Key,
  { onProgress }: Pick<FitOptions, "onProgress"> = {},
): Promise<NetworkFit> {
  return fitNetwork(dnnGlmModel(options), choiceSequences("fitDnnGlm", animals), key, options.resume, onProgress)
}
