import assert from "node:assert/strict"
import { rvbfSettings } from "../../../../lib/inference/rvbf/options.ts"
import {
  blocks,
  constantsAt,
  freeBlocks,
  holdWithin,
  parameterNames,
  scoreAt,
  startingPoint,
} from "../../../../lib/inference/rvbf/parameters.ts"

const settings = rvbfSettings({ regressors: ["bias", "left"], drifting: "rate" })

describe("the parameters of noisy REINFORCE", () => {
  it("are one a free block and regressor, named by both", () => {
    assert.equal(startingPoint(settings).length, 12)
    assert.deepEqual(parameterNames(settings).slice(0, 4), ["alpha_bias", "alpha_left", "beta_bias", "beta_left"])
    assert.deepEqual(parameterNames(rvbfSettings({ regressors: ["bias"], forgetting: false, dayNoise: false })), [
      "alpha_bias",
      "beta_bias",
      "sigma_bias",
    ])
  })

  it("have a score that is that of the constants, carried over by the chain rule", () => {
    const point = startingPoint(settings).map((value, i) => value + 0.1 * i)
    // A function of all constants: its slope in log constants (beta itself) is known, and so are differences in the point.
    const at = (where: Float64Array) => {
      const constants = constantsAt(settings, where)
      return blocks.reduce(
        (sum, { constant }, b) => sum + (b + 1) * constants[constant][0]! * (1 + constants[constant][1]!),
        0,
      )
    }
    const constants = constantsAt(settings, point)
    const slopes = Float64Array.from(
      blocks.flatMap(({ constant, logarithmic }, b) => {
        const [one, other] = constants[constant] as unknown as [number, number]
        const [scaleOne, scaleOther] = logarithmic ? [one, other] : [1, 1]
        return [(b + 1) * (1 + other) * scaleOne, (b + 1) * one * scaleOther]
      }),
    )
    const score = scoreAt(settings, slopes)
    const h = 1e-6
    for (const [i, slope] of score.entries()) {
      const measured = (at(point.with(i, point[i]! + h)) - at(point.with(i, point[i]! - h))) / (2 * h)
      assert.ok(Math.abs(measured - slope) < 1e-6 * Math.max(1, Math.abs(slope)), `${i}: ${measured} and ${slope}`)
    }
    assert.equal(freeBlocks(settings).length, 6)
  })

  it("are held within bounds: nothing forgets more than all of a weight, and baselines are free", () => {
    const point = new Float64Array(12).fill(100)
    holdWithin(settings, point)
    const { forgetting, rate, baseline } = constantsAt(settings, point)
    assert.deepEqual([...forgetting], [1, 1])
    assert.ok(rate[0]! < 21 && baseline[0]! === 200)
  })

  it("have the noise of trials for that of days where those are not told apart", () => {
    const one = rvbfSettings({ regressors: ["bias"], dayNoise: false })
    const { noise, dayNoise, drift } = constantsAt(one, startingPoint(one))
    assert.deepEqual(dayNoise, noise)
    assert.equal(drift[0], 0)
  })
})
