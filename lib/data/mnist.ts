import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { LabelledImages } from "../tasks/labelled-images.ts"
import { DataError } from "./data-error.ts"
import { createDatasets, type Datasets } from "./datasets.ts"
import { readIdx } from "./formats/idx.ts"

/** Images to train on and images to test on. */
export interface SplitImages {
  readonly train: LabelledImages
  readonly test: LabelledImages
}

/** The handwritten digits of MNIST. */
export interface Mnist {
  /** 60,000 images to train on and 10,000 to test on, 28 x 28 each, read anew at each call. */
  load(): Promise<SplitImages>
}

const classes = Object.freeze(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])

/** Grey of a byte: byte / 255. */
const greys = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)

/**
 * Reads MNIST from where its data set lies, checksums first.
 * Source: LeCun, Bottou, Bengio and Haffner 1998, Proceedings of the IEEE 86:2278.
 * @throws DataError "not-found" where it is not here, saying how to fetch it; others where its files are damaged
 */
export async function loadMnist(datasets: Datasets = createDatasets()): Promise<SplitImages> {
  const { folder, message } = await datasets.get("mnist")
  if (folder === null) throw new DataError("not-found", message)
  return { train: await readSet(folder, "train"), test: await readSet(folder, "t10k") }
}

/**
 * Labelled images from two IDX files, of images (count x rows x columns) and of their labels (count, 0 to 9).
 * @param files where they lie, for messages
 * @throws DataError where one is no such file, their counts differ, or a label is of no class
 */
export function labelledDigits(
  imageBytes: Uint8Array,
  labelBytes: Uint8Array,
  files: { readonly images: string; readonly labels: string },
): LabelledImages {
  const images = readIdx(imageBytes, 3, files.images)
  const labels = readIdx(labelBytes, 1, files.labels)
  const [count, rows, columns] = images.shape as readonly [number, number, number]
  if (labels.values.length !== count) {
    const counts = `${files.images} holds ${count} images, but ${files.labels} ${labels.values.length} labels`
    throw new DataError("malformed", `${counts}; there has to be one label for each image.`)
  }
  const odd = labels.values.findIndex((label) => label >= classes.length)
  if (odd >= 0) {
    const label = `${files.labels} gives image ${odd} the label ${labels.values[odd]}`
    throw new DataError("impossible-value", `${label}; accepted are 0 to ${classes.length - 1}.`)
  }
  const pixels = new Float32Array(images.values.length)
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = greys[images.values[i]!]!
  return Object.freeze({ count, rows, columns, classes, pixels, labels: Uint8Array.from(labels.values) })
}

async function readSet(folder: string, name: "train" | "t10k"): Promise<LabelledImages> {
  const files = {
    images: join(folder, `${name}-images-idx3-ubyte`),
    labels: join(folder, `${name}-labels-idx1-ubyte`),
  }
  return labelledDigits(await readFile(files.images), await readFile(files.labels), files)
}

/** MNIST from the cache or the folders of DELTAW_DATA; `deltaw data get mnist` fetches it. */
export const mnist: Mnist = Object.freeze({ load: () => loadMnist() })
