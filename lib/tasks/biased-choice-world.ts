import { uniform } from "../numerics/distributions.ts"
import { exp, log } from "../numerics/elementary.ts"
import { foldIn, type Key } from "../numerics/random-key.ts"
import { type ChoiceTask, type ChoiceTaskState, pick, type Stimulus } from "./choice-task.ts"

/** State of a session in blocks. */
export interface BlockState extends ChoiceTaskState {
  readonly probabilityLeft: number
  /** Trial within the block, from 0. */
  readonly trialInBlock: number
  /** Trials of the block. */
  readonly blockLength: number
}

const firstBlockLength = 90
const meanOfExponential = 60
const shortest = 20
const longest = 100
// As in training, zero stands once among the signed contrasts: half as frequent as the others.
const contrasts = [1, 1, 0.25, 0.25, 0.125, 0.125, 0.0625, 0.0625, 0]

/**
 * Length of a block in trials: floor of an exponential of mean 60 accepted in [20, 100] (mean 51.4 before the floor).
 * Drawn by inverting the cumulative distribution on the accepted interval, so that one uniform number is enough.
 */
export function blockLength(key: Key): number {
  const near = exp(-shortest / meanOfExponential)
  const far = exp(-longest / meanOfExponential)
  const length = -meanOfExponential * log(near - uniform(key, 1)[0]! * (near - far))
  return Math.floor(Math.min(longest, Math.max(shortest, length)))
}

/**
 * The task after training (biasedChoiceWorld): 90 trials at even odds, then blocks in which a left stimulus has probability
 * 0.2 or 0.8 in strict alternation, the first of them either; nothing is repeated after errors.
 * Source: International Brain Laboratory 2021, eLife 10:e63711, appendix 2, and the laboratory's rig code.
 */
export function biasedChoiceWorld(): ChoiceTask<BlockState> {
  return Object.freeze({
    name: "biasedChoiceWorld",
    init: (key: Key): BlockState =>
      trial({ probabilityLeft: 0.5, trialInBlock: 0, blockLength: firstBlockLength }, key),
    next(state: BlockState, _report: unknown, key: Key): BlockState {
      const trialInBlock = state.trialInBlock + 1
      if (trialInBlock < state.blockLength) return trial({ ...state, trialInBlock }, key)
      const probabilityLeft = nextProbability(state.probabilityLeft, foldIn(key, 0))
      return trial({ probabilityLeft, trialInBlock: 0, blockLength: blockLength(foldIn(key, 1)) }, key)
    },
  })
}

function nextProbability(probabilityLeft: number, key: Key): number {
  if (probabilityLeft === 0.5) return uniform(key, 1)[0]! < 0.5 ? 0.2 : 0.8
  return probabilityLeft === 0.2 ? 0.8 : 0.2
}

function trial(block: Omit<BlockState, "stimulus">, key: Key): BlockState {
  const { probabilityLeft, trialInBlock, blockLength } = block
  const [which, coin] = uniform(key, 2) as unknown as [number, number]
  const side = coin < probabilityLeft ? -1 : 1
  const stimulus: Stimulus = { side, contrast: pick(contrasts, which), probabilityLeft, repeat: false }
  return { probabilityLeft, trialInBlock, blockLength, stimulus }
}
