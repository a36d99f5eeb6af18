import { decisionAccuracy, networkActivity } from "../../analysis/network-activity.ts"
import { type RateNetwork, rateNetwork } from "../../networks/rate-network.ts"
import { initialRateParameters } from "../../networks/rate-start.ts"
import { foldIn, type Key, split } from "../../numerics/random-key.ts"
import type { LaneContext } from "../../runs/lane.ts"
import { type DecisionTask, fixate } from "../../tasks/decision-trials.ts"
import { type MeasuredTraining, measureTraining, type RichLazyResult } from "./measures.ts"
import { connectivityOf, type RichLazySpec, taskOf } from "./spec.ts"

/** Fresh trials on which the accuracy is told at the end, and during training. */
const [accuracyTrials, fewerTrials] = [2000, 250]

/**
 * Trains one network on a decision task and measures how lazily it learned. All ranks and kinds of one key share the Gaussian matrix, input and
 * output weights, the stream of trials and the probes.
 */
export async function runRichLazy(
  spec: RichLazySpec,
  key: Key,
  { onProgress }: Pick<LaneContext, "onProgress">,
): Promise<RichLazyResult> {
  const { result } = await measureTraining({ ...decisionTraining(spec, key), onProgress })
  return result
}

/** A training of a decision task from the start that its spec names. */
export function decisionTraining(spec: RichLazySpec, key: Key): MeasuredTraining {
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
  const [start, other] = [startKey, otherKey].map((from) =>
    initialRateParameters(network, from, { recurrent: connectivityOf(spec), ...distributions }),
  ) as [Float64Array, Float64Array]
  const { iterations, batch, rate, probeTrials, kernelTrials, leastAccuracy } = spec
  return {
    ...{ network, task, start, other, iterations, batch, rate, kernelTrials, leastAccuracy },
    key: trialKey,
    probe: task.sample(probeKey, probeTrials),
    kernelSteps: "all",
    noChoices: [fixate],
    accuracyOf: (parameters, trials) =>
      accuracyOf(network, parameters, task, accuracyKey, trials === "all" ? accuracyTrials : fewerTrials),
  }
}

async function accuracyOf(
  network: RateNetwork,
  parameters: ArrayLike<number>,
  task: DecisionTask,
  key: Key,
  count: number,
): Promise<number> {
  const trials = task.sample(foldIn(key, count), count)
  return decisionAccuracy(await networkActivity(network, parameters, trials), trials)
}
