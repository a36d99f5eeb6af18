import { effectiveRank } from "../../analysis/effective-rank.ts"
import { type NetworkActivity, networkActivity, ratesAt } from "../../analysis/network-activity.ts"
import { representationAlignment, signSimilarity } from "../../analysis/representation-alignment.ts"
import {
  kernelAlignment,
  kernelTaskAlignment,
  type TangentKernel,
  tangentKernel,
} from "../../analysis/tangent-kernel.ts"
import { frobeniusNorm, spectralRadius } from "../../networks/connectivity/scaling.ts"
import type { RateNetwork } from "../../networks/rate-network.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { Progress, Status } from "../../numerics/solution.ts"
import { optimizers } from "../../rules/optimizers.ts"
import { recurrentRules } from "../../rules/recurrent-rules.ts"
import { train } from "../../rules/train.ts"
import type { Trials, TrialTask } from "../../tasks/trials.ts"

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
  /** Iterations at which the accuracy was looked at, and what it was on a smaller set of trials. */
  readonly looks: Float64Array
  readonly accuracies: Float64Array
  /** Why the run is listed rather than averaged; null for a good one. */
  readonly failure: string | null
  /** Whether the user stopped it. */
  readonly status: Status
}

/** A training that is to be measured. */
export interface MeasuredTraining {
  readonly network: RateNetwork
  readonly task: TrialTask
  /** All parameters at the start, and those of an independent untrained network. */
  readonly start: Float64Array
  readonly other: Float64Array
  readonly iterations: number
  readonly batch: number
  readonly rate: number
  /** Draws the trials of every iteration. */
  readonly key: Key
  readonly probe: Trials
  /** The first of the probes make the kernel, at all steps or the last. */
  readonly kernelTrials: number
  readonly kernelSteps: "all" | "last"
  /** Classes that are no choices, such as to fixate. */
  readonly noChoices: readonly number[]
  /** Share of right decisions of given parameters, on all fresh trials or on fewer of them. */
  readonly accuracyOf: (parameters: ArrayLike<number>, trials: "all" | "few") => Promise<number>
  /** Runs below this share of right decisions are listed, not averaged. */
  readonly leastAccuracy: number
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** Iterations between two logged losses, and logged losses that make the final one. */
export const logEvery = 100
const lastLogged = 20
/** A loss beyond this has exploded: it starts near the logarithm of the number of classes. */
const explodedLoss = 10
/** Looks at the accuracy during a training. */
const looksOfTraining = 20

/** Trains a network by BPTT with momentum, and measures how lazily it learned; its trained parameters come with it. */
export async function measureTraining(
  training: MeasuredTraining,
): Promise<{ readonly result: RichLazyResult; readonly parameters: Float64Array }> {
  const { network, start, iterations, batch, rate, key, onProgress, probe, kernelTrials, noChoices } = training
  const looks: number[] = []
  const accuracies: number[] = []
  const { value, status } = await train(
    network,
    training.task,
    recurrentRules.bptt(),
    optimizers.momentum({ rate, momentum: 0.9 }),
    {
      ...{ key, start, iterations, batch, mode: "fast" },
      checkpoints: {
        every: Math.max(1, Math.round(iterations / looksOfTraining)),
        look: async (iteration, parameters) => {
          looks.push(iteration)
          accuracies.push(await training.accuracyOf(parameters, "few"))
        },
      },
      ...(onProgress === undefined ? {} : { onProgress }),
    },
  )
  const parameters = Float64Array.from(value.parameters)
  const accuracy = await training.accuracyOf(parameters, "all")
  const [before, after, other] = await viewsOf(training, [start, parameters, training.other])
  const [first, last] = [recurrentOf(network, start), recurrentOf(network, parameters)]
  const weightChange = frobeniusNorm(last.map((weight, i) => weight - first[i]!))
  const result = Object.freeze({
    weightChange,
    relativeWeightChange: weightChange / frobeniusNorm(first),
    trained: alignment(before!, after!, network.units),
    untrained: alignment(before!, other!, network.units),
    kernelTask: kernelTaskAlignment(before!.kernel, decisions(probe).subarray(0, kernelTrials), noChoices),
    signSimilarity: signSimilarity(before!.states, after!.states),
    effectiveRank: effectiveRank(first),
    stableRank: effectiveRank(first, "stable"),
    entropyRank: effectiveRank(first, "entropy"),
    spectralRadius: spectralRadius(first, network.units),
    accuracy,
    ...lossesOf(value.losses),
    looks: Float64Array.from(looks),
    accuracies: Float64Array.from(accuracies),
    failure: failureOf(training, value.losses, after!, accuracy),
    status,
  } satisfies RichLazyResult)
  return { result, parameters }
}

/** What is compared of a network: its states at the decision of the probes, and its kernel on the first of them. */
interface View {
  readonly states: Float64Array
  readonly kernel: TangentKernel
}

async function viewsOf(
  { network, probe, kernelTrials, kernelSteps }: MeasuredTraining,
  parameters: readonly ArrayLike<number>[],
): Promise<readonly View[]> {
  const few = firstTrials(probe, kernelTrials, network.inputs)
  const views: View[] = []
  for (const one of parameters) {
    const activity: NetworkActivity = await networkActivity(network, one, probe)
    const kernel = await tangentKernel(network, one, few, { steps: kernelSteps })
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

/** W of a flat vector of parameters. */
export function recurrentOf({ layout: { recurrent } }: RateNetwork, parameters: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: recurrent.rows * recurrent.columns }, (_, i) => parameters[recurrent.first + i]!)
}

function lossesOf(all: Float64Array): { readonly losses: Float64Array; readonly loss: number } {
  const losses = all.filter((_, iteration) => iteration % logEvery === logEvery - 1)
  const tail = losses.slice(-lastLogged)
  return { losses, loss: tail.reduce((sum, loss) => sum + loss, 0) / tail.length }
}

/** Dead units leave a loss of ln 3 and a kernel of 0 / 0, which no test for NaN in the loss finds. */
function failureOf(
  { iterations, leastAccuracy }: MeasuredTraining,
  losses: Float64Array,
  after: View,
  accuracy: number,
): string | null {
  const largest = losses.reduce((most, loss) => (loss > most || Number.isNaN(loss) ? loss : most), 0)
  if (!Number.isFinite(largest)) return "the loss was not finite"
  if (losses.length < iterations) return `ended after ${losses.length} of ${iterations} iterations`
  if (largest > explodedLoss) return `the loss rose to ${largest.toPrecision(3)}`
  if (after.states.every((rate) => rate === 0)) return "all units are silent at the decision"
  if (accuracy < leastAccuracy) return `only ${(100 * accuracy).toFixed(1)} % of decisions are right`
  return null
}
