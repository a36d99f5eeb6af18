import { probabilityRight } from "../../networks/glm-policy.ts"
import { simulatedStimuli } from "../../rules/simulated-learners.ts"
import type { AskedRule } from "./asked-rule.ts"

/** One grid for all rules, so that errors do not depend on which states an animal happened to visit. */
export interface CommonGrid {
  /** w_stim; -2 to 3 in quarters where absent. */
  readonly weights?: readonly number[]
  /** w_bias; -1, 0, 1 where absent. */
  readonly biases?: readonly number[]
  /** s; those of the simulations, without 0, where absent. */
  readonly stimuli?: readonly number[]
}

const gridWeights = Array.from({ length: 21 }, (_, i) => i / 4 - 2)

/**
 * Root mean square error of an inferred rule's dw_stim on a common grid of w_stim, w_bias, s and both choices, each weighted by the
 * probability p of the choice: sqrt(sum p e^2 / sum p).
 */
export function commonGridError(inferred: AskedRule, truth: AskedRule, grid: CommonGrid = {}): number {
  const { weights = gridWeights, biases = [-1, 0, 1], stimuli = simulatedStimuli } = grid
  let squares = 0
  let total = 0
  for (const weight of weights)
    for (const bias of biases)
      for (const stimulus of stimuli)
        for (const choice of [0, 1]) {
          const q = probabilityRight(weight * stimulus + bias)
          const p = choice === 1 ? q : 1 - q
          const side = stimulus > 0 ? 1 : 0
          const trials = [{ stimulus, choice, side, reward: choice === side ? 1 : 0 }]
          const error = inferred([weight, bias], trials)[0] - truth([weight, bias], trials)[0]
          squares += p * error * error
          total += p
        }
  return Math.sqrt(squares / total)
}
