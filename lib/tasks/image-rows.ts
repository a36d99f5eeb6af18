import { normal, uniform } from "../numerics/distributions.ts"
import { choiceOption, integerOption, numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import { type Key, split } from "../numerics/random-key.ts"
import type { LabelledImages } from "./labelled-images.ts"
import type { Trials, TrialTask } from "./trials.ts"

/** Options of `imageRows`. */
export interface ImageRowsOptions {
  /** Standard deviation of normal noise on every pixel, which stays within 0 and 1; 0 where absent. */
  readonly noise?: number
  /** Which images make a batch: some by chance, with replacement, where absent; or in turn, each batch those after the last one's. */
  readonly order?: (typeof orders)[number]
}

const orders = ["random", "inTurn"] as const

/** Classification of images that are shown row by row. */
export interface ImageRowsTask extends TrialTask {
  /** The images themselves as trials, in their order, from `start` up to, not including, `end`. */
  inOrder(start: number, end: number, key?: Key): Trials
}

/**
 * Sequential images: a step shows one row of an image from its top down, and the class is asked for at the last row alone.
 * Row-by-row MNIST is in the setting of Liu et al. 2022, arXiv 2206.00823; Liu et al. 2024, arXiv 2310.08513, show it in turn.
 * @throws on an unknown option or an impossible value.
 */
export function imageRows(images: LabelledImages, options: ImageRowsOptions = {}): ImageRowsTask {
  const what = "tasks.imageRows"
  refuseUnknownKeys(what, options, ["noise", "order"])
  const noise = options.noise ?? 0
  if (noise !== 0) numberOption(`${what}: noise`, noise, 0)
  const order = choiceOption(`${what}: order`, options.order ?? "random", orders)
  if (images.count < 1) throw new RangeError(`${what} needs at least one image`)
  const { count, columns, classes } = images
  return Object.freeze({
    name: "imageRows",
    inputs: columns,
    outputs: classes.length,
    sample(key, trials, batch = 0) {
      const [imageKey, noiseKey] = split(key, 2)
      const first = integerOption(`${what}: batch`, batch, 0) * trials
      const chosen =
        order === "inTurn"
          ? Float64Array.from({ length: trials }, (_, i) => (first + i) % count)
          : uniform(imageKey!, trials).map((share) => Math.floor(share * count))
      return trialsOf(images, chosen, noise, noiseKey!)
    },
    inOrder(start, end, key) {
      if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start < end && end <= count))
        throw new RangeError(`${what}: images ${start} to ${end} are not within the ${count} there are`)
      if (noise > 0 && key === undefined) throw new TypeError(`${what}: noisy images need a key`)
      const chosen = Float64Array.from({ length: end - start }, (_, i) => start + i)
      return trialsOf(images, chosen, noise, key)
    },
  } satisfies ImageRowsTask)
}

function trialsOf(
  { rows, columns, pixels, labels }: LabelledImages,
  chosen: Float64Array,
  noise: number,
  key: Key | undefined,
): Trials {
  const trials = chosen.length
  const inputs = new Float64Array(rows * trials * columns)
  for (let t = 0; t < rows; t++)
    for (let b = 0; b < trials; b++) {
      const from = (chosen[b]! * rows + t) * columns
      inputs.set(pixels.subarray(from, from + columns), (t * trials + b) * columns)
    }
  if (noise > 0 && key !== undefined) {
    const fresh = normal(key, inputs.length)
    for (let i = 0; i < inputs.length; i++) inputs[i] = Math.min(1, Math.max(0, inputs[i]! + noise * fresh[i]!))
  }
  const asked = new Int32Array(rows * trials).fill(-1)
  for (let b = 0; b < trials; b++) asked[(rows - 1) * trials + b] = labels[chosen[b]!]!
  return { steps: rows, trials, inputs, target: { kind: "labels", labels: asked } }
}
