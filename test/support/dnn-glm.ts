import type { ChoiceSequence } from "../../lib/data/choices.ts"
import { borrowEngine, returnEngine } from "../../lib/engine/engine.ts"
import type { Precision } from "../../lib/engine/primitives.ts"
import { createAdjoint } from "../../lib/inference/dnn-glm/adjoint.ts"
import { type UpdateNetwork, updateNetwork } from "../../lib/inference/dnn-glm/network.ts"
import { createWorkspace } from "../../lib/inference/dnn-glm/rollout.ts"
import { largestSlice, loss, lossAndGradient } from "../../lib/inference/rule-network/passes.ts"
import { packTrials } from "../../lib/inference/rule-network/trials.ts"
import { evaluateMlp } from "../../lib/networks/mlp.ts"

/** Loss, gradient and rolled-out weights as the engine computes them, copied out. */
export interface Evaluation {
  readonly loss: number
  readonly gradient: Float64Array
  /** w_stim, w_bias of each trial, by animal. */
  readonly weights: readonly Float64Array[]
}

/** Runs both passes once. */
export function evaluate(
  animals: readonly ChoiceSequence[],
  hiddenUnits: number,
  parameters: ArrayLike<number>,
  chunkTrials: number,
  precision: Precision = "f64",
): Evaluation {
  const engine = borrowEngine()
  const network = updateNetwork(hiddenUnits)
  const trials = packTrials(engine.arena, animals, precision)
  const primitives = engine.primitives(precision)
  const work = createWorkspace(engine.arena, primitives, network, trials, chunkTrials, precision)
  work.parameters.values.set(parameters)
  const adjoint = createAdjoint(engine.arena, work, largestSlice(work))
  const value = toEnd(lossAndGradient(work, adjoint))
  if (toEnd(loss(work)) !== value) throw new Error("the two passes disagree about the loss")
  const { values } = trials.inputs
  const weights = animals.map((animal, index) =>
    Float64Array.from({ length: 2 * animal.choice.length }, (_, i) => {
      const row = trials.offsets[i >> 1]! + trials.laneAnimal.indexOf(index)
      return values[row * 8 + (i & 1)]!
    }),
  )
  const gradient = Float64Array.from(adjoint.gradient.values)
  returnEngine(engine)
  return { loss: value, gradient, weights }
}

function toEnd<Result>(pass: Generator<void, Result>): Result {
  for (;;) {
    const next = pass.next()
    if (next.done) return next.value
  }
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
