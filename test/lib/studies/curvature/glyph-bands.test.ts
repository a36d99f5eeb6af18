// Row glyphs at the full sizes and without clipping: some networks blow up, which is listed; the bands, of an independent reproduction, are those of the others.
import assert from "node:assert/strict"
import { key } from "../../../../lib/numerics/random-key.ts"
import { curvaturePresets, type SettingPreset } from "../../../../lib/studies/curvature/presets.ts"
import { firstRate } from "../../../../lib/studies/curvature/spec.ts"
import { meanOf } from "../../../../lib/studies/paired-seeds.ts"
import { isWithin, within } from "../../../support/bands.ts"
import { type CurvatureRow, ofArm, trainedRows } from "../../../support/curvature-runs.ts"

const full = curvaturePresets.full.settings.find(({ sizes }) => sizes.setting === "row glyphs") as SettingPreset

/** Trains an arm of row glyphs, measured a dozen times. */
async function trained(arm: string, seeds: number): Promise<readonly CurvatureRow[]> {
  const arms = full.arms.filter((one) => one.arm === arm)
  return ofArm(await trainedRows({ sizes: { ...full.sizes, measureEvery: 250 }, arms, seeds }, key(7)), arm)
}

const finite = (rows: readonly CurvatureRow[]) => rows.filter(({ failure }) => failure === null)

describe("networks that learned row glyphs @long", function () {
  this.timeout(600_000)
  let exact: readonly CurvatureRow[]
  let local: readonly CurvatureRow[]

  before(async () => {
    ;[exact, local] = [await trained("BPTT", 8), await trained("three-factor", 6)]
  })

  it("are listed with a sentence where they blew up, and are otherwise measured", () => {
    assert.deepEqual([exact.length, local.length], [8, 6])
    for (const { failure, trainAccuracy, noisyAccuracy, eigenvalue } of [...exact, ...local])
      if (failure === null) assert.ok([trainAccuracy, noisyAccuracy, eigenvalue].every((value) => value !== null))
      else assert.match(failure, /^not finite after \d+ of 3000 iterations$/)
  })

  it("by BPTT are right in training, mostly on noisy images too, and flat, in at least 60 % of the seeds", () => {
    const good = finite(exact).filter(
      ({ trainAccuracy, noisyAccuracy, eigenvalue }) =>
        trainAccuracy! >= 0.99 && isWithin(eigenvalue!, [1, 25]) && isWithin(noisyAccuracy!, [0.73, 0.96]),
    )
    assert.ok(good.length >= 0.6 * exact.length, `${good.length} of ${exact.length}`)
  })

  it("by the three-factor rule are sharp and right in part, in every seed that ends, and sharper and worse than by BPTT on the whole", () => {
    assert.ok(finite(local).length >= 3, `${finite(local).length} of ${local.length}`)
    for (const { seed, eigenvalue, trainAccuracy, noisyAccuracy } of finite(local)) {
      within(eigenvalue, [80, 4000], `lambda_1 of seed ${seed}`)
      within(trainAccuracy, [0.5, 1], `accuracy in training of seed ${seed}`)
      within(noisyAccuracy, [0.35, 0.9], `accuracy on noisy images of seed ${seed}`)
    }
    const [sharper, flatter] = [meanOf(local, "eigenvalue"), meanOf(exact, "eigenvalue")]
    assert.ok(sharper > 10 * flatter, `lambda_1 ${sharper} and ${flatter}`)
    for (const measure of ["trainAccuracy", "noisyAccuracy"]) {
      const [worse, better] = [meanOf(local, measure), meanOf(exact, measure)]
      assert.ok(worse < better, `${measure} ${worse} and ${better}`)
    }
  })

  // The step is the median of a training and the curvature of its end, so that the bound has half as much again. Even so, 2 of 24 seeds of the three-factor
  // rule were above it when this was written, at 1.5 and 2.1 times the bound: the curvature of a spiky training jumps tenfold between measurements.
  it("have curvature times step below 2 over the rate, and half as much again, all by BPTT and most by the three-factor rule", () => {
    const most = 1.5 * (2 / firstRate(full.sizes))
    const products = (rows: readonly CurvatureRow[]) => finite(rows).map(({ rho, eigenvalue }) => rho! * eigenvalue!)
    for (const product of products(exact)) within(product, [0, most], "rho lambda_1 of BPTT")
    const below = products(local).filter((product) => isWithin(product, [0, most]))
    assert.ok(below.length >= (2 / 3) * finite(local).length, `${below.length} of ${products(local)}`)
  })
})
