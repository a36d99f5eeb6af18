import type { ChoiceSequence } from "../../lib/data/choices.ts"
import { evaluateMlp, mlp } from "../../lib/networks/mlp.ts"
import { plainStep } from "./rnn-glm.ts"

/** A rule network as one would describe it, with nothing of ours but the order of its parameters. */
export interface PlainNetwork {
  readonly kind: "dnn" | "rnn"
  readonly units: number
  /** x_t of each trial. */
  readonly regressors: (animal: ChoiceSequence, t: number) => readonly number[]
  /** What it is told of a trial beside w. */
  readonly told: (animal: ChoiceSequence, t: number) => readonly number[]
  /** Weights before the first trial, unless they are among the parameters. */
  readonly start: (animal: ChoiceSequence) => readonly number[]
  readonly trainedStarts?: boolean
  readonly direct?: boolean
  readonly scoreFrom?: number
}

/** What an animal's trial starts from. */
export interface PlainStart {
  readonly w: readonly number[]
  readonly h: readonly number[]
}

/**
 * Mean negative log likelihood of the scored trials, one trial after the other, and what each trial started from.
 * `truncation` gives the start of each chunk as a constant instead of rolling it there, which is what truncation means.
 */
export function plainRollOut(
  network: PlainNetwork,
  theta: Float64Array,
  animals: readonly ChoiceSequence[],
  truncation?: { readonly chunkTrials: number; readonly starts: readonly (readonly PlainStart[])[] },
): { readonly loss: number; readonly starts: readonly (readonly PlainStart[])[] } {
  const { units, trainedStarts = false, scoreFrom = 0 } = network
  const d = network.start(animals[0]!).length
  const end = theta.length - (trainedStarts ? animals.length * d : 0)
  let sum = 0
  let count = 0
  const starts = animals.map((animal, index) => {
    const own = trainedStarts ? Array.from(theta.subarray(end + index * d, end + index * d + d)) : network.start(animal)
    let now: PlainStart = { w: own, h: new Array<number>(units).fill(0) }
    return Array.from(animal.choice, (y, t) => {
      if (truncation && t > 0 && t % truncation.chunkTrials === 0) now = truncation.starts[index]![t]!
      const start = now
      const a = network.regressors(animal, t).reduce((logit, x, k) => logit + x * start.w[k]!, 0)
      if (t >= scoreFrom) {
        sum += Math.log1p(Math.exp(-Math.abs(a))) + Math.max(a, 0) - y * a
        count++
      }
      now = plainUpdate(network, theta.subarray(0, end), [...start.w, ...network.told(animal, t)], start)
      return start
    })
  })
  return { loss: sum / count, starts }
}

function plainUpdate(
  { kind, units, direct = false }: PlainNetwork,
  theta: Float64Array,
  u: readonly number[],
  { w, h }: PlainStart,
): PlainStart {
  const d = w.length
  const g = theta.subarray(theta.length - d)
  const { output, h: next } =
    kind === "rnn"
      ? plainStep(theta, units, u, h, d)
      : { output: evaluateMlp(mlp([u.length, units, units, d]), theta, u), h }
  return { w: w.map((value, k) => (direct ? 0 : value) + g[k]! * output[k]!), h: next }
}
