import { type Block, block, type Matrix } from "../engine/arena.ts"
import type { Engine } from "../engine/engine.ts"
import type { Precision } from "../engine/primitives.ts"
import type { Trials } from "../tasks/trials.ts"
import { crossEntropy, squaredError } from "./output-losses.ts"
import type { RateNetwork } from "./rate-network.ts"
import type { RatePass, Readout } from "./rate-pass.ts"

/**
 * Allocates the readout of a pass. Which steps are scored at all is settled here: by weights above 0 and labels other than -1.
 * @throws RangeError where no step is scored.
 */
export function createReadout(engine: Engine, network: RateNetwork, trials: Trials, precision: Precision): Readout {
  const { steps: stepCount, trials: trialCount } = trials
  const firstStep = firstScoredStep(trials)
  if (firstStep === stepCount)
    throw new RangeError("no step of these trials is scored: all weights are 0 or all labels -1")
  const rows = (stepCount - firstStep) * trialCount
  const outputs = engine.arena.matrix(rows, network.outputs, precision)
  const errors = engine.arena.matrix(rows, network.outputs, precision)
  const create = trials.target.kind === "values" ? squaredError : crossEntropy
  const loss = create(engine, precision, outputs, errors, firstStep * trialCount)
  return { firstStep, outputs, errors, loss }
}

/** y = w z + b of the steps from the first scored one on, then the loss. */
export function readOut(readout: Readout, pass: RatePass): number {
  const { network, products, weights } = pass
  const { outputs, loss } = readout
  const bias: Block | null = network.readoutBias ? { ...weights.bias, rows: outputs.rows, stride: 0 } : null
  products.multiplyTransposedRight(outputs, bias, scoredRows(pass.rates, pass), weights.readout)
  return loss.score()
}

/** The rows of a matrix of all steps that the readout sees. */
export function scoredRows(all: Matrix, { readout, trialCount }: RatePass): Block {
  const first = readout.firstStep * trialCount
  return block(all, first, 0, all.rows - first, all.columns)
}

/** First step that is scored in any trial; the number of steps where none is. */
export function firstScoredStep(trials: Trials): number {
  let step = 0
  while (step < trials.steps && !isScored(trials, step)) step++
  return step
}

function isScored({ target, weights, trials }: Trials, step: number): boolean {
  for (let row = step * trials; row < (step + 1) * trials; row++)
    if ((weights?.[row] ?? 1) !== 0 && (target.kind === "values" || target.labels[row]! >= 0)) return true
  return false
}
