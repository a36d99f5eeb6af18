import type { ChoiceSequence } from "../../lib/data/choices.ts"
import type { Arena } from "../../lib/engine/arena.ts"
import type { Mode } from "../../lib/engine/compiled-module.ts"
import type { Precision, Primitives } from "../../lib/engine/primitives.ts"
import { createAdjoint } from "../../lib/inference/dnn-glm/adjoint.ts"
import { type UpdateNetwork, updateNetwork } from "../../lib/inference/dnn-glm/network.ts"
import { createWorkspace } from "../../lib/inference/dnn-glm/rollout.ts"
import { largestSlice } from "../../lib/inference/rule-network/passes.ts"
import type { PackedTrials } from "../../lib/inference/rule-network/trials.ts"
import { evaluateMlp } from "../../lib/networks/mlp.ts"
import { type Evaluation, evaluateNetwork } from "./rule-network.ts"

/** Runs both passes of a DNNGLM once. */
export function evaluate(
  animals: readonly ChoiceSequence[],
  hiddenUnits: number,
  parameters: ArrayLike<number>,
  chunkTrials: number,
  precision: Precision = "f64",
  mode?: Mode,
): Evaluation {
  const prepare = (arena: Arena, primitives: Primitives, trials: PackedTrials) => {
    const work = createWorkspace(arena, primitives, updateNetwork(hiddenUnits), trials, chunkTrials, precision)
    return { work, adjoint: createAdjoint(arena, work, largestSlice(work)) }
  }
  return evaluateNetwork(animals, parameters, precision, prepare, mode)
}

/**
 * The model as one would write it down, one trial after the other: mean negative log likelihood of all trials.
 * `starts` gives w at each multiple of `chunkTrials` as a constant instead of rolling it there, which is what truncation means.
 */
export function plainLoss(
  network: UpdateNetwork,
  parameters: Float64Array,
  animals: readonly ChoiceSequence[],
  truncation?: { readonly chunkTrials: number; readonly starts: readonly Float64Array[] },
): number {
  let sum = 0
  let count = 0
  for (const [index, { stimulus, choice, reward, side, sessionStart }] of animals.entries()) {
    let w = [0, 0]
    for (let t = 0; t < choice.length; t++) {
      if (truncation && t % truncation.chunkTrials === 0) {
        const starts = truncation.starts[index]!
        w = [starts[2 * t]!, starts[2 * t + 1]!]
      }
      const [s, y] = [stimulus[t]!, choice[t]!]
      const a = w[0]! * s + w[1]!
      sum += Math.log1p(Math.exp(-Math.abs(a))) + Math.max(a, 0) - y * a
      count++
      const change = evaluateMlp(network.mlp, parameters, [...w, s, 1, sessionStart[t]!, y, reward[t]!, side[t]!])
      w = w.map((value, k) => value + parameters[network.scale + k]! * change[k]!)
    }
  }
  return sum / count
}
