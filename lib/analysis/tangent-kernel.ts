import { block, type Matrix, rowsOf, steps as stepsOf } from "../engine/arena.ts"
import { type Engine, returnEngine } from "../engine/engine.ts"
import { engineFor } from "../engine/engine-for.ts"
import { createRatePass, forward } from "../networks/rate-forward.ts"
import type { RateNetwork } from "../networks/rate-network.ts"
import type { RunnablePass } from "../networks/rate-pass.ts"
import { choiceOption, refuseUnknownKeys } from "../numerics/options.ts"
import { breathe } from "../runs/surroundings.ts"
import type { Trials } from "../tasks/trials.ts"

/** The tangent kernel of a network on some trials. */
export interface TangentKernel {
  /** K = G G^T, rows x rows, row by row. */
  readonly kernel: Float64Array
  /** Row (t, k, b) stands at ((T - 1 - t) x outputs + k) x trials + b: the last step comes first. */
  readonly rows: number
  readonly outputs: number
  readonly trials: number
  /** Steps that have rows. */
  readonly steps: number
}

/** Options of `tangentKernel`. */
export interface TangentKernelOptions {
  /** Whether every step has rows or the last alone; "all" where absent. */
  readonly steps?: "all" | "last"
}

/**
 * The tangent kernel with respect to the recurrent weights: row (t, k, b) of G is the gradient of output k at step t in trial b with respect to W.
 * Factored: with q_s the derivative of that output by the drive of step s, G = gain sum_s q_s z_{s-1}^T, so that
 * K = gain^2 sum_{s, s'} (q_s . q'_{s'}) (z_{s-1} . z'_{s'-1}), and no row of N^2 numbers is ever made. In f64 and mode `exact`.
 * The input weights and the readout, which are trained as well, are not part of it.
 * @throws RangeError where the number of parameters is not the network's.
 * @see Liu et al. 2024, arXiv 2310.08513.
 */
export async function tangentKernel(
  network: RateNetwork,
  parameters: ArrayLike<number>,
  trials: Trials,
  options: TangentKernelOptions = {},
): Promise<TangentKernel> {
  refuseUnknownKeys("tangentKernel", options, ["steps"])
  const which = choiceOption("tangentKernel: steps", options.steps ?? "all", ["all", "last"])
  if (parameters.length !== network.parameterCount)
    throw new RangeError(`tangentKernel: expected ${network.parameterCount} parameters, got ${parameters.length}`)
  const engine = await engineFor("exact")
  try {
    const pass = createRatePass(engine, network, trials, "f64")
    pass.parameters.values.set(parameters)
    forward(pass)
    const factors = backward(engine, pass, which === "all")
    const kernel = await contract(engine, pass, factors)
    const { outputs } = network
    const steps = which === "all" ? trials.steps : 1
    return Object.freeze({ kernel, rows: steps * outputs * trials.trials, outputs, trials: trials.trials, steps })
  } finally {
    returnEngine(engine)
  }
}

/** q of step s for all outputs at s or later, latest step first; entry s of the list. */
function backward(engine: Engine, pass: RunnablePass, everyStep: boolean): readonly Matrix[] {
  const { stepCount, trialCount, network, scaled, products } = pass
  const { units, outputs } = network
  const perStep = outputs * trialCount
  const factors: Matrix[] = []
  for (let s = stepCount - 1; s >= 0; s--) {
    const later = factors[s + 1]
    const fresh = everyStep || later === undefined ? perStep : 0
    const rows = (later?.rows ?? 0) + fresh
    const q = engine.arena.matrix(rows, units, "f64")
    if (later !== undefined) {
      // Row by row W^T q, times the gain, which the scaled weights have.
      products.multiply(rowsOf(q, 0, later.rows), null, block(later, 0, 0, later.rows, units), scaled.recurrent)
      chain(pass, s, q, later)
    }
    if (fresh > 0) start(pass, s, q, later?.rows ?? 0)
    factors[s] = q
  }
  return factors
}

/** The slope of each unit at a step and trial, psi. */
function slope(
  { network: { activation }, rates, trialCount }: RunnablePass,
  step: number,
  trial: number,
  unit: number,
) {
  const z = rates.values[(step * trialCount + trial) * rates.columns + unit]!
  return activation === "tanh" ? 1 - z * z : z > 0 ? 1 : 0
}

/** q_s from q_{s+1}: psi (leak q + gain W^T q) where the rate leaks, psi gain W^T q + leak q where the state does. */
function chain(pass: RunnablePass, s: number, q: Matrix, later: Matrix): void {
  const { network, trialCount } = pass
  const { units, leak, integration } = network
  const rateLeaks = integration === "euler"
  for (let row = 0; row < later.rows; row++)
    for (let i = 0; i < units; i++) {
      const at = row * units + i
      const psi = slope(pass, s, row % trialCount, i)
      const kept = leak * later.values[at]!
      q.values[at] = rateLeaks ? psi * (kept + q.values[at]!) : psi * q.values[at]! + kept
    }
}

