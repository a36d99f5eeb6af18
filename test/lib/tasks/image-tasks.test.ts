import assert from "node:assert/strict"
import fc from "fast-check"
import { key } from "../../../lib/numerics/random-key.ts"
import { imageRows } from "../../../lib/tasks/image-rows.ts"
import type { LabelledImages } from "../../../lib/tasks/labelled-images.ts"
import { rowGlyphs } from "../../../lib/tasks/row-glyphs.ts"

/** Three images of 2 x 3 whose pixels tell their place. */
const small: LabelledImages = {
  count: 3,
  rows: 2,
  columns: 3,
  classes: ["a", "b"],
  pixels: Float32Array.from({ length: 18 }, (_, i) => i / 32),
  labels: Uint8Array.from([1, 0, 1]),
}

describe("images row by row", () => {
  it("shows one row a step and asks for the class at the last", () => {
    const { steps, trials, inputs, target } = imageRows(small).inOrder(1, 3)
    assert.deepEqual([steps, trials], [2, 2])
    assert.deepEqual(
      Array.from(inputs, (value) => value * 32),
      [6, 7, 8, 12, 13, 14, 9, 10, 11, 15, 16, 17],
    )
    assert.deepEqual(target, { kind: "labels", labels: Int32Array.from([-1, -1, 0, 1]) })
  })

  it("draws each image equally often, with its own label", () => {
    const { inputs, target } = imageRows(small).sample(key(1), 3000)
    assert.ok(target.kind === "labels")
    const counts = [0, 0, 0]
    for (let b = 0; b < 3000; b++) {
      const image = Math.round((inputs[b * 3]! * 32) / 6)
      counts[image]! += 1
      assert.equal(target.labels[3000 + b], small.labels[image])
    }
    for (const count of counts) assert.ok(Math.abs(count - 1000) < 150, `${counts}`)
  })

  it("goes through the images in turn where asked to, on from where the last batch ended", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 20 }), (trials, batch) => {
        const { inputs } = imageRows(small, { order: "inTurn" }).sample(key(1), trials, batch)
        for (let b = 0; b < trials; b++) assert.equal(inputs[b * 3], (((batch * trials + b) % 3) * 6) / 32)
      }),
    )
  })

  it("keeps noisy pixels within 0 and 1, and the same for the same key", () => {
    const task = imageRows(small, { noise: 0.5 })
    const { inputs } = task.inOrder(0, 3, key(2))
    assert.ok(inputs.every((value) => value >= 0 && value <= 1))
    assert.notDeepEqual(inputs, imageRows(small).inOrder(0, 3).inputs)
    assert.deepEqual(inputs, task.inOrder(0, 3, key(2)).inputs)
  })

  it("refuses images that are not there, noise without a key, and unknown options", () => {
    assert.throws(() => imageRows(small).inOrder(2, 4), /images 2 to 4 are not within the 3/)
    assert.throws(() => imageRows(small, { noise: 0.1 }).inOrder(0, 1), /need a key/)
    assert.throws(() => imageRows(small, { blur: 1 } as never), /blur/)
    assert.throws(() => imageRows(small, { order: "shuffled" } as never), /order.*random.*inTurn.*shuffled/)
    assert.throws(() => imageRows(small, { order: "inTurn" }).sample(key(1), 2, -1), /batch must be an integer/)
  })
})

describe("glyphs of digits", () => {
  it("have pixels within 0 and 1 and each of ten classes equally often", () => {
    const { pixels, labels, classes } = rowGlyphs(key(3), 5000)
    assert.equal(classes.length, 10)
    assert.ok(pixels.every((value) => value >= 0 && value <= 1))
    const counts = new Array<number>(10).fill(0)
    for (const label of labels) counts[label]! += 1
    for (const count of counts) assert.ok(Math.abs(count - 500) < 110, `${counts}`)
  })

  it("move about: every digit's mean image is spread over more columns than one of them", () => {
    const { pixels, labels } = rowGlyphs(key(4), 2000)
    const columnsOf = (image: number) =>
      new Set(
        Array.from({ length: 196 }, (_, i) => i)
          .filter((i) => pixels[image * 196 + i]! > 0.4)
          .map((i) => i % 14),
      )
    const ones = Array.from(labels.keys()).filter((image) => labels[image] === 1)
    const all = new Set(ones.flatMap((image) => [...columnsOf(image)]))
    assert.ok(all.size > columnsOf(ones[0]!).size + 3)
  })

  it("are told apart by the nearest mean image far above chance", () => {
    const [train, test] = [rowGlyphs(key(5), 1500), rowGlyphs(key(6), 500)]
    const means = Array.from({ length: 10 }, () => new Float64Array(196))
    const counts = new Array<number>(10).fill(0)
    for (const [image, label] of train.labels.entries()) {
      counts[label]! += 1
      for (let i = 0; i < 196; i++) means[label]![i]! += train.pixels[image * 196 + i]!
    }
    let right = 0
    for (const [image, label] of test.labels.entries()) {
      const distances = means.map((mean, digit) =>
        mean.reduce((sum, value, i) => sum + (value / counts[digit]! - test.pixels[image * 196 + i]!) ** 2, 0),
      )
      if (distances.indexOf(Math.min(...distances)) === label) right += 1
    }
    assert.ok(right / 500 > 0.35, `${right / 500}`)
  })

  it("are the same for the same key, whatever else is drawn", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        assert.deepEqual(rowGlyphs(key(seed), 3), rowGlyphs(key(seed), 3))
      }),
      { numRuns: 20 },
    )
  })
})
