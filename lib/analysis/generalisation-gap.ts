import { type ColumnTable, table } from "arquero"
import type { Mode } from "../engine/compiled-module.ts"
import { type Engine, returnEngine } from "../engine/engine.ts"
import { engineFor } from "../engine/engine-for.ts"
import type { Precision } from "../engine/primitives.ts"
import { createRatePass, forward } from "../networks/rate-forward.ts"
import type { RateNetwork } from "../networks/rate-network.ts"
import type { RatePass } from "../networks/rate-pass.ts"
import { choiceOption, integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import type { Progress, Solution, Status } from "../numerics/solution.ts"
import { version } from "../numerics/version.ts"
import { startPace } from "../runs/pace.ts"
import { startProgress } from "../runs/surroundings.ts"
import type { Target, Trials } from "../tasks/trials.ts"

/** How well a network does on some trials. */
export interface NetworkEvaluation {
  /** Trials that were run. */
  readonly trials: number
  /** Loss of the data, without any penalty: see `Trials.target`; NaN where no trial was run. */
  readonly loss: number
  /**
   * Share of the weight of the steps that are asked for a class at which that class has the largest output, the first of equals counting;
   * null where values are asked for, NaN where no trial was run.
   */
  readonly accuracy: number | null
}

/** Options of `evaluateNetwork`. */
export interface EvaluateNetworkOptions {
  /** Most trials that are run at a time; 256 where absent. */
  readonly batch?: number
  /** "f32" where absent. */
  readonly precision?: Precision
  /** "fast" where absent; "exact" gives the same bits on every machine. */
  readonly mode?: Mode
  /** Gets the reports of progress, in trials, and then no bar is drawn. */
  readonly onProgress?: (progress: Progress) => void
}

const defaults = { batch: 256, precision: "f32", mode: "fast" } as const

/**
 * Loss and accuracy of a rate network on given trials, run in batches so that any number fits.
 * Stopped, it hands back those of the trials that were run; where the loss is not finite its status is "failed". The table has the one row.
 * @param trials all trials at once, or an iterable of sets of them, such as a generator that makes them as they are needed.
 * @throws on an unknown option, an impossible value, parameters of the wrong length, or trials of which no step is scored.
 */
export async function evaluateNetwork(
  network: RateNetwork,
  parameters: ArrayLike<number>,
  trials: Trials | Iterable<Trials>,
  options: EvaluateNetworkOptions = {},
): Promise<Solution<NetworkEvaluation, ColumnTable>> {
  const { batch, precision, mode } = checked(network, parameters, options)
  const sets: Iterable<Trials> = "steps" in trials ? [trials] : trials
  const total = Array.isArray(sets) ? sets.reduce((sum, set: Trials) => sum + set.trials, 0) : Number.POSITIVE_INFINITY
  const bar = startProgress("evaluation", total, options.onProgress)
  const engine = await engineFor(mode)
  try {
    const kind = "steps" in trials ? trials.target.kind : null
    const sums: Sums = { trials: 0, weight: 0, loss: 0, right: 0, kind }
    const pace = startPace()
    let status: Status = "converged"
    for (const part of batches(sets, batch)) {
      if (!(await pace.goOn())) {
        status = "stopped"
        break
      }
      engine.arena.scope(() => addBatch(sums, engine, network, parameters, part, precision))
      bar.report(sums.trials)
    }
    if (status !== "stopped" && sums.weight === 0)
      throw new RangeError(`evaluateNetwork: no step of these ${sums.trials} trials is scored`)
    if (status !== "stopped" && !Number.isFinite(sums.loss)) status = "failed"
    const value = Object.freeze({
      trials: sums.trials,
      loss: sums.loss / sums.weight,
      accuracy: sums.kind === "values" ? null : sums.right / sums.weight,
    })
    return Object.freeze({
      value,
      table: table({ trials: [value.trials], loss: [value.loss], accuracy: [value.accuracy] }),
      status,
      message: ending(value, status),
      info: Object.freeze({ features: engine.features }),
      provenance: Object.freeze({ version, mode, precision, key: null, options: Object.freeze({ batch }) }),
    } satisfies Solution<NetworkEvaluation, ColumnTable>)
  } finally {
    bar.finish()
    returnEngine(engine)
  }
}

/**
 * Generalisation gap: accuracy on the training data less that on test data where both have one, else test loss less training loss. Above 0 a
 * network does worse on test data.
 * @throws TypeError where one has an accuracy and the other has none.
 * @see Liu et al. 2022, arXiv 2206.00823.
 */
export function generalisationGap(
  train: Pick<NetworkEvaluation, "loss" | "accuracy">,
  test: Pick<NetworkEvaluation, "loss" | "accuracy">,
): number {
  if (train.accuracy !== null && test.accuracy !== null) return train.accuracy - test.accuracy
  if (train.accuracy !== test.accuracy)
    throw new TypeError(
      `generalisationGap: expected two evaluations of one task, got accuracies of ${train.accuracy} and ${test.accuracy}`,
    )
  return test.loss - train.loss
}

function checked({ parameterCount }: RateNetwork, parameters: ArrayLike<number>, options: EvaluateNetworkOptions) {
  const what = "evaluateNetwork"
  refuseUnknownKeys(what, options, [...Object.keys(defaults), "onProgress"])
  const settings = { ...defaults, ...options }
  integerOption(`${what}: batch`, settings.batch, 1)
  choiceOption(`${what}: precision`, settings.precision, ["f32", "f64"])
  choiceOption(`${what}: mode`, settings.mode, ["fast", "exact"])
  if (parameters.length !== parameterCount)
    throw new RangeError(`${what}: expected ${parameterCount} parameters, got ${parameters.length}`)
  return settings
}

/** Sets of trials cut into batches of at most so many. */
function* batches(sets: Iterable<Trials>, most: number): Generator<Trials> {
  for (const set of sets)
    for (let from = 0; from < set.trials; from += most)
      yield set.trials <= most ? set : trialsBetween(set, from, Math.min(from + most, set.trials))
}

/** Trials `from` … `to` - 1. */
function trialsBetween({ steps, trials, inputs, target, weights }: Trials, from: number, to: number): Trials {
  const count = to - from
  const cut = <Numbers extends Float64Array | Int32Array>(all: Numbers, part: Numbers): Numbers => {
    const width = all.length / (steps * trials)
    for (let t = 0; t < steps; t++)
      part.set(all.subarray((t * trials + from) * width, (t * trials + to) * width), t * count * width)
    return part
  }
  const cutNumbers = (all: Float64Array) => cut(all, new Float64Array((all.length / trials) * count))
  return {
    steps,
    trials: count,
    inputs: cutNumbers(inputs),
    target:
      target.kind === "values"
        ? { kind: "values", values: cutNumbers(target.values) }
        : { kind: "labels", labels: cut(target.labels, new Int32Array(steps * count)) },
    ...(weights === undefined ? {} : { weights: cutNumbers(weights) }),
  }
}

/** Sums over what has been run. */
interface Sums {
  trials: number
  /** Of all scored steps. */
  weight: number
  /** Weight times loss. */
  loss: number
  /** Weight of the steps at which the class asked for has the largest output. */
  right: number
  /** What is asked for, null before the first trial. */
  kind: Target["kind"] | null
}

function addBatch(
  sums: Sums,
  engine: Engine,
  network: RateNetwork,
  parameters: ArrayLike<number>,
  batch: Trials,
  precision: Precision,
): void {
  const { kind } = batch.target
  if (sums.kind !== null && sums.kind !== kind)
    throw new TypeError(`evaluateNetwork: some trials ask for ${sums.kind}, others for ${kind}`)
  sums.kind = kind
  sums.trials += batch.trials
  const weight = scoredWeight(batch)
  if (weight === 0) return
  const pass = createRatePass(engine, network, batch, precision)
  pass.parameters.values.set(parameters)
  sums.weight += weight
  sums.loss += weight * forward(pass)
  sums.right += weightRight(pass, batch)
}

function isScored({ target }: Trials, row: number): boolean {
  return target.kind === "values" || target.labels[row]! >= 0
}

function scoredWeight(batch: Trials): number {
  let sum = 0
  for (let row = 0; row < batch.steps * batch.trials; row++) if (isScored(batch, row)) sum += batch.weights?.[row] ?? 1
  return sum
}

/** Weight of the steps at which the class asked for has the largest output. */
function weightRight({ readout, trialCount, network }: RatePass, { target, weights }: Trials): number {
  if (target.kind === "values") return 0
  const first = readout.firstStep * trialCount
  const { values } = readout.outputs
  let sum = 0
  for (let row = first; row < target.labels.length; row++) {
    const label = target.labels[row]!
    if (label >= 0 && label === largest(values, (row - first) * network.outputs, network.outputs))
      sum += weights?.[row] ?? 1
  }
  return sum
}

/** Which of `count` values from `at` on is the largest, the first of equals; -1 where one is not a number. */
function largest(values: ArrayLike<number>, at: number, count: number): number {
  let most = 0
  for (let k = 0; k < count; k++) {
    const value = values[at + k]!
    if (Number.isNaN(value)) return -1
    if (value > values[at + most]!) most = k
  }
  return most
}

function ending({ trials, loss, accuracy }: NetworkEvaluation, status: Status): string {
  const share = accuracy === null ? "" : `, accuracy ${accuracy.toPrecision(4)}`
  const found = `${trials} trials: loss ${loss.toPrecision(4)}${share}`
  if (status === "failed") return `${found}: the loss is not finite at these parameters.`
  return status === "stopped" ? `Stopped on request after ${found}.` : `${found}.`
}
