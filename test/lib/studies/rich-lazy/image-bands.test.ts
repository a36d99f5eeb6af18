// Images row by row at the reference's size, N = 100 and 1,500 iterations; means of three and four seeds.
import assert from "node:assert/strict"
import type { RichLazyResult } from "../../../../lib/studies/rich-lazy/measures.ts"
import type { RowImages, RowImagesSpec } from "../../../../lib/studies/rich-lazy/spec.ts"
import { within } from "../../../support/bands.ts"
import { isMnistAtHand } from "../../../support/mnist-at-hand.ts"
import { assertMeanNear, mean, trainedOnImages } from "../../../support/rich-lazy-runs.ts"

function specs(task: RowImages, batch: number, ranks: readonly number[]): readonly RowImagesSpec[] {
  const sizes = { task, batch, units: 100, iterations: 1500, gain: 1.25, rate: 0.003 }
  return ranks.map((rank) => ({ ...sizes, probeTrials: 320, kernelTrials: 32, leastAccuracy: 0, start: { rank } }))
}

describe("networks that read glyphs row by row @long", function () {
  this.timeout(300_000)

  it("are lazier from a start of full rank than of rank 5, by kernel and by states, in the mean of three seeds", async () => {
    const [low, full] = await trainedOnImages(specs("row glyphs", 100, [5, 100]), 3)
    for (const { failure } of [...low!, ...full!]) assert.equal(failure, null)
    const of = (measure: "kernel" | "representation") =>
      [low!, full!].map((runs) => mean(runs.map((run) => run.trained[measure]))) as [number, number]
    const [[lowKernel, fullKernel], [lowStates, fullStates]] = [of("kernel"), of("representation")]
    assert.ok(fullKernel > lowKernel, `KA ${lowKernel} and ${fullKernel}`)
    assert.ok(fullStates > lowStates, `RA ${lowStates} and ${fullStates}`)
  })
})

/**
 * Means of an independent implementation over four seeds. Deviations over seeds: of KA its own; of RA and the change of weights ours, over four seeds in two
 * arithmetics, as four alone tell too little. Accuracies of single seeds at rank 5 range from .70 to .86.
 */
const reference = [
  { rank: 5, kernel: [0.042, 0.011], states: [0.55, 0.18], change: [3.89, 1.1], accuracy: [0.68, 0.88] },
  { rank: 30, kernel: [0.078, 0.033], states: [0.79, 0.054], change: [3.41, 0.11], accuracy: [0.887, 0.947] },
  { rank: 100, kernel: [0.083, 0.029], states: [0.75, 0.055], change: [3.3, 0.15], accuracy: [0.89, 0.95] },
] as const

describe("networks that read MNIST row by row @long", function () {
  this.timeout(1_200_000)

  before(function () {
    if (!isMnistAtHand()) this.skip()
  })

  it("have the KA, RA and change of weights of the reference at ranks 5, 30 and 100, and read the digits", async () => {
    const ranks = reference.map(({ rank }) => rank)
    const runs = await trainedOnImages(specs("row MNIST", 200, ranks), 4)
    for (const [i, { rank, kernel, states, change, accuracy }] of reference.entries()) {
      const own = runs[i]!.filter(({ failure }) => failure === null)
      // At so low a rank activity is near to exploding: whether a seed survives the first steps may hang on the last digit.
      assert.ok(own.length >= (rank === 5 ? 3 : 4), `${own.length} of 4 learned at rank ${rank}`)
      const of = (measure: (run: RichLazyResult) => number) => own.map(measure)
      within(mean(of((run) => run.accuracy)), accuracy, `mean accuracy at rank ${rank}`)
      for (const [what, values, [expected, deviation]] of [
        ["KA", of((run) => run.trained.kernel), kernel],
        ["RA", of((run) => run.trained.representation), states],
        ["change of weights", of((run) => run.weightChange), change],
      ] as const)
        assertMeanNear(values, expected, `${what} at rank ${rank}`, deviation)
    }
  })
})
