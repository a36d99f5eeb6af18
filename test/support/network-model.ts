import type { ChoiceSequence } from "../../lib/data/choices.ts"
import type { Mode } from "../../lib/engine/compiled-module.ts"
import { borrowEngine, returnEngine } from "../../lib/engine/engine.ts"
import type { NetworkModel } from "../../lib/inference/rule-network/model.ts"
import { loss, lossAndGradient } from "../../lib/inference/rule-network/passes.ts"
import { key } from "../../lib/numerics/random-key.ts"

/** What one pass of a model gives, copied out. */
export interface ModelEvaluation {
  readonly loss: number
  /** With respect to all parameters, frozen ones 0. */
  readonly gradient: Float64Array
  readonly parameters: Float64Array
  /** Weights of each trial (or logits), by animal. */
  readonly weights: readonly Float64Array[]
}

/** Loss and gradient of a model over some of the animals (all, unless told), as a step of its fit would have them. */
export function evaluateModel(
  model: NetworkModel,
  animals: readonly ChoiceSequence[],
  options: { readonly parameters?: Float64Array; readonly batch?: readonly number[]; readonly mode?: Mode } = {},
): ModelEvaluation {
  const engine = borrowEngine(options.mode)
  try {
    const primitives = engine.primitives(model.settings.precision)
    const most = options.batch?.length ?? animals.length
    const { work, adjoint, frozen } = model.prepare(engine.arena, primitives, animals, most, key(1))
    if (options.batch !== undefined) work.trials.load(options.batch)
    if (options.parameters !== undefined) work.parameters.values.set(options.parameters)
    const parameters = Float64Array.from(work.parameters.values)
    const value = toEnd(lossAndGradient(work, adjoint))
    const gradient = Float64Array.from(adjoint.gradient.values)
    for (const index of frozen) gradient[index] = 0
    if (toEnd(loss(work)) !== value) throw new Error("the two passes disagree about the loss")
    const weights: Float64Array[] = []
    for (const [lane, animal] of work.trials.laneAnimal.entries()) weights[animal] = work.trajectory(lane)
    return { loss: value, gradient, parameters, weights }
  } finally {
    returnEngine(engine)
  }
}

function toEnd(pass: Generator<void, number>): number {
  for (;;) {
    const next = pass.next()
    if (next.done) return next.value
  }
}
