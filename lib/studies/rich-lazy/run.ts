import { effectiveRank } from "../../analysis/effective-rank.ts"
import { decisionAccuracy, type NetworkActivity, networkActivity, ratesAt } from "../../analysis/network-activity.ts"
import { representationAlignment, signSimilarity } from "../../analysis/representation-alignment.ts"
import {
  kernelAlignment,
  kernelTaskAlignment,
  type TangentKernel,
  tangentKernel,
} from "../../analysis/tangent-kernel.ts"
import { frobeniusNorm, spectralRadius } from "../../networks/connectivity/scaling.ts"
import { type RateNetwork, rateNetwork } from "../../networks/rate-network.ts"
import { initialRateParameters } from "../../networks/rate-start.ts"
import { type Key, split } from "../../numerics/random-key.ts"
import { optimizers } from "../../rules/optimizers.ts"
import { recurrentRules } from "../../rules/recurrent-rules.ts"
import { train } from "../../rules/train.ts"
import type { LaneContext } from "../../runs/lane.ts"
import { type DecisionTask, fixate } from "../../tasks/decision-trials.ts"
import type { Trials } from "../../tasks/trials.ts"
import { connectivityOf, type RichLazySpec, taskOf } from "./spec.ts"

/** How lazy learning was between two networks that saw the same probe trials. */
export interface Alignment {
  /** KA, of the tangent kernel of the recurrent weights. */
  readonly kernel: number
  /** RA at the decision step. */
  readonly representation: number
  /** RA of centred states. */
  readonly centred: number
}

/** What one training gave. */
export interface RichLazyResult {
  /** |W(f) - W(0)|, Frobenius, and the same over |W(0)|. */
  readonly weightChange: number
  readonly relativeWeightChange: number
  readonly trained: Alignment
  /** The same between two independent untrained networks: what "unrelated" looks like. */
  readonly untrained: Alignment
  /** KTA of the start's kernel at the decision step. */
  readonly kernelTask: number
  readonly signSimilarity: number
  /** Of W(0): sum |lambda| / (N |lambda_1|), its stable and entropy forms, and its largest magnitude of an eigenvalue. */
  readonly effectiveRank: number
  readonly stableRank: number
  readonly entropyRank: number
  readonly spectralRadius: number
  /** Share of right decisions on fresh trials, and the mean loss of the last logged iterations. */
  readonly accuracy: number
  readonly loss: number
  /** Loss at every hundredth iteration. */
  readonly losses: Float64Array
  /** Why the run is listed rather than averaged; null for a good one. */
  readonly failure: string | null
  /** Whether the user stopped it. */
  readonly status: "converged" | "stopped" | "failed"
}

/** Iterations between two logged losses, and logged losses that make the final one. */
const [logEvery, lastLogged] = [100, 20]
/** A loss beyond this has exploded: it starts near ln 3. */
const explodedLoss = 10
const accuracyTrials = 2000

/**
 * Trains one network and measures how lazily it learned. All ranks and kinds of one key share the Gaussian matrix, input and output weights, the stream of
 * trials and the probes.
 */
export async function runRichLazy(
  spec: RichLazySpec,
  key: Key,
  { onProgress }: Pick<LaneContext, "onProgress">,
): Promise<RichLazyResult> {
  const task = taskOf(spec)
  const network = rateNetwork({
    units: spec.units,
    inputs: task.inputs,
    outputs: task.outputs,
    activation: "relu",
    integration: "euler",
    dtMs: spec.dtMs,
  })
  const [startKey, otherKey, trialKey, probeKey, accuracyKey] = split(key, 5) as [Key, Key, Key, Key, Key]
  const distributions = { inputDistribution: "uniform", readoutDistribution: "uniform" } as const
  const starts = [startKey, otherKey].map((from) =>
    initialRateParameters(network, from, { recurrent: connectivityOf(spec), ...distributions }),
  )
  const optimizer = optimizers.momentum({ rate: spec.rate, momentum: 0.9 })
  const { value, status } = await train(network, task, recurrentRules.bptt(), optimizer, {
    key: trialKey,
    start: starts[0]!,
    iterations: spec.iterations,
    batch: spec.batch,
    mode: "fast",
    onProgress,
  })
  const probe = task.sample(probeKey, spec.probeTrials)
  const accuracy = await accuracyOf(network, value.parameters, task, accuracyKey)
  const views = await viewsOf(network, [starts[0]!, value.parameters, starts[1]!], probe, spec.kernelTrials)
  const [before, after, other] = views as [View, View, View]
  const [first, last] = [recurrentOf(network, starts[0]!), recurrentOf(network, value.parameters)]
  const weightChange = frobeniusNorm(last.map((weight, i) => weight - first[i]!))
  return Object.freeze({
    weightChange,
    relativeWeightChange: weightChange / frobeniusNorm(first),
    trained: alignment(before, after, network.units),
    untrained: alignment(before, other, network.units),
    kernelTask: kernelTaskAlignment(before.kernel, decisions(probe).subarray(0, spec.kernelTrials), [fixate]),
    signSimilarity: signSimilarity(before.states, after.states),
    effectiveRank: effectiveRank(first),
    stableRank: effectiveRank(first, "stable"),
    entropyRank: effectiveRank(first, "entropy"),
    spectralRadius: spectralRadius(first, network.units),
    accuracy,
    ...lossesOf(value.losses),
    failure: failureOf(spec, value.losses, after, accuracy),
    status,
  } satisfies RichLazyResult)
}

