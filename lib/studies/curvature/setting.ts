import { loadMnist } from "../../data/mnist.ts"
import { type RateNetwork, type RateNetworkOptions, rateNetwork } from "../../networks/rate-network.ts"
import { initialRateParameters, type RateStartOptions } from "../../networks/rate-start.ts"
import { choiceOption } from "../../numerics/options.ts"
import { foldIn, type Key, split } from "../../numerics/random-key.ts"
import { delayedMatch } from "../../tasks/delayed-match.ts"
import { type ImageRowsTask, imageRows } from "../../tasks/image-rows.ts"
import type { LabelledImages } from "../../tasks/labelled-images.ts"
import { patternGeneration } from "../../tasks/pattern-generation.ts"
import { rowGlyphs } from "../../tasks/row-glyphs.ts"
import type { Trials, TrialTask } from "../../tasks/trials.ts"
import { type CurvatureSpec, settings } from "./spec.ts"

/** A task with its network, and what is measured on it; all arms of a seed share all of it. */
export interface OpenSetting {
  readonly network: RateNetwork
  readonly start: Float64Array
  /** Draws the batches that are learned from. */
  readonly task: TrialTask
  /** What the training loss or accuracy is told on, test data of the same kind (null where training never repeats itself), and noisier ones. */
  readonly train: () => Iterable<Trials>
  readonly clean: (() => Iterable<Trials>) | null
  readonly noisy: () => Iterable<Trials>
  /** Trials whose loss has the Hessian. */
  readonly hessian: Trials
}

/** Fresh trials for training and test losses of tasks without end. */
const evaluationTrials = 256
/** Noise on pixels of the noisy test. */
const pixelNoise = 0.2
/** Images that are evaluated at a time. */
const imagesAtOnce = 500
const glyphs = 1000
/** In units of the time constant: a leak of 1/2. */
const halfLeak = Math.LN2

/** Opens the setting of a spec for a seed. */
export async function openSetting(spec: CurvatureSpec, key: Key): Promise<OpenSetting> {
  choiceOption("curvature: setting", spec.setting, settings)
  const [taskKey, startKey, trainKey, testKey, hessianKey] = split(key, 5) as [Key, Key, Key, Key, Key]
  const { setting, units, steps, hessianTrials } = spec
  if (setting === "pattern generation") {
    const task = patternGeneration({ key: taskKey, steps })
    const noisy = patternGeneration({ key: taskKey, steps, noise: 0.3 })
    const start = { recurrentGain: 0.7 * Math.SQRT2 }
    return {
      ...started({ units, inputs: task.inputs, outputs: 1, ...leaky }, start, startKey),
      task,
      train: () => [task.sample(trainKey, evaluationTrials)],
      clean: null,
      noisy: () => [noisy.sample(testKey, evaluationTrials)],
      hessian: task.sample(hessianKey, hessianTrials),
    }
  }
  if (setting === "delayed match") {
    const [task, noisy] = [delayedMatch(), delayedMatch({ noise: 0.4 })]
    const start = { inputGain: Math.SQRT2, readoutDistribution: "glorot" } as const
    const { inputs, outputs } = task
    return {
      ...started({ units, inputs, outputs, readoutBias: true, ...leaky }, start, startKey),
      task,
      train: () => [task.sample(trainKey, 4 * evaluationTrials)],
      clean: null,
      noisy: () => [noisy.sample(testKey, 4 * evaluationTrials)],
      hessian: task.sample(hessianKey, hessianTrials),
    }
  }
  return ofImages(spec, { ...(await imagesOf(setting, taskKey)), startKey, testKey, hessianKey })
}

const leaky = { dtMs: 100 * halfLeak, tauMs: 100 } as const
/** alpha = 0: units without memory of their own. */
const memoryless = { integration: "euler", dtMs: 100, tauMs: 100 } as const

function started(
  options: RateNetworkOptions,
  start: RateStartOptions,
  key: Key,
): { readonly network: RateNetwork; readonly start: Float64Array } {
  const network = rateNetwork({ ...options, activation: "relu", selfConnections: false })
  return { network, start: initialRateParameters(network, key, start) }
}

interface Images {
  readonly train: LabelledImages
  readonly test: LabelledImages
}

async function imagesOf(setting: "row glyphs" | "row MNIST", key: Key): Promise<Images> {
  if (setting === "row MNIST") return loadMnist()
  const [trainKey, testKey] = split(key, 2) as [Key, Key]
  return { train: rowGlyphs(trainKey, glyphs), test: rowGlyphs(testKey, glyphs) }
}

interface Keys {
  readonly startKey: Key
  readonly testKey: Key
  readonly hessianKey: Key
}

function ofImages(
  { setting, units, hessianTrials }: CurvatureSpec,
  { train, test, startKey, testKey, hessianKey }: Images & Keys,
): OpenSetting {
  const [task, clean, noisy] = [imageRows(train), imageRows(test), imageRows(test, { noise: pixelNoise })]
  const start = {
    // The published variance of 2 / N makes glyphs diverge at their rate.
    recurrentGain: setting === "row MNIST" ? Math.SQRT2 : 1,
    inputGain: Math.SQRT2,
    readoutDistribution: "glorot",
  } as const
  const { inputs, outputs } = task
  return {
    ...started({ units, inputs, outputs, readoutBias: true, ...memoryless }, start, startKey),
    task,
    train: () => inOrder(task, train.count),
    clean: () => inOrder(clean, test.count),
    noisy: () => inOrder(noisy, test.count, testKey),
    hessian: task.sample(hessianKey, hessianTrials),
  }
}

/** Images in their order, some at a time; the noise of an image is the same each time. */
function* inOrder(task: ImageRowsTask, count: number, key?: Key): Generator<Trials> {
  for (let from = 0; from < count; from += imagesAtOnce) {
    const own = key === undefined ? undefined : foldIn(key, from)
    yield task.inOrder(from, Math.min(count, from + imagesAtOnce), own)
  }
}
