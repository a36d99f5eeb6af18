import assert from "node:assert/strict"
import type { RateBlock, RateNetwork } from "../../../../lib/networks/rate-network.ts"
import { foldIn, key } from "../../../../lib/numerics/random-key.ts"
import { curvaturePresets } from "../../../../lib/studies/curvature/presets.ts"
import { openSetting } from "../../../../lib/studies/curvature/setting.ts"
import type { Setting } from "../../../../lib/studies/curvature/spec.ts"
import type { Trials } from "../../../../lib/tasks/trials.ts"
import { within } from "../../../support/bands.ts"
import { tinySpec } from "../../../support/made-up-curvature.ts"

/** A setting at the sizes of the full preset. */
function opened(setting: Setting, seed: number) {
  const { sizes } = curvaturePresets.full.settings.find((one) => one.sizes.setting === setting)!
  return openSetting({ ...tinySpec, ...sizes }, key(seed))
}

const entries = ({ layout }: RateNetwork, start: Float64Array, name: RateBlock) => {
  const { first, rows, columns } = layout[name]
  return start.subarray(first, first + rows * columns)
}
const meanSquare = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0) / values.length
const all = (sets: Iterable<Trials>) => [...sets]
const difference = (a: Float64Array, b: Float64Array) => a.map((value, i) => value - b[i]!)

for (const [setting, leak, recurrent, input, readout, bias] of [
  ["pattern generation", 0.5, 0.7 ** 2 * 2, 1, 1 / 64, 0],
  ["delayed match", 0.5, 1, 2, 2 / (64 + 2), 2],
  ["row glyphs", 0, 1, 2, 2 / (64 + 10), 10],
] as const)
  describe(`the setting of the study of curvature: ${setting}`, () => {
    it("starts at weights of its variances, without self-connections and with a bias of 0 where it has one", async () => {
      const seeds = await Promise.all(Array.from({ length: 12 }, (_, seed) => opened(setting, seed)))
      const variance = (name: RateBlock) =>
        seeds.reduce((sum, { network, start }) => sum + meanSquare(entries(network, start, name)), 0) / seeds.length
      const { units, inputs, leak: share, layout } = seeds[0]!.network
      assert.ok(Math.abs(share - leak) < 1e-12)
      assert.equal(layout.bias.rows * layout.bias.columns, bias)
      // The diagonal is 0: a share of 1 / N of W.
      within((variance("recurrent") * units) / (1 - 1 / units) / recurrent, [0.97, 1.03], "variance of W")
      within((variance("input") * inputs) / input, [0.9, 1.1], "variance of U")
      within(variance("readout") / readout, [0.8, 1.2], "variance of w")
      for (const { network, start } of seeds) {
        for (let i = 0; i < units; i++) assert.equal(start[i * (units + 1)], 0)
        assert.ok(entries(network, start, "bias").every((value) => value === 0))
      }
    })

    it("is the same for the same key, another for another, and shows the same trials in every measurement", async () => {
      const [one, again, other] = [await opened(setting, 1), await opened(setting, 1), await opened(setting, 2)]
      assert.deepEqual(again.start, one.start)
      assert.deepEqual(again.hessian, one.hessian)
      assert.notDeepEqual(other.start, one.start)
      assert.notDeepEqual(other.hessian.inputs, one.hessian.inputs)
      for (const sets of ["train", "clean", "noisy"] as const) {
        if (one[sets] === null) continue
        const first = all(one[sets]())
        assert.deepEqual(all(one[sets]()), first)
        assert.deepEqual(all(again[sets]!()), first)
      }
      assert.deepEqual(again.task.sample(key(9), 4), one.task.sample(key(9), 4))
    })
  })

describe("the settings of the study of curvature", () => {
  it("measure pattern generation on 256 trials each, of the same pattern, with noise of 0.1 and 0.3", async () => {
    const { task, train, clean, noisy, hessian } = await opened("pattern generation", 3)
    assert.equal(clean, null)
    const pattern = meanTrial(task.sample(foldIn(key(8), 0), 4000))
    for (const [trials, noise] of [
      [train(), 0.1],
      [noisy(), 0.3],
      [[hessian], 0.1],
    ] as const) {
      const [set] = all(trials)
      assert.deepEqual([set!.trials, set!.steps], [256, 50])
      assert.deepEqual(set!.target, { ...task.sample(key(8), 256).target })
      const apart = set!.inputs.map((value, i) => value - pattern[Math.floor(i / 2560) * 10 + (i % 10)]!)
      within(Math.sqrt(meanSquare(apart)) / noise, [0.98, 1.02], "noise")
    }
  })

  it("measure glyphs on all images learned from and as many others, whose pixels get noise of 0.2 between 0 and 1", async () => {
    const { train, clean, noisy } = await opened("row glyphs", 3)
    const [learned, fresh, blurred] = [all(train()), all(clean!()), all(noisy())]
    const counts = [learned, fresh, blurred].map((sets) => sets.reduce((sum, { trials }) => sum + trials, 0))
    assert.deepEqual(counts, [1000, 1000, 1000])
    assert.notDeepEqual(learned[0]!.inputs, fresh[0]!.inputs)
    for (const [i, { target, inputs }] of blurred.entries()) {
      assert.deepEqual(target, fresh[i]!.target)
      assert.ok(inputs.every((pixel) => pixel >= 0 && pixel <= 1))
      const noise = difference(inputs, fresh[i]!.inputs).filter((_, at) => Math.abs(fresh[i]!.inputs[at]! - 0.5) < 0.05)
      within(Math.sqrt(meanSquare(noise)), [0.18, 0.21], "noise of grey pixels")
    }
    assert.notDeepEqual(
      difference(blurred[0]!.inputs, fresh[0]!.inputs),
      difference(blurred[1]!.inputs, fresh[1]!.inputs),
    )
  })

  it("measure a delayed match with noise of 0.4, of which it learns 0.1", async () => {
    const { train, noisy } = await opened("delayed match", 3)
    for (const [trials, noise] of [
      [train(), 0.1],
      [noisy(), 0.4],
    ] as const) {
      const [{ inputs, trials: count }] = all(trials) as [Trials]
      // The cue is on at the last step alone: before it, its channel is noise.
      const cue = inputs.filter((_, i) => i % 4 === 3 && i < 11 * count * 4)
      within(Math.sqrt(meanSquare(cue)) / noise, [0.97, 1.03], "noise")
    }
  })

  it("that there are not are refused with those there are", async () => {
    await assert.rejects(
      openSetting({ ...tinySpec, setting: "row fashion" as Setting }, key(1)),
      /curvature: setting must be "pattern generation" or "delayed match" or "row glyphs" or "row MNIST", got "row fashion"/,
    )
  })
})

/** The mean input over trials, step by step. */
function meanTrial({ steps, trials, inputs }: Trials): Float64Array {
  const width = inputs.length / (steps * trials)
  const mean = new Float64Array(steps * width)
  for (const [i, value] of inputs.entries())
    mean[Math.floor(i / (trials * width)) * width + (i % width)]! += value / trials
  return mean
}