/** What is compared of a network: its states at the decision of the probes, and its kernel on the first of them. */
interface View {
  readonly states: Float64Array
  readonly kernel: TangentKernel
}

async function viewsOf(
  network: RateNetwork,
  parameters: readonly ArrayLike<number>[],
  probe: Trials,
  kernelTrials: number,
): Promise<readonly View[]> {
  const few = firstTrials(probe, kernelTrials, network.inputs)
  const views: View[] = []
  for (const one of parameters) {
    const activity: NetworkActivity = await networkActivity(network, one, probe)
    const kernel = await tangentKernel(network, one, few)
    views.push({ states: ratesAt(activity, activity.steps - 1).slice(), kernel })
  }
  return views
}

function alignment(before: View, after: View, units: number): Alignment {
  return Object.freeze({
    kernel: kernelAlignment(before.kernel.kernel, after.kernel.kernel),
    representation: representationAlignment(before.states, after.states, units),
    centred: representationAlignment(before.states, after.states, units, { centred: true }),
  })
}

async function accuracyOf(
  network: RateNetwork,
  parameters: ArrayLike<number>,
  task: DecisionTask,
  key: Key,
): Promise<number> {
  const trials = task.sample(key, accuracyTrials)
  return decisionAccuracy(await networkActivity(network, parameters, trials), trials)
}

/** The first trials of a batch. */
function firstTrials({ steps, trials, inputs, target }: Trials, count: number, channels: number): Trials {
  if (target.kind !== "labels") throw new TypeError("the tasks of this study ask for classes")
  const fewer = new Float64Array(steps * count * channels)
  const labels = new Int32Array(steps * count)
  for (let t = 0; t < steps; t++) {
    fewer.set(inputs.subarray(t * trials * channels, (t * trials + count) * channels), t * count * channels)
    labels.set(target.labels.subarray(t * trials, t * trials + count), t * count)
  }
  return { steps, trials: count, inputs: fewer, target: { kind: "labels", labels } }
}

function decisions({ steps, trials, target }: Trials): Int32Array {
  if (target.kind !== "labels") throw new TypeError("the tasks of this study ask for classes")
  return target.labels.subarray((steps - 1) * trials)
}

function recurrentOf({ layout: { recurrent } }: RateNetwork, parameters: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: recurrent.rows * recurrent.columns }, (_, i) => parameters[recurrent.first + i]!)
}

function lossesOf(all: Float64Array): { readonly losses: Float64Array; readonly loss: number } {
  const losses = all.filter((_, iteration) => iteration % logEvery === logEvery - 1)
  const tail = losses.slice(-lastLogged)
  return { losses, loss: tail.reduce((sum, loss) => sum + loss, 0) / tail.length }
}

/** Dead units leave loss ln 3 and a kernel of 0 / 0, which no test for NaN in the loss finds. */
function failureOf(spec: RichLazySpec, losses: Float64Array, after: View, accuracy: number): string | null {
  const largest = losses.reduce((most, loss) => (loss > most || Number.isNaN(loss) ? loss : most), 0)
  if (!Number.isFinite(largest)) return "the loss was not finite"
  if (losses.length < spec.iterations) return `ended after ${losses.length} of ${spec.iterations} iterations`
  if (largest > explodedLoss) return `the loss rose to ${largest.toPrecision(3)}`
  if (after.states.every((rate) => rate === 0)) return "all units are silent at the decision"
  if (accuracy < spec.leastAccuracy) return `only ${(100 * accuracy).toFixed(1)} % of decisions are right`
  return null
}
