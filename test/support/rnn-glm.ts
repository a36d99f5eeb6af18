import type { ChoiceSequence } from "../../lib/data/choices.ts"
import type { Arena } from "../../lib/engine/arena.ts"
import type { Mode } from "../../lib/engine/compiled-module.ts"
import type { Precision, Primitives } from "../../lib/engine/primitives.ts"
import { createAdjoint } from "../../lib/inference/rnn-glm/adjoint.ts"
import { type RecurrentUpdateNetwork, recurrentUpdateNetwork } from "../../lib/inference/rnn-glm/network.ts"
import { createWorkspace } from "../../lib/inference/rnn-glm/rollout.ts"
import { largestSlice } from "../../lib/inference/rule-network/passes.ts"
import type { PackedTrials } from "../../lib/inference/rule-network/trials.ts"
import { type Evaluation, evaluateNetwork } from "./rule-network.ts"

/** Runs both passes of an RNNGLM once. */
export function evaluate(
  animals: readonly ChoiceSequence[],
  hiddenUnits: number,
  parameters: ArrayLike<number>,
  chunkTrials: number,
  precision: Precision = "f64",
  mode?: Mode,
): Evaluation {
  const prepare = (arena: Arena, primitives: Primitives, trials: PackedTrials) => {
    const network = recurrentUpdateNetwork(hiddenUnits)
    const work = createWorkspace(arena, primitives, network, trials, chunkTrials, precision)
    return { work, adjoint: createAdjoint(arena, work, largestSlice(work)) }
  }
  return evaluateNetwork(animals, parameters, precision, prepare, mode)
}

/** What an animal's trial starts from. */
export interface Start {
  readonly w: readonly number[]
  readonly h: readonly number[]
}

/** Mean negative log likelihood of all trials, and what each trial of each animal started from. */
export interface PlainPass {
  readonly loss: number
  readonly starts: readonly (readonly Start[])[]
}

/**
 * The model as one would write it down, one trial after the other, with nothing of ours but the order of its parameters.
 * `truncation` gives the start of each chunk as a constant instead of rolling it there, which is what truncation means.
 */
export function plainPass(
  { hiddenUnits: units, scale }: RecurrentUpdateNetwork,
  theta: Float64Array,
  animals: readonly ChoiceSequence[],
  truncation?: { readonly chunkTrials: number; readonly starts: PlainPass["starts"] },
): PlainPass {
  let sum = 0
  let count = 0
  const starts = animals.map(({ stimulus, choice, reward, side, sessionStart }, index) => {
    let now: Start = { w: [0, 0], h: new Array<number>(units).fill(0) }
    return Array.from(choice, (y, t) => {
      if (truncation && t % truncation.chunkTrials === 0) now = truncation.starts[index]![t]!
      const start = now
      const s = stimulus[t]!
      const a = start.w[0]! * s + start.w[1]!
      sum += Math.log1p(Math.exp(-Math.abs(a))) + Math.max(a, 0) - y * a
      count++
      const u = [...start.w, s, 1, sessionStart[t]!, y, reward[t]!, side[t]!]
      const { h, output } = plainStep(theta, units, u, start.h)
      now = { w: start.w.map((w, k) => w + theta[scale + k]! * output[k]!), h }
      return start
    })
  })
  return { loss: sum / count, starts }
}

/** One step of the network: GRU, then two hidden layers with ReLU, then `outputs` outputs. */
export function plainStep(
  theta: Float64Array,
  units: number,
  u: readonly number[],
  h: readonly number[],
  outputs = 2,
): { readonly h: number[]; readonly output: number[] } {
  let read = 0
  const matrix = (rows: number, columns: number) => {
    const from = read
    read += rows * columns
    return Array.from({ length: rows }, (_, i) => theta.subarray(from + i * columns, from + (i + 1) * columns))
  }
  const times = (x: readonly number[], weights: readonly Float64Array[], biases: Float64Array) =>
    Array.from(biases, (bias, j) => x.reduce((sum, value, i) => sum + value * weights[i]![j]!, bias))
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
  const relu = (x: readonly number[]) => x.map((value) => Math.max(value, 0))
  const [wi, wh, bi, bh] = [
    matrix(u.length, 3 * units),
    matrix(units, 3 * units),
    matrix(1, 3 * units),
    matrix(1, 3 * units),
  ]
  const [i, r] = [times(u, wi, bi[0]!), times(h, wh, bh[0]!)]
  const next = h.map((before, k) => {
    const reset = sigmoid(i[k]! + r[k]!)
    const update = sigmoid(i[units + k]! + r[units + k]!)
    const candidate = Math.tanh(i[2 * units + k]! + reset * r[2 * units + k]!)
    return (1 - update) * candidate + update * before
  })
  const layer = (x: readonly number[], size: number) => {
    const weights = matrix(x.length, size)
    return times(x, weights, matrix(1, size)[0]!)
  }
  return { h: next, output: layer(relu(layer(relu(layer(next, units)), units)), outputs) }
}
