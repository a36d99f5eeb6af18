import type { ChoiceSequence } from "../../lib/data/choices.ts"
import type { Arena } from "../../lib/engine/arena.ts"
import type { Mode } from "../../lib/engine/compiled-module.ts"
import { borrowEngine, returnEngine } from "../../lib/engine/engine.ts"
import type { Precision, Primitives } from "../../lib/engine/primitives.ts"
import { loss, lossAndGradient } from "../../lib/inference/rule-network/passes.ts"
import { type PackedTrials, packTrials } from "../../lib/inference/rule-network/trials.ts"
import type { Adjoint, Workspace } from "../../lib/inference/rule-network/workspace.ts"

/** Loss, gradient and rolled-out weights as the engine computes them, copied out. */
export interface Evaluation {
  readonly loss: number
  readonly gradient: Float64Array
  /** w_stim, w_bias of each trial, by animal. */
  readonly weights: readonly Float64Array[]
}

/** Runs both passes of a rule network once, in mode `exact` unless told. */
export function evaluateNetwork(
  animals: readonly ChoiceSequence[],
  parameters: ArrayLike<number>,
  precision: Precision,
  prepare: (arena: Arena, primitives: Primitives, trials: PackedTrials) => { work: Workspace; adjoint: Adjoint },
  mode?: Mode,
): Evaluation {
  const engine = borrowEngine(mode)
  const trials = packTrials(engine.arena, animals, precision)
  const { work, adjoint } = prepare(engine.arena, engine.primitives(precision), trials)
  work.parameters.values.set(parameters)
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

/** Central differences with h = 1e-6: their error is about h^2 of truncation and 1e-16 / h = 1e-10 of rounding. */
export function differences(parameters: Float64Array, of: (parameters: Float64Array) => number): Float64Array {
  const h = 1e-6
  return parameters.map((_, i) => {
    const moved = (by: number) => of(parameters.map((value, j) => (i === j ? value + by : value)))
    return (moved(h) - moved(-h)) / (2 * h)
  })
}

/** Euclidean distance of two gradients, relative to the second. */
export function distance(a: Float64Array, b: Float64Array): number {
  const norm = (x: Float64Array) => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0))
  return norm(a.map((value, i) => value - b[i]!)) / norm(b)
}
