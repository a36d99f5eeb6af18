import { type Block, clearDiagonal, reshaped, rowsOf, steps } from "../engine/arena.ts"
import type { Engine } from "../engine/engine.ts"
import type { Precision } from "../engine/primitives.ts"
import type { Trials } from "../tasks/trials.ts"
import type { RateBlock, RateNetwork } from "./rate-network.ts"
import type { RatePass, RunnablePass, Stretch } from "./rate-pass.ts"
import { createReadout, firstScoredStep, readOut } from "./rate-readout.ts"

/** Elements that a stretch of time may have in a matrix of all its steps: small enough to stay in the nearest caches. */
const stretchElements = 2 ** 13

/**
 * The steps of a pass in stretches. Products of few inner indices, such as those with inputs and outputs, cost more in calls than in
 * arithmetic where a step is small; over a stretch they are one.
 */
function stretchesOf(stepCount: number, elementsPerStep: number): readonly Stretch[] {
  const length = Math.max(1, Math.floor(stretchElements / elementsPerStep))
  return Array.from({ length: Math.ceil(stepCount / length) }, (_, index) =>
    Object.freeze({ from: index * length, to: Math.min((index + 1) * length, stepCount) }),
  )
}

/** Allocates a pass over trials of this shape in the arena of an engine; `load` brings the trials. */
export function createRatePass(
  engine: Engine,
  network: RateNetwork,
  trials: Trials,
  precision: Precision,
): RunnablePass {
  const { arena } = engine
  const { units, inputs, layout, parameterCount } = network
  const { steps: stepCount, trials: trialCount } = trials
  const rows = stepCount * trialCount
  const matrix = (height: number, width: number) => arena.matrix(height, width, precision)
  const parameters = matrix(1, parameterCount)
  const [inputMatrix, rates] = [matrix(rows, inputs), matrix(rows, units)]
  const stretches = stretchesOf(stepCount, trialCount * units)
  const blocks = Object.entries(layout).map(([name, place]) => [name, reshaped(parameters, place)] as const)
  const pass: RatePass = {
    network,
    engine,
    precision,
    primitives: engine.primitives(precision),
    products: engine.products(precision),
    stepCount,
    trialCount,
    parameters,
    weights: Object.fromEntries(blocks) as Record<RateBlock, Block>,
    inputs: inputMatrix,
    rates,
    rateSteps: steps(rates, trialCount),
    state: matrix(trialCount, units),
    drives: matrix(stretches[0]!.to * trialCount, units),
    stretches,
    zeros: matrix(trialCount, units),
    scaled: {
      recurrent: matrix(units, units),
      recurrentTransposed: matrix(units, units),
      inputTransposed: matrix(inputs, units),
    },
    readout: createReadout(engine, network, trials, precision),
  }
  load(pass, trials)
  return { ...pass, runUnits: unitsRunner(pass) }
}

/**
 * Brings other trials of the same shape into a pass.
 * @throws RangeError where the shape differs, or where steps are scored that those were not which the pass was made for.
 */
export function load({ inputs, readout, stepCount, trialCount }: RatePass, trials: Trials): void {
  if (trials.steps !== stepCount || trials.trials !== trialCount || trials.inputs.length !== inputs.values.length)
    throw new RangeError(
      `expected trials of ${stepCount} steps x ${trialCount} trials with ${inputs.values.length} input values, got ${trials.steps} x ${trials.trials} with ${trials.inputs.length}`,
    )
  const scoredFrom = firstScoredStep(trials)
  if (scoredFrom < readout.firstStep)
    throw new RangeError(
      `these trials are scored from step ${scoredFrom} on, but the pass was made for trials scored from step ${readout.firstStep} on`,
    )
  inputs.values.set(trials.inputs)
  readout.loss.load(trials)
}

/**
 * Runs the network over all steps and scores its outputs; the loss. Afterwards the pass holds z of every step and dL/dy.
 * The scaled copies of the weights are made anew, so parameters may have changed since the last pass.
 */
export function forward(pass: RunnablePass): number {
  scaleWeights(pass)
  pass.runUnits()
  return readOut(pass.readout, pass)
}

/** Makes the runner of the units: z_t of all steps, the equations of `RateNetworkOptions.integration`. */
function unitsRunner(pass: RatePass): () => void {
  const { network, primitives, products, inputs, rateSteps, trialCount, state, drives, zeros, scaled, stretches } = pass
  const { leak, integration, activation } = network
  const advance = activation === "tanh" ? primitives.leakyTanh : primitives.leakyRelu
  const n = state.values.length
  const rateLeaks = integration === "euler"
  const driveSteps = steps(drives, trialCount)
  const inputStretches = stretches.map(({ from, to }) => rowsOf(inputs, from * trialCount, to * trialCount))
  const driveStretches = stretches.map(({ from, to }) => rowsOf(drives, 0, (to - from) * trialCount))
  return () => {
    for (const [index, { from, to }] of stretches.entries()) {
      // gain a_t = gain (U x_t + W z_{t-1}); v_t = leak v_{t-1} + gain a_t; z_t = f(v_t).
      products.multiply(driveStretches[index]!, null, inputStretches[index]!, scaled.inputTransposed)
      for (let t = from; t < to; t++) {
        const drive = driveSteps[t - from]!
        if (t > 0) products.multiply(drive, drive, rateSteps[t - 1]!, scaled.recurrentTransposed)
        const before = t === 0 ? zeros.pointer : rateLeaks ? rateSteps[t - 1]!.pointer : state.pointer
        advance(state.pointer, rateSteps[t]!.pointer, before, drive.pointer, leak, n)
      }
    }
  }
}

function scaleWeights({ network, primitives, weights, scaled }: RatePass): void {
  const { units, inputs, gain, selfConnections } = network
  const { recurrent, recurrentTransposed, inputTransposed } = scaled
  const { transpose, scale } = primitives
  transpose(recurrentTransposed.pointer, units, weights.recurrent.pointer, units, units, units)
  scale(recurrentTransposed.pointer, gain, units * units)
  if (!selfConnections) clearDiagonal(recurrentTransposed)
  transpose(recurrent.pointer, units, recurrentTransposed.pointer, units, units, units)
  transpose(inputTransposed.pointer, units, weights.input.pointer, inputs, units, inputs)
  scale(inputTransposed.pointer, gain, units * inputs)
}
