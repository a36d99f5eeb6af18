import { sigmoid } from "../../numerics/elementary.ts"
import type { TrialAgent } from "../learner.ts"
import { designMatrix, type RegressorName } from "../regressors.ts"
import { emptySequence } from "../twins/twin-agent.ts"
import { stepTiny, type TinyNetwork } from "./network.ts"

/**
 * A tiny network that lives through trials one by one, its units at 0 before the first.
 * @throws RangeError where it is told something that only recorded data have.
 */
export function tinyAgent(
  network: TinyNetwork,
  parameters: Float64Array,
  inputs: readonly RegressorName[],
): TrialAgent {
  // The trial before and the present one: no regressor reaches further back.
  const pair = emptySequence("a trial and the one before", 2)
  let hidden: Float64Array = new Float64Array(network.gru.units)
  return {
    chooses(stimulus, sessionStart) {
      pair.stimulus[1] = stimulus
      pair.side[1] = stimulus > 0 ? 1 : 0
      pair.sessionStart[1] = sessionStart
      const step = stepTiny(network, parameters, designMatrix(pair, inputs).subarray(inputs.length), hidden)
      hidden = step.hidden
      return sigmoid(step.logit)
    },
    learns(choice, reward) {
      pair.stimulus[0] = pair.stimulus[1]!
      pair.side[0] = pair.side[1]!
      pair.choice[0] = choice
      pair.reward[0] = reward
    },
    bias: () => Number.NaN,
  }
}
