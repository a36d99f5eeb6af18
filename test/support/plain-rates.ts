import { type BlockLayout, rateBlocks } from "../../lib/networks/rate-network.ts"
import type { Trials } from "../../lib/tasks/trials.ts"
import type { RateProblem } from "./rate-problems.ts"

/** One trial of a rate network as plain loops make it: entry t is time step t, counted from 0. */
export interface PlainTrial {
  /** What drives the units: z_{t-1} and behind it x_t. */
  readonly sources: readonly (readonly number[])[]
  /** psi_t = f'(v_t). */
  readonly slopes: readonly (readonly number[])[]
  /** eps_t = dL/dy_t. */
  readonly errors: readonly (readonly number[])[]
  /** l_t = w^T eps_t. */
  readonly signals: readonly (readonly number[])[]
}

/** A network's weights as rows, and its trials. */
export interface PlainRun {
  readonly problem: RateProblem
  readonly recurrent: readonly (readonly number[])[]
  readonly readout: readonly (readonly number[])[]
  readonly trials: readonly PlainTrial[]
  readonly loss: number
}

const times = (matrix: readonly (readonly number[])[], x: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, value, j) => sum + value * x[j]!, 0))

/** A^T x. */
export function timesTransposed(matrix: readonly (readonly number[])[], x: readonly number[]): number[] {
  return matrix[0]!.map((_, p) => matrix.reduce((sum, row, j) => sum + row[p]! * x[j]!, 0))
}

/** Runs a network as one would write it down, trial by trial, with the equations of `RateNetworkOptions.integration`. */
export function plainRun(problem: RateProblem): PlainRun {
  const { network, trials, parameters } = problem
  const { units, inputs, integration, leak, gain, activation, selfConnections, layout } = network
  const [recurrent, input, readout, bias] = rateBlocks.map((name) => rowsAt(parameters, layout[name]))
  if (!selfConnections) for (const [i, row] of recurrent!.entries()) row[i] = 0
  const weights = rowWeights(trials)
  let loss = 0
  const run = (trial: number): PlainTrial => {
    const [sources, slopes, errors, signals]: number[][][] = [[], [], [], []]
    let [v, z] = [new Array<number>(units).fill(0), new Array<number>(units).fill(0)]
    for (let t = 0; t < trials.steps; t++) {
      const row = t * trials.trials + trial
      const x = Array.from(trials.inputs.subarray(row * inputs, (row + 1) * inputs))
      sources!.push([...z, ...x])
      const drive = times(recurrent!, z).map((value, i) => value + times(input!, x)[i]!)
      v = (integration === "euler" ? z : v).map((past, i) => leak * past + gain * drive[i]!)
      z = v.map((value) => (activation === "tanh" ? Math.tanh(value) : Math.max(value, 0)))
      slopes!.push(v.map((value, i) => (activation === "tanh" ? 1 - z[i]! ** 2 : value > 0 ? 1 : 0)))
      const y = times(readout!, z).map((value, k) => value + (bias![0]?.[k] ?? 0))
      const scored = score(trials, row, y)
      loss += weights[row]! * scored.loss
      errors!.push(scored.slope.map((slope) => weights[row]! * slope))
      signals!.push(timesTransposed(readout!, errors!.at(-1)!))
    }
    return { sources: sources!, slopes: slopes!, errors: errors!, signals: signals! }
  }
  const each = Array.from({ length: trials.trials }, (_, trial) => run(trial))
  return { problem, recurrent: recurrent!, readout: readout!, trials: each, loss }
}

/** Loss of one row of outputs and its derivative, without the row's weight. */
function score({ target }: Trials, row: number, y: readonly number[]): { loss: number; slope: number[] } {
  if (target.kind === "values") {
    const differences = y.map((value, k) => value - target.values[row * y.length + k]!)
    const loss = differences.reduce((sum, d) => sum + d * d, 0) / (2 * y.length)
    return { loss, slope: differences.map((d) => d / y.length) }
  }
  const label = target.labels[row]!
  const total = y.reduce((sum, value) => sum + Math.exp(value), 0)
  const slope = y.map((value, k) => Math.exp(value) / total - (k === label ? 1 : 0))
  return { loss: label < 0 ? 0 : Math.log(total) - y[label]!, slope }
}

function rowWeights({ target, weights, steps, trials }: Trials): number[] {
  const scored = (row: number) => target.kind === "values" || target.labels[row]! >= 0
  const each = Array.from({ length: steps * trials }, (_, row) => (scored(row) ? (weights?.[row] ?? 1) : 0))
  const total = each.reduce((sum, weight) => sum + weight, 0)
  return each.map((weight) => weight / total)
}

function rowsAt(parameters: Float64Array, { first, rows, columns }: BlockLayout): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from(parameters.subarray(first + i * columns, first + (i + 1) * columns)),
  )
}
