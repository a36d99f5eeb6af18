import { evaluateNetwork } from "../../analysis/generalisation-gap.ts"
import { loadMnist } from "../../data/mnist.ts"
import { connectivity } from "../../networks/connectivity/kinds.ts"
import { type RateNetwork, rateNetwork } from "../../networks/rate-network.ts"
import { initialRateParameters } from "../../networks/rate-start.ts"
import { choiceOption } from "../../numerics/options.ts"
import { type Key, split } from "../../numerics/random-key.ts"
import type { LaneContext } from "../../runs/lane.ts"
import { type ImageRowsTask, imageRows } from "../../tasks/image-rows.ts"
import { rowGlyphs } from "../../tasks/row-glyphs.ts"
import type { Trials } from "../../tasks/trials.ts"
import { measureTraining, type RichLazyResult } from "./measures.ts"
import { type RowImagesSpec, rowImages } from "./spec.ts"

/** Images for training of MNIST, the published share of its 60,000. */
const trainingImages = 55_000
/** Glyphs that are made for training and for the test. */
const [trainingGlyphs, testGlyphs] = [1000, 1000]
/** Test images that tell the accuracy during training, and how many run at a time. */
const [fewerImages, imagesAtOnce] = [500, 250]

/** Trains one network on images row by row and measures how lazily it learned; RA and KA are those of the last row. */
export async function runRowImages(
  spec: RowImagesSpec,
  key: Key,
  { onProgress }: Pick<LaneContext, "onProgress">,
): Promise<RichLazyResult> {
  const [startKey, otherKey, trialKey, imageKey] = split(key, 4) as [Key, Key, Key, Key]
  const { train, test } = await imagesOf(spec, imageKey)
  const network = rateNetwork({
    units: spec.units,
    inputs: train.inputs,
    outputs: train.outputs,
    activation: "relu",
    integration: "euler",
    dtMs: 100,
  })
  const recurrent = connectivity.lowRank({ ...spec.start, gain: spec.gain })
  const distributions = { inputDistribution: "uniform", readoutDistribution: "uniform" } as const
  const [start, other] = [startKey, otherKey].map((from) =>
    initialRateParameters(network, from, { recurrent, ...distributions }),
  ) as [Float64Array, Float64Array]
  const { iterations, batch, rate, probeTrials, kernelTrials, leastAccuracy } = spec
  const { result } = await measureTraining({
    ...{ network, start, other, iterations, batch, rate, kernelTrials, leastAccuracy, onProgress },
    task: train,
    key: trialKey,
    probe: test.task.inOrder(0, probeTrials),
    kernelSteps: "last",
    noChoices: [],
    accuracyOf: (parameters, trials) =>
      accuracyOf(network, parameters, test.task, trials === "all" ? test.count : Math.min(fewerImages, test.count)),
  })
  return result
}

interface Images {
  readonly train: ImageRowsTask
  readonly test: { readonly task: ImageRowsTask; readonly count: number }
}

async function imagesOf({ task }: RowImagesSpec, key: Key): Promise<Images> {
  choiceOption("rich-lazy: images", task, rowImages)
  if (task === "row glyphs") {
    const [trainKey, testKey] = split(key, 2) as [Key, Key]
    const test = { task: imageRows(rowGlyphs(testKey, testGlyphs)), count: testGlyphs }
    return { train: imageRows(rowGlyphs(trainKey, trainingGlyphs)), test }
  }
  // The published code does not shuffle MNIST.
  const { train, test } = await loadMnist()
  const { rows, columns, pixels, labels } = train
  const first = { ...train, count: trainingImages, pixels: pixels.subarray(0, trainingImages * rows * columns), labels }
  return { train: imageRows(first, { order: "inTurn" }), test: { task: imageRows(test), count: test.count } }
}

async function accuracyOf(
  network: RateNetwork,
  parameters: ArrayLike<number>,
  task: ImageRowsTask,
  count: number,
): Promise<number> {
  const { value } = await evaluateNetwork(network, parameters, inBatches(task, count), { onProgress: () => {} })
  return value.accuracy!
}

function* inBatches(task: ImageRowsTask, count: number): Generator<Trials> {
  for (let from = 0; from < count; from += imagesAtOnce) yield task.inOrder(from, Math.min(count, from + imagesAtOnce))
}
