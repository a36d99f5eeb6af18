import { returnEngine } from "../engine/engine.ts"
import { engineFor } from "../engine/engine-for.ts"
import { createRatePass, forward } from "../networks/rate-forward.ts"
import { type RateNetwork, rateBlocks } from "../networks/rate-network.ts"
import type { Trials } from "../tasks/trials.ts"

/** What a network did on a batch of trials, in f64: entry (t, b, i) stands at (t x trials + b) x width + i. */
export interface NetworkActivity {
  readonly steps: number
  readonly trials: number
  readonly units: number
  readonly outputCount: number
  /** z, T x B x N. */
  readonly rates: Float64Array
  /** y, T x B x N_out. */
  readonly outputs: Float64Array
  /** Loss on these trials. */
  readonly loss: number
}

/**
 * Runs a rate network on trials in mode `exact`.
 * @throws RangeError where the number of parameters is not the network's, or the trials are not of its channels.
 */
export async function networkActivity(
  network: RateNetwork,
  parameters: ArrayLike<number>,
  trials: Trials,
): Promise<NetworkActivity> {
  const { parameterCount, units, outputs: outputCount, inputs } = network
  if (parameters.length !== parameterCount)
    throw new RangeError(`networkActivity: expected ${parameterCount} parameters, got ${parameters.length}`)
  if (trials.inputs.length !== trials.steps * trials.trials * inputs)
    throw new RangeError(`networkActivity: the trials do not have the network's ${inputs} input channels`)
  const engine = await engineFor("exact")
  try {
    const pass = createRatePass(engine, network, trials, "f64")
    pass.parameters.values.set(parameters)
    const loss = forward(pass)
    const rates = Float64Array.from(pass.rates.values)
    const outputs = readOutputs(network, Float64Array.from(parameters), rates)
    const { steps, trials: count } = trials
    return Object.freeze({ steps, trials: count, units, outputCount, rates, outputs, loss })
  } finally {
    returnEngine(engine)
  }
}

function readOutputs(
  { layout, units, outputs }: RateNetwork,
  parameters: Float64Array,
  rates: Float64Array,
): Float64Array {
  const [, , weights, bias] = rateBlocks.map((name) => {
    const { first, rows, columns } = layout[name]
    return parameters.subarray(first, first + rows * columns)
  })
  const rows = rates.length / units
  const y = new Float64Array(rows * outputs)
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < outputs; k++) {
      let sum = bias![k] ?? 0
      for (let i = 0; i < units; i++) sum += weights![k * units + i]! * rates[row * units + i]!
      y[row * outputs + k] = sum
    }
  return y
}

/** Rates of one step, B x N. */
export function ratesAt({ rates, trials, units }: NetworkActivity, step: number): Float64Array {
  return rates.subarray(step * trials * units, (step + 1) * trials * units)
}

/**
 * Share of trials whose largest output at a step is the class that is asked for there.
 * @param step the last one where absent; trials without a label there are left out.
 * @throws TypeError where the trials ask for values rather than classes, RangeError where no trial has a label at the step.
 */
export function decisionAccuracy(activity: NetworkActivity, trials: Trials, step = activity.steps - 1): number {
  const { target } = trials
  if (target.kind !== "labels") throw new TypeError("decisionAccuracy needs trials of classes; these ask for values")
  const { outputCount, trials: count, outputs } = activity
  let [right, scored] = [0, 0]
  for (let b = 0; b < count; b++) {
    const row = step * count + b
    const label = target.labels[row]!
    if (label < 0) continue
    const y = outputs.subarray(row * outputCount, (row + 1) * outputCount)
    scored += 1
    if (y.indexOf(y.reduce((most, value) => Math.max(most, value))) === label) right += 1
  }
  if (scored === 0) throw new RangeError(`no trial is asked for a class at step ${step}`)
  return right / scored
}
