// Row MNIST at the size of the published code, N = 128 and 10,000 or 16,000 iterations: one seed a rule, and the bands that three seeds of an independent reproduction gave.
import assert from "node:assert/strict"
import { key } from "../../../../lib/numerics/random-key.ts"
import { curvaturePresets, type SettingPreset } from "../../../../lib/studies/curvature/presets.ts"
import { within } from "../../../support/bands.ts"
import { type CurvatureRow, ofArm, trainedRows } from "../../../support/curvature-runs.ts"
import { isMnistAtHand } from "../../../support/mnist-at-hand.ts"

const published = curvaturePresets.full.settings.find(({ sizes }) => sizes.setting === "row MNIST") as SettingPreset

describe("the study of curvature at the published size @long", function () {
  this.timeout(3_600_000)
  let rows: readonly CurvatureRow[]

  before(async function () {
    if (!isMnistAtHand()) this.skip()
    rows = await trainedRows({ ...published, seeds: 1 }, key(7))
  })

  it("finds by BPTT a network that is right on noisy images as well, where the loss is flat", () => {
    const [exact] = ofArm(rows, "BPTT")
    assert.equal(exact!.failure, null)
    within(exact!.trainAccuracy, [0.94, 1], "accuracy in training")
    within(exact!.cleanAccuracy, [0.93, 0.985], "accuracy on clean images")
    within(exact!.noisyAccuracy, [0.85, 0.97], "accuracy on noisy images")
    within(exact!.eigenvalue, [60, 700], "lambda_1")
    within(exact!.rho, [1, 1], "rho")
    within(exact!.cosine, [1, 1], "cos theta")
  })

  it("finds by the three-factor rule one that stalls, worst on noisy images, where the loss is sharp", () => {
    const [local] = ofArm(rows, "three-factor")
    assert.equal(local!.failure, null)
    within(local!.trainAccuracy, [0.55, 0.75], "accuracy in training")
    within(local!.cleanAccuracy, [0.56, 0.76], "accuracy on clean images")
    within(local!.noisyAccuracy, [0.4, 0.7], "accuracy on noisy images")
    within(local!.eigenvalue, [500, 15_000], "lambda_1")
    within(local!.rho, [0.008, 0.05], "rho")
    within(local!.cosine, [0.1, 0.45], "cos theta")
  })

  it("finds by the three-factor rule more than twice the curvature", () => {
    const [exact, local] = ["BPTT", "three-factor"].map((arm) => ofArm(rows, arm)[0]!.eigenvalue!)
    within(local! / exact!, [2, Number.POSITIVE_INFINITY], "ratio of lambda_1")
  })
})