/** Rows of the outputs at step s itself: psi times the readout's row. */
function start(pass: RunnablePass, s: number, q: Matrix, from: number): void {
  const { network, trialCount, parameters } = pass
  const { units, outputs, layout } = network
  for (let k = 0; k < outputs; k++)
    for (let b = 0; b < trialCount; b++)
      for (let i = 0; i < units; i++)
        q.values[(from + k * trialCount + b) * units + i] =
          slope(pass, s, b, i) * parameters.values[layout.readout.first + k * units + i]!
}

async function contract(engine: Engine, pass: RunnablePass, factors: readonly Matrix[]): Promise<Float64Array> {
  const { network, rates, trialCount, stepCount, products } = pass
  const rows = factors[0]!.rows
  const { arena } = engine
  const dots = arena.matrix(rows, rows, "f64")
  const grams = arena.matrix(trialCount, trialCount, "f64")
  const states = stepsOf(rates, trialCount)
  const kernel = new Float64Array(rows * rows)
  const scale = network.gain ** 2
  // z before the first step is 0, and so is the share of s = 0.
  for (let s = 1; s < stepCount; s++) {
    await breathe()
    for (let other = 1; other <= s; other++) {
      const [a, b] = [factors[s]!, factors[other]!]
      const out = block(dots, 0, 0, a.rows, b.rows)
      products.multiplyTransposedRight(out, null, block(a, 0, 0, a.rows, a.columns), block(b, 0, 0, b.rows, b.columns))
      products.multiplyTransposedRight(
        block(grams, 0, 0, trialCount, trialCount),
        null,
        states[s - 1]!,
        states[other - 1]!,
      )
      accumulate(kernel, rows, dots, grams, { a: a.rows, b: b.rows, trials: trialCount, scale, mirrored: s !== other })
    }
  }
  return kernel
}

interface Extent {
  readonly a: number
  readonly b: number
  readonly trials: number
  readonly scale: number
  readonly mirrored: boolean
}

function accumulate(kernel: Float64Array, rows: number, dots: Matrix, grams: Matrix, extent: Extent): void {
  const { a, b, trials, scale, mirrored } = extent
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++) {
      const value = scale * dots.values[i * rows + j]! * grams.values[(i % trials) * trials + (j % trials)]!
      kernel[i * rows + j]! += value
      if (mirrored) kernel[j * rows + i]! += value
    }
}

/**
 * Kernel alignment KA = <K_f, K_0> / (|K_f| |K_0|), a cosine of positive matrices: show it beside that of untrained networks.
 * @throws RangeError where the sizes differ.
 */
export function kernelAlignment(before: ArrayLike<number>, after: ArrayLike<number>): number {
  if (before.length !== after.length)
    throw new RangeError(`kernelAlignment: kernels of ${before.length} and ${after.length} entries cannot be compared`)
  let [both, first, second] = [0, 0, 0]
  for (let i = 0; i < before.length; i++) {
    both += before[i]! * after[i]!
    first += before[i]! ** 2
    second += after[i]! ** 2
  }
  return both / Math.sqrt(first * second)
}

/**
 * Kernel-task alignment KTA = y^T K y / (|K| |y|^2) over the rows of the last step, y the one-hot target of each output, centred over trials, 0 for
 * the outputs left out.
 * @param targets for each trial the index of its output.
 * @param leftOut outputs that are no choices, such as fixation.
 */
export function kernelTaskAlignment(
  { kernel, rows, outputs, trials }: TangentKernel,
  targets: ArrayLike<number>,
  leftOut: readonly number[] = [],
): number {
  if (targets.length !== trials)
    throw new RangeError(`kernelTaskAlignment: ${trials} trials have no ${targets.length} targets`)
  const size = outputs * trials
  const y = new Float64Array(size)
  for (let k = 0; k < outputs; k++) {
    if (leftOut.includes(k)) continue
    const share = Array.from(targets).filter((target) => target === k).length / trials
    for (let b = 0; b < trials; b++) y[k * trials + b] = (targets[b] === k ? 1 : 0) - share
  }
  let [aligned, power, length] = [0, 0, 0]
  for (let i = 0; i < size; i++) {
    length += y[i]! ** 2
    for (let j = 0; j < size; j++) {
      const value = kernel[i * rows + j]!
      aligned += y[i]! * value * y[j]!
      power += value ** 2
    }
  }
  return aligned / (Math.sqrt(power) * length)
}
